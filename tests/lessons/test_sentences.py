import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import geometry
from mtlviz.lessons.sentences import about_state, inner
from mtlviz.lessons.state import State
from tests.lessons.positions import positions


def about(state: State) -> str:
    return about_state(state.facts, state.lam, state.window)


@given(positions())
def test_it_is_one_sentence(state: State) -> None:
    text = about(state)
    assert text[0].isupper()
    assert text.endswith(".")
    assert ". " not in text
    assert not re.search(r"nan|inf\b|None", text)


@given(positions())
def test_it_says_exactly_who_is_hurt(state: State) -> None:
    """By finite differences: along the update, a linear loss of each task rises or falls."""
    g = geometry.plane(state.gram)
    moved = -(state.weights @ g)
    rises = g @ moved > 1e-12 * np.linalg.norm(g, axis=-1) * 5
    text = about(state)
    for task, rise in zip(("RUL", "health"), rises, strict=True):
        assert (f"{task} gets worse" in text) == rise


@given(positions())
def test_the_way_out_that_it_names_hurts_nobody(state: State) -> None:
    found = re.search(r"with λ between (\S+) and (\S+) neither", about(state))
    if found:
        for lam in map(float, found.groups()):
            assert (State(lam, state.angle, state.ratio).facts.effects <= 1e-12).all()


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State(0.5, 180, 1), "cancel exactly"),
        (State(0.25, 180, 3), "cancel exactly"),
        (State(0.5, 0, 100), "both tasks gain"),
        (State(1.0, 90, 20), "health is left as it was"),
        (State(0.0, 90, 20), "RUL is left as it was"),
        (State(1.0, 180, 20), "Health has no say"),
        (State(0.5, 180, 20), "only λ = 0.0476 would hurt neither"),
        (State(0.5, 120, 500), "500 times"),
        (State(0.5, 60, 1), "Both pull about equally hard"),
    ],
)
def test_the_corners(state: State, said: str) -> None:
    assert said in about(state)


def test_two_zero_gradients_have_a_sentence_too() -> None:
    facts = geometry.describe(np.zeros((2, 2)), np.array([0.5, 0.5]))
    assert about_state(facts, 0.5, (0.0, 1.0)) == "Both gradients are zero: there is nothing to learn from this step."


@given(st.floats(1e-6, 1), st.floats(1e-6, 1))
def test_a_window_is_rounded_inwards(one: float, other: float) -> None:
    low, high = sorted((one, other))
    shown = inner(low, high)
    assert low * (1 - 1e-6) <= shown[0] <= shown[1] <= high * (1 + 1e-6)
