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
from mtlviz.lessons.outcomes import AGAINST, SIDEWAYS, SMALLER, TOWARDS, Outcome, Situation, direction_of
from mtlviz.lessons.state import State
from tests.lessons.positions import positions
from tests.strategies import modest

COSINES = np.cos(np.radians(outcomes.ANGLES))[:, None]  # (A, 1)
CORNERS = [State(0.5, angle, ratio) for angle in (0.0, 90.0, 135.0, 180.0) for ratio in (1.0, 20.0, 1000.0)]


def test_equal_weights_hurt_the_smaller_task_exactly_where_the_cosine_is_below_minus_one_over_the_ratio() -> None:
    hurt = direction_of(outcomes.landscape("fixed", Situation()).cosines) == AGAINST
    np.testing.assert_array_equal(hurt, COSINES < -1 / outcomes.RATIOS - 1e-12)


@modest
@given(positions())
def test_fixed_weights_hurt_someone_exactly_outside_the_window(state: State) -> None:
    low, high = state.window
    assume(min(abs(state.lam - low), abs(state.lam - high)) > 1e-6)
    hurt = (outcomes.outcome("fixed", Situation(state)).effects > 0).any()
    assert hurt == (not low <= state.lam <= high)


@modest
@given(positions(), st.sampled_from(methods.names()))
def test_a_direction_is_the_cosine_between_gradient_and_update(state: State, name: str) -> None:
    done = outcomes.outcome(name, Situation(state, steps=20))
    assert np.isfinite(done.cosines).all()
    assert (np.abs(done.cosines) <= 1 + 1e-9).all()
    angle = np.radians(state.angle)
    g = np.array([[5.0, 0.0], 5 / state.ratio * np.array([np.cos(angle), np.sin(angle)])])
    d = done.contributions.sum(0) @ g
    length = np.linalg.norm(d) / np.sqrt(1 - done.outside)
    assume(length > 1e-6 * np.abs(done.contributions).sum() / state.ratio)
    np.testing.assert_allclose(done.cosines, g @ d / (np.linalg.norm(g, axis=1) * length), atol=1e-5)


@pytest.mark.parametrize("name", methods.names())
def test_a_map_says_what_the_method_says_in_each_of_its_states(name: str) -> None:
    found = outcomes.landscape(name, Situation(steps=30))
    assert found.cosines.shape == found.effects.shape == (31, 31)
    for row, column in ((0, 0), (15, 10), (20, 4), (24, 30), (30, 17)):
        state = State(0.5, float(outcomes.ANGLES[row]), float(outcomes.RATIOS[column]))
        alone = outcomes.outcome(name, Situation(state, steps=30))
        assert found.cosines[row, column] == pytest.approx(alone.cosines[SMALLER], abs=1e-9)
        assert found.effects[row, column] == pytest.approx(alone.effects[SMALLER], rel=1e-6, abs=1e-12)


def test_the_failures_that_the_literature_knows_are_on_the_maps() -> None:
    maps = {name: direction_of(outcomes.landscape(name, Situation()).cosines) for name in ("gaba", "cagrad", "mgda")}
    beyond = outcomes.RATIOS > 19
    residual = 0.05 * (outcomes.RATIOS + 1)[None, beyond]  # floored GABA still pulls this much harder: 25 at 500
    floored = maps["gaba"][:, beyond] == AGAINST
    assert floored[np.broadcast_to(COSINES * residual < -1 - 0.02 * residual, floored.shape)].all()
    assert not floored[np.broadcast_to(COSINES * residual > -1 + 0.02 * residual, floored.shape)].any()
    assert not (maps["gaba"][:-1, outcomes.RATIOS < 17] == AGAINST).any()
    assert (maps["cagrad"] == AGAINST).any()
    assert not (maps["mgda"] == AGAINST).any()
    assert (maps["mgda"][:-1] == TOWARDS).all()


@pytest.mark.parametrize("name", methods.names())
@pytest.mark.parametrize("state", CORNERS, ids=lambda s: f"{s.ratio:g}x{s.angle:g}")
def test_an_update_of_rounding_errors_counts_as_none(name: str, state: State) -> None:
    done = outcomes.outcome(name, Situation(state, steps=5))
    assert np.isfinite(done.cosines).all()
    if "harmless" in methods.info(name).promises:
        assert (done.effects <= 0).all()


