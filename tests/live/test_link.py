"""A step opened in the tug-of-war is that step: the geometry that the run recorded, or the page says so."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mtlviz import geometry, recipes
from mtlviz.history import History
from mtlviz.lessons.state import LIMITS, State
from mtlviz.live import link
from tests.live.players import start


def one_step(gram: geometry.Array, weights: geometry.Array, outside: float = 0.0) -> History:
    history = History([("fixed", 0)])
    history.append(0, np.ones((1, 2)), np.diag(weights)[None], {"weight": gram[None], "bias": 0 * gram[None]}, outside)
    return history


def opened(query: dict[str, str]) -> State:
    return State(**{key: float(query[key]) for key in LIMITS if key in query})


@given(ratio=st.floats(1e-4, 1e4), angle=st.floats(0, 180), first=st.floats(0, 5), second=st.floats(0, 5))
def test_norms_angle_and_the_direction_of_the_update_arrive(
    ratio: float, angle: float, first: float, second: float
) -> None:
    assume(first + second > 1e-3)
    gram, weights = geometry.two_gradients(ratio, angle), np.array([first, second])
    there = link.to_tug_of_war(one_step(gram, weights), 0)
    state, total = opened(there.query), first + second
    swapped = any("changed places" in note for note in there.notes)
    assert swapped == (np.diag(gram)[1] > np.diag(gram)[0])
    order = [1, 0] if swapped else [0, 1]
    scale = 5 / geometry.norms(gram).max()
    np.testing.assert_allclose(geometry.norms(state.gram), scale * geometry.norms(gram)[order], rtol=1e-6)
    assert state.facts.cosine == pytest.approx(geometry.cosine(gram), abs=1e-6)
    expected = geometry.effects(gram, weights)[order] * scale**2 / total
    np.testing.assert_allclose(state.facts.effects, expected, atol=1e-5 * scale**2 * np.diag(gram).max())
    assert any("sum to" in note for note in there.notes) == (not np.isclose(total, 1, rtol=1e-3))


def test_numbers_are_written_as_the_widgets_write_them() -> None:
    """Otherwise the browser's Back meets the same page twice."""
    there = link.to_tug_of_war(one_step(geometry.two_gradients(7000, 95), np.array([0.5, 0.5])), 0)
    assert there.query == {"v": "1", "ratio": "7000.0", "angle": "95.0"}
    assert not there.notes


def test_what_cannot_be_shown_is_said() -> None:
    gram = geometry.two_gradients(10, 60)
    for weights, outside, words in [
        (
            [1.0, 1.0],
            0.0,
            "sum to 2; here they sum to 1, with the same share each, so the update has the same direction",
        ),
        ([1.5, -0.5], 0.0, "are no λ and 1 − λ"),
        ([0.5, 0.5], 5.0, "lies outside this plane"),
    ]:
        (note,) = link.to_tug_of_war(one_step(gram, np.array(weights), outside), 0).notes
        assert words in note
    broken = link.to_tug_of_war(one_step(np.full((2, 2), np.nan), np.ones(2)), 0)
    assert broken.query == {"v": "1"}
    assert "no gradients to show" in broken.notes[0]
    half = link.to_tug_of_war(one_step(np.diag([4.0, 0.0]), np.array([0.5, 0.5])), 0)
    assert half.query["ratio"] == "10000.0"
    assert "one gradient is zero" in half.notes[0]
    beyond = link.to_tug_of_war(one_step(geometry.two_gradients(25_000, 60), np.array([0.5, 0.5])), 0)
    assert beyond.query["ratio"] == "25000.0", "the tug-of-war clamps it, and says so"


@pytest.mark.parametrize("name", ["fixed", "pcgrad", "mgda", "gaba", "graddrop"])
def test_every_step_of_a_real_run_can_be_opened(name: str) -> None:
    history = start(recipe=name).history
    assert recipes.get(name)
    for step in range(len(history)):
        state = opened(link.to_tug_of_war(history, step).query)
        described = history.describe(slice(step, step + 1))
        assert state.ratio == pytest.approx(described.ratio[0, 0], rel=1e-6)
        assert state.facts.cosine == pytest.approx(described.cosine[0, 0], abs=1e-6)
