"""What the presets of the landscape say is so, walked by their own numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mtlviz.geometry import describe
from mtlviz.landscape import NASH_STARTS, End, Quadratics, Valleys, Walk, WalkConfig, ends, opposed, walkers
from mtlviz.lessons.landscape_presets import PRESETS, active, position

STEPS = 29_000  # of the presets' 35,000 and 50,000: by then all have arrived that do, but for the chaotic start 1
NAMES = ("equal", "gaba_raw", "gaba", "pcgrad", "mgda")


@pytest.fixture(scope="module")
def valleys() -> dict[str, list[End]]:
    """Where each method stands, start by start; Adam and its rate as in the presets.

    The steep valley below start 1 is chaotic: starts 1e-12 apart leave it thousands of steps apart, so this one may
    still be on its way (by 50,000 steps all have arrived: the bench).
    """
    walk = Walk(WalkConfig(Valleys(0.1), tuple(walkers()[name] for name in NAMES), NASH_STARTS, "adam", 1e-3, STEPS))
    walk.advance()
    found = ends(walk)
    return {name: [end for end in found if end.recipe == name] for name in NAMES}


def test_equal_weights_have_one_end(valleys: dict[str, list[End]]) -> None:
    first, *_ = equal = valleys["equal"]
    for end in (equal[1], equal[3], equal[4]):
        assert end.reached
        assert end.at == pytest.approx((-5.7273, -8.4094), abs=0.25 if end is equal[4] else 1e-3)
        assert end.along == pytest.approx(0.09, abs=0.02 if end is equal[4] else 0.005)
    assert first.reached or (first.moving and first.at[0] < -5 and first.at[1] < 1)
    assert not equal[2].reached
    assert equal[2].distance > 10  # from (9, 9) they never leave the valley
    G = Valleys(0.1).gradients(np.array(equal[1].at))
    assert describe(G @ G.T, np.array([0.5, 0.5])).update_norm < 1e-6  # the minimum of the weighted sum


def test_raw_gaba_has_five_compromises(valleys: dict[str, list[End]]) -> None:
    raw = valleys["gaba_raw"]
    assert all(end.reached for end in raw[1:])
    assert raw[0].reached or (raw[0].moving and raw[0].at[1] < 1)
    places = sorted(end.along for end in raw[1:])
    assert np.diff(places).min() > 0.1


def test_gabas_floor_holds_in_the_valley_below_start_3(valleys: dict[str, list[End]]) -> None:
    raw, gaba = valleys["gaba_raw"][2], valleys["gaba"][2]
    assert raw.reached
    assert not raw.moving
    assert not gaba.reached
    assert gaba.distance > 9
    G = Valleys(0.1).gradients(np.array(gaba.at))
    assert describe(G @ G.T, np.ones(2)).ratio > 19


def test_pcgrad_creeps_and_mgda_arrives(valleys: dict[str, list[End]]) -> None:
    assert not valleys["pcgrad"][2].reached
    assert all(end.reached for n, end in enumerate(valleys["pcgrad"]) if n not in (0, 2))
    mgda = valleys["mgda"]
    assert all(end.reached for end in mgda[1:])
    assert [end.along > 0.99 for end in mgda] == [False, False, True, False, True]


def bowls(key: str) -> tuple[Walk, list[End]]:
    values = next(preset for preset in PRESETS if preset.key == key).values
    land = opposed(values["rho"])
    chosen = tuple(walkers()[name] for name in values["who"])
    walk = Walk(WalkConfig(land, chosen, land.starts, values["descent"], values["rate"], int(values["walked"])))
    walk.advance()
    return walk, ends(walk)


def test_equal_weights_rest_at_one_point_of_the_bowls_and_raw_gaba_at_several() -> None:
    sgd, adam = bowls("bias")[0], bowls("adam")[0]
    for walk in (sgd, adam):
        np.testing.assert_allclose(walk.position[0], [(19 / 21, 0)] * 5, atol=1e-3)
        assert np.abs(walk.position[1, :, 1]).max() < 0.01  # on the segment between the centres,
        assert np.ptp(walk.position[1, :, 0]) > 1  # but not at one point
    assert np.abs(sgd.position[1] - adam.position[1]).max() > 0.1  # and elsewhere with Adam


def test_the_front_of_the_elliptic_bowls_bends() -> None:
    values = next(preset for preset in PRESETS if preset.key == "own").values
    centres = tuple((values[f"m{task}1"], values[f"m{task}2"]) for task in (1, 2))
    curvatures = tuple((values[f"a{task}1"], values[f"a{task}2"]) for task in (1, 2))
    front = Quadratics(centres, curvatures).front()  # type: ignore[arg-type]
    chord = front[-1] - front[0]
    offset = front - front[0]
    away = np.abs(chord[0] * offset[:, 1] - chord[1] * offset[:, 0]) / math.hypot(*chord)
    assert away.max() > 0.5
    assert curvatures[0][0] > curvatures[0][1]
    assert curvatures[1][0] < curvatures[1][1]  # different axes


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_a_preset_is_where_its_controls_are_and_nowhere_else(preset) -> None:
    here = position(preset)
    assert active(here) == preset
    assert active({**here, "own": "1, 2"}) is None
    for key in here:
        if "." in key:
            assert active({**here, key: 0.123}) is None
