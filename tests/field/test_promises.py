"""Every promise of every method over ratio 1–10,000 × angle 0°–180°, and where each that is not made breaks."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from mtlviz import methods
from mtlviz.field import promises
from mtlviz.field.promises import RATIOS
from mtlviz.field.states import ANGLES
from mtlviz.geometry import describe, two_gradients
from mtlviz.lessons import outcomes
from mtlviz.methods import Promise


@pytest.mark.parametrize("promise", get_args(Promise))
@pytest.mark.parametrize("name", methods.names())
def test_it_holds_everywhere_if_it_is_made_and_breaks_somewhere_if_not(name, promise):
    tested = promises.tested(name, promise)
    if promise in methods.info(name).promises:
        assert tested.worst is None
        assert tested.where == ""
    else:
        ratio, angle, amount = tested.worst
        assert 1 <= ratio <= 10_000
        assert 0 <= angle <= 180
        assert amount > 10 * promises.TOLERANCE
        assert tested.where


@pytest.mark.parametrize("name", methods.names())
def test_no_state_of_the_grid_is_decided_by_rounding(name):
    """Else a page or a document would say something else on another processor."""
    cosine = np.abs(outcomes.landscape(name, outcomes.Situation()).cosines)
    assert not ((cosine > 0.01 * outcomes.NONE) & (cosine < 100 * outcomes.NONE)).any()
    assert (np.abs(cosine - outcomes.CLEAR) > 1e-6).all()
    for promise in get_args(Promise):
        amount = promises.tested(name, promise).amount
        assert ((amount < 0.01 * promises.TOLERANCE) | (amount > 10 * promises.TOLERANCE)).all(), promise


def test_the_grid_has_its_corners():
    assert (RATIOS[0], RATIOS[-1]) == pytest.approx((1, 10_000))
    assert (ANGLES[0], ANGLES[-1]) == (0, 180)
    assert {45.0, 90.0, 135.0} <= set(ANGLES)


def test_all_promises_have_a_sentence():
    assert set(promises.TITLES) == set(get_args(Promise))


def test_a_counter_example_can_be_repeated_by_hand():
    """Aligned-MTL's worst harm is where the grid says it is."""
    ratio, angle, amount = promises.tested("aligned", "harmless").worst
    gram = two_gradients(ratio, angle, large=1.0)
    told = describe(gram, methods.create("aligned").weights(methods.Observation(gram)))
    assert told.effects[1] / (told.norms[1] * told.update_norm) == pytest.approx(amount)


@pytest.mark.parametrize(
    ("name", "first"), [("fixed", 97.5), ("cagrad", 127.5), ("aligned", 142.5), ("gradvac", 97.5), ("dwa", 97.5)]
)
def test_where_a_step_can_hurt_is_said_in_words(name, first):
    tested = promises.tested(name, "harmless")
    assert tested.angles[tested.broken].min() == first
    assert tested.where.startswith("1.8× to 10000×, ")
    assert f"{first:g}° to" in tested.where


def test_words_for_the_corner_of_the_plane():
    everywhere = promises.Tested(np.array([1.0, 10, 1, 10]), np.array([0.0, 0, 90, 90]), np.ones(4))
    assert everywhere.where == "everywhere"
    corner = promises.Tested(everywhere.ratios, everywhere.angles, np.array([0.0, 0, 0, 1]))
    assert corner.where == "10×, 90°"