def test_directions_at_their_borders() -> None:
    cosines = np.array([-1.0, -1e-6, -1e-12, 0.0, 0.0499, 0.05, 1.0])
    expected = [AGAINST, AGAINST, SIDEWAYS, SIDEWAYS, SIDEWAYS, TOWARDS, TOWARDS]
    assert direction_of(cosines).tolist() == expected
    over = outcomes.Over(cosines, cosines)
    assert [over.share(code) for code in (TOWARDS, SIDEWAYS, AGAINST)] == pytest.approx([2 / 7, 3 / 7, 2 / 7])


@modest
@given(positions(), st.sampled_from(methods.names()))
def test_a_task_is_hurt_exactly_where_the_update_points_against_it(state: State, name: str) -> None:
    done = outcomes.outcome(name, Situation(state, steps=20))
    for cosine, effect in zip(done.cosines, done.effects, strict=True):
        assert (outcomes.felt(effect) == "hurt") == (int(direction_of(cosine)) == AGAINST)
        assert (effect == 0) == (abs(cosine) <= outcomes.NONE)


def test_a_direction_says_nothing_about_the_effect() -> None:
    """At 500× and 120°, PCGrad is sideways for health and helps it more than IMTL-G, which is towards it."""
    found: dict[str, Outcome] = {n: outcomes.outcome(n, Situation(State(0.5, 120, 500))) for n in ("pcgrad", "imtl_g")}
    assert [int(direction_of(done.cosines[SMALLER])) for done in found.values()] == [SIDEWAYS, TOWARDS]
    assert found["pcgrad"].effects[SMALLER] < found["imtl_g"].effects[SMALLER] < 0


@pytest.mark.parametrize(
    ("name", "ratio", "angle", "direction"),
    [
        ("fixed", 100, 0, TOWARDS),  # it is dragged along
        ("fixed", 100, 90, SIDEWAYS),
        ("fixed", 100, 120, AGAINST),
        ("pcgrad", 100, 120, SIDEWAYS),
        ("dualproj", 100, 120, SIDEWAYS),
        ("mgda", 100, 120, TOWARDS),
        ("nash", 1000, 170, TOWARDS),
        ("nash", 1000, 180, SIDEWAYS),
        ("aligned", 1000, 120, TOWARDS),
        ("aligned", 1000, 150, AGAINST),
        ("cagrad", 100, 150, AGAINST),
    ],
)
def test_by_hand(name: str, ratio: float, angle: float, direction: int) -> None:
    done = outcomes.outcome(name, Situation(State(0.5, angle, ratio)))
    assert int(direction_of(done.cosines[SMALLER])) == direction


def test_where_gabas_picture_rests() -> None:
    """Up to 19× the bisector; at 100× RUL pulls 5.05 times as hard, at 500× 25.05 times; not so without a floor."""
    for ratio, pull in ((10.0, 1.0), (19.0, 1.0), (100.0, 5.05), (500.0, 25.05)):
        w = outcomes.outcome("gaba", Situation(State(0.5, 120, ratio))).contributions.sum(0)
        assert w[0] * ratio / w[1] == pytest.approx(pull, abs=2e-3)
        edge = float(np.degrees(np.arccos(-1 / pull)))
        for angle, direction in ((edge - 0.5, TOWARDS), (edge + 0.5, AGAINST)):
            cosine = outcomes.outcome("gaba", Situation(State(0.5, min(angle, 180), ratio))).cosines[SMALLER]
            assert pull == 1 or np.sign(cosine) == direction
    free = Situation(State(0.5, 150, 500), hyper=(("gaba.floor", 0.0),))
    assert outcomes.outcome("gaba", free).cosines[SMALLER] > 0


def test_a_larger_radius_of_cagrad_hurts_less() -> None:
    shares = [outcomes.landscape("cagrad", Situation(hyper=(("cagrad.c", c),))).share(AGAINST) for c in (0.1, 0.5, 0.9)]
    assert shares[0] > shares[1] > shares[2] > 0


@pytest.mark.parametrize("name", methods.names())
def test_the_sentence_says_where_the_task_is_hurt(name: str) -> None:
    found = outcomes.landscape(name, Situation(steps=300))
    assert found.sentence.startswith("It hurts the smaller task")
    below = direction_of(found.cosines)[outcomes.ANGLES < 180]
    assert ("nowhere" in found.sentence) == (below != AGAINST).all()


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
