import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import methods
from mtlviz.lessons.state import LIMITS, State, parse
from tests.lessons.positions import positions


@given(positions())
def test_its_gradients_are_what_the_controls_say(state: State) -> None:
    n_rul, n_health = state.facts.norms
    assert n_rul == 5
    assert n_rul / n_health == pytest.approx(state.ratio)
    assert math.degrees(math.acos(state.facts.cosine)) == pytest.approx(state.angle, abs=1e-4)


@given(positions(), st.sampled_from(methods.names()))
def test_every_method_answers_with_finite_contributions(state: State, method: str) -> None:
    contributions = state.contributions(method, 150)
    assert contributions.shape == (2, 2)
    assert np.isfinite(contributions).all()


def test_a_method_that_remembers_changes_with_the_steps_and_others_do_not() -> None:
    state = State(0.5, 120, 20)
    assert not np.allclose(state.contributions("gaba", 1), state.contributions("gaba", 800))
    assert np.array_equal(state.contributions("mgda", 1), state.contributions("mgda", 800))


@given(positions())
def test_a_state_survives_the_trip_to_the_browser_and_back(state: State) -> None:
    message = {"lam": state.lam, "angle": state.angle, "ratio": state.ratio, "side": state.side}
    assert parse(message) == state


@given(st.dictionaries(st.sampled_from(["lam", "angle", "ratio", "side", "seq"]), st.floats() | st.integers()))
def test_what_the_browser_sends_is_clamped_or_refused(message: dict[str, float]) -> None:
    for side in ("left", message.get("side")):
        state = parse({**message, "side": side})
        if state is not None:
            for key, (low, high) in LIMITS.items():
                assert low <= getattr(state, key) <= high


@pytest.mark.parametrize(
    "message",
    [
        None,
        "lam",
        [],
        {},
        {"lam": True, "angle": 1, "ratio": 1, "side": "left"},
        {"lam": math.nan, "angle": 1, "ratio": 1, "side": "left"},
        {"lam": 0.5, "angle": math.inf, "ratio": 1, "side": "left"},
        {"lam": 0.5, "angle": "90", "ratio": 1, "side": "left"},
        {"lam": 0.5, "angle": 90, "ratio": 1, "side": "up"},
        {"lam": 0.5, "angle": 90, "ratio": 1, "side": ["left"]},
    ],
)
def test_nonsense_from_the_browser_is_refused(message: object) -> None:
    assert parse(message) is None
