"""Figures and relations that the cards' texts state, computed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import geometry, methods
from mtlviz.lessons.loss_shapes import SHAPES
from mtlviz.lessons.state import State
from mtlviz.methods.book import book


@given(st.floats(1, 500), st.floats(0, 170))
def test_config_gives_equal_cosines_and_effects_in_the_ratio_of_the_norms(ratio: float, angle: float) -> None:
    state = State(0.5, angle, ratio)
    weights = state.contributions("config", 1).sum(0)
    effects = geometry.effects(state.gram, weights)
    np.testing.assert_allclose(effects[0] / effects[1], ratio, rtol=1e-6)


@given(st.floats(1, 500), st.floats(0, 170))
def test_nash_gives_every_task_the_same_share_of_the_update(ratio: float, angle: float) -> None:
    state = State(0.5, angle, ratio)
    weights = state.contributions("nash", 1).sum(0)
    np.testing.assert_allclose(geometry.describe(state.gram, weights).shares, 0.5, rtol=1e-6)


@pytest.mark.parametrize(("angle", "share"), [(0, "99.01 %"), (90, "99.99 %")])
def test_equal_weights_leave_the_larger_gradient_the_share_that_the_card_says(angle: float, share: str) -> None:
    assert share in methods.info("fixed").fails
    assert f"{100 * State(0.5, angle, 100).facts.shares[0]:.4g} %" == share


def test_every_card_that_rests_on_the_book_names_it_alike() -> None:
    sources = [methods.info("gaba").paper, *(shape.source for shape in SHAPES.values())]
    assert sources == [book(sections) for sections in ("17–20", "13–14", "21–23")]
