"""What the methods page says of every method, against closed forms and plain vectors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mtlviz import geometry, methods
from mtlviz.lessons import outcomes
from mtlviz.lessons.arrival import REST, arrived
from mtlviz.lessons.outcomes import HELPED, HURT, IGNORED, SMALLER, Situation
from mtlviz.lessons.state import State
from tests.lessons.positions import positions
from tests.strategies import modest

COSINES = np.cos(np.radians(outcomes.ANGLES))[:, None]  # (A, 1)
CORNERS = [State(0.5, angle, ratio) for angle in (0.0, 90.0, 135.0, 180.0) for ratio in (1.0, 20.0, 1000.0)]


def test_equal_weights_hurt_the_smaller_task_exactly_where_the_cosine_is_below_minus_one_over_the_ratio() -> None:
    hurt = outcomes.verdict(outcomes.landscape("fixed", Situation())) == HURT
    np.testing.assert_array_equal(hurt, COSINES < -1 / outcomes.RATIOS - 1e-12)


@modest
@given(positions())
def test_fixed_weights_hurt_someone_exactly_outside_the_window(state: State) -> None:
    low, high = state.window
    assume(min(abs(state.lam - low), abs(state.lam - high)) > 1e-6)
    hurt = (outcomes.verdict(outcomes.outcome("fixed", Situation(state)).gains) == HURT).any()
    assert hurt == (not low <= state.lam <= high)


@modest
@given(positions(), st.sampled_from(methods.names()))
def test_a_gain_is_the_cosine_between_gradient_and_update(state: State, name: str) -> None:
    done = outcomes.outcome(name, Situation(state, steps=20))
    assert np.isfinite(done.gains).all()
    assert (np.abs(done.gains) <= 1 + 1e-9).all()
    angle = np.radians(state.angle)
    g = np.array([[5.0, 0.0], 5 / state.ratio * np.array([np.cos(angle), np.sin(angle)])])
    d = done.contributions.sum(0) @ g
    length = np.linalg.norm(d) / np.sqrt(1 - done.outside)
    assume(length > 1e-6 * np.abs(done.contributions).sum() / state.ratio)
    np.testing.assert_allclose(done.gains, g @ d / (np.linalg.norm(g, axis=1) * length), atol=1e-5)


@pytest.mark.parametrize("name", methods.names())
def test_a_map_says_what_the_method_says_in_each_of_its_states(name: str) -> None:
    gains = outcomes.landscape(name, Situation(steps=30))
    assert gains.shape == (31, 31)
    for row, column in ((0, 0), (15, 10), (20, 4), (24, 30), (30, 17)):
        state = State(0.5, float(outcomes.ANGLES[row]), float(outcomes.RATIOS[column]))
        alone = outcomes.outcome(name, Situation(state, steps=30)).gains[SMALLER]
        assert gains[row, column] == pytest.approx(alone, abs=1e-9)


def test_the_failures_that_the_literature_knows_are_on_the_maps() -> None:
    maps = {
        name: outcomes.verdict(outcomes.landscape(name, Situation(steps=1000))) for name in ("gaba", "cagrad", "mgda")
    }
    beyond = outcomes.RATIOS > 19
    residual = 0.05 * (outcomes.RATIOS + 1)[None, beyond]  # floored GABA still pulls this much harder: 25 at 500
    floored = maps["gaba"][:, beyond] == HURT
    assert floored[np.broadcast_to(COSINES * residual < -1 - 0.02 * residual, floored.shape)].all()
    assert not floored[np.broadcast_to(COSINES * residual > -1 + 0.02 * residual, floored.shape)].any()
    assert not (maps["gaba"][:-1, outcomes.RATIOS < 17] == HURT).any()
    assert (maps["cagrad"] == HURT).any()
    assert not (maps["mgda"] == HURT).any()
    assert (maps["mgda"][:-1] == HELPED).all()


@pytest.mark.parametrize("name", methods.names())
@pytest.mark.parametrize("state", CORNERS, ids=lambda s: f"{s.ratio:g}x{s.angle:g}")
def test_an_update_of_rounding_errors_counts_as_none(name: str, state: State) -> None:
    done = outcomes.outcome(name, Situation(state, steps=5))
    assert np.isfinite(done.gains).all()
    if "harmless" in methods.info(name).promises:
        assert (outcomes.verdict(done.gains) != HURT).all()


def test_verdicts_at_their_borders() -> None:
    gains = np.array([-1.0, -1e-6, -1e-12, 0.0, 0.0499, 0.05, 1.0])
    assert outcomes.verdict(gains).tolist() == [HURT, HURT, IGNORED, IGNORED, IGNORED, HELPED, HELPED]
    assert outcomes.shares(gains) == pytest.approx({"helped": 2 / 7, "ignored": 3 / 7, "hurt": 2 / 7})


class Diary(methods.Method):
    """Writes down what it sees."""

    info = methods.Info("Diary", "d", "0", "", "", needs=("gram", "losses", "history"))

    def __init__(self) -> None:
        self.seen: list[tuple[int, list[float]]] = []

    def contributions(self, observation: methods.Observation) -> geometry.Array:
        assert observation.losses is not None
        self.seen.append((observation.step, observation.losses.tolist()))
        return np.eye(2)


@pytest.mark.parametrize("steps", [1, 2, 30])
def test_the_losses_go_evenly_from_the_start_to_where_they_are(steps: int) -> None:
    diary = Diary()
    arrived(diary, np.eye(2), (0.25, 4.0), steps)
    assert [step for step, _ in diary.seen] == list(range(steps))
    assert diary.seen[-1][1] == [0.25, 4.0]
    if steps > 1:
        seen = np.array([losses for _, losses in diary.seen])
        assert diary.seen[0][1] == [1, 1]
        np.testing.assert_allclose(seen[1:] / seen[:-1], np.broadcast_to(seen[1] / seen[0], (steps - 1, 2)))


def test_a_method_without_memory_is_asked_once() -> None:
    forgetful: Any = type("Forgetful", (Diary,), {"info": methods.Info("F", "d", "0", "", "")})()
    arrived(forgetful, np.eye(2), (0.5, 0.5), 300)
    assert forgetful.seen == [(299, [0.5, 0.5])]


def test_the_hidden_part_of_graddrops_update_is_what_is_perpendicular_to_both_gradients() -> None:
    state = State(0.5, 120, 3)
    method = methods.create("graddrop")
    seen = methods.placed(method, methods.Observation(state.gram, np.ones(2), REST - 1))
    assert seen.gradients is not None
    d = method.update(seen)
    basis = np.linalg.qr(seen.gradients.T)[0]
    hidden = 1 - np.square(basis.T @ d).sum() / (d @ d)
    assert hidden > 0.1
    assert outcomes.outcome("graddrop", Situation(state)).outside == pytest.approx(hidden)
