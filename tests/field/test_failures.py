"""Helped, ignored or hurt, by known cases."""

from __future__ import annotations

import numpy as np
import pytest

from mtlviz import methods
from mtlviz.field import failures
from mtlviz.field.failures import outcome
from mtlviz.field.states import grid, outside_share
from mtlviz.geometry import no_harm_window


def cell(name, ratio, angle, steps=300, **hyper):
    return outcome(name, np.array([ratio]), np.array([angle]), steps, **hyper)


@pytest.mark.parametrize("name", methods.names())
def test_every_method_has_a_grid_of_cosines_and_a_sentence(name):
    told = outcome(name)
    assert told.cosine.shape == (len(told.ratios), len(told.angles))
    assert (np.abs(told.cosine) <= 1 + 1e-9).all()
    assert sum(map(told.share, ("helped", "ignored", "hurt"))) == pytest.approx(1)
    assert told.sentence.startswith("It hurts the smaller task")
    assert ("nowhere" in told.sentence) == (told.share("hurt") == 0)


def test_equal_weights_hurt_exactly_outside_the_no_harm_window():
    told = outcome("fixed")
    for r, ratio in enumerate(told.ratios):
        for a, angle in enumerate(told.angles):
            low, high = no_harm_window(ratio, float(np.sin(np.radians(90 - angle))))
            assert (told.verdict[r, a] == "hurt") == (not low <= 0.5 <= high + 1e-12)


@pytest.mark.parametrize(
    ("name", "ratio", "angle", "verdict"),
    [
        ("fixed", 100, 0, "helped"),  # it rides along
        ("fixed", 100, 90, "ignored"),
        ("fixed", 100, 120, "hurt"),
        ("pcgrad", 100, 120, "ignored"),
        ("dualproj", 100, 120, "ignored"),
        ("mgda", 100, 120, "helped"),
        ("nash", 1000, 170, "helped"),
        ("nash", 1000, 180, "ignored"),
        ("aligned", 1000, 120, "helped"),
        ("aligned", 1000, 150, "hurt"),
        ("cagrad", 100, 150, "hurt"),
    ],
)
def test_by_hand(name, ratio, angle, verdict):
    assert cell(name, ratio, angle).verdict == verdict


def test_gaba_fails_beyond_nineteen_once_its_average_has_settled():
    """At rest: up to 19× the bisector; at 100× the long gradient pulls 5.05 times harder: hurt below cos = −1/5.05."""
    assert cell("gaba", 18.0, 175.0, steps=3000).cosine[0, 0] > 0
    edge = np.degrees(np.arccos(-1 / 5.05))
    assert cell("gaba", 100.0, edge - 0.5, steps=3000).cosine[0, 0] > 0
    assert cell("gaba", 100.0, edge + 0.5, steps=3000).verdict == "hurt"
    assert cell("gaba", 100.0, 175.0, floor=0.0, steps=3000).verdict != "hurt"


def test_a_larger_radius_of_cagrad_hurts_less():
    shares = [outcome("cagrad", c=c).share("hurt") for c in (0.1, 0.5, 0.9)]
    assert shares[0] > shares[1] > shares[2] > 0


def test_a_grid_is_computed_once():
    assert outcome("mgda").cosine is outcome("mgda").cosine
    with pytest.raises(ValueError, match="read-only"):
        outcome("mgda").cosine[0, 0] = 1
    assert failures.IGNORED == 0.05


def test_the_share_that_the_plane_cannot_show():
    gram = grid([1.0, 300.0], [60.0, 150.0])
    for name in methods.names():
        share = outside_share(name, gram)
        assert share.shape == (2, 2)
        assert (share > 1e-9).all() == (name == "graddrop")
        assert name == "graddrop" or share.max() < 1e-9
    alike, apart = outside_share("graddrop", gram)
    assert (alike > 100 * apart).all()
