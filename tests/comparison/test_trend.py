"""Which curves still improve at their end."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz.comparison import trend

STEPS = np.arange(0, 2001, 100)


def curves(slope: float, noise: float, seeds: int = 12) -> np.ndarray:
    rng = np.random.default_rng(0)
    return 30 + slope * STEPS[:, None] / 400 + noise * rng.standard_normal((len(STEPS), seeds))


@given(st.integers(2, 40), st.integers(1, 5), st.integers(0, 2**32))
def test_the_change_is_that_of_numpys_line(points: int, seeds: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    steps = np.cumsum(rng.integers(1, 50, points))
    values = rng.standard_normal((points, seeds))
    inside = [i for i in range(points) if steps[i] >= 0.8 * steps[-1]]
    inside = inside if len(inside) > 1 else [points - 2, points - 1]
    expected = [np.polyfit(steps[inside] - steps[-1], values[inside, s], 1)[0] for s in range(seeds)]
    width = steps[-1] - steps[inside[0]]
    np.testing.assert_allclose(trend.changes(steps, values), np.array(expected) * width, rtol=1e-6, atol=1e-9)


def test_a_curve_that_falls_is_told_from_one_that_rises_and_one_that_is_flat() -> None:
    falling, rising, flat = (curves(slope, 0.3) for slope in (-1.0, 1.0, 0.0))
    assert [trend.improves(STEPS, c, higher_is_better=False) for c in (falling, rising, flat)] == [True, False, False]
    assert [trend.improves(STEPS, c, higher_is_better=True) for c in (falling, rising, flat)] == [False, True, False]


def test_a_flat_curve_is_called_improving_in_one_of_forty() -> None:
    rng = np.random.default_rng(2)
    said = np.mean([trend.improves(STEPS, rng.standard_normal((len(STEPS), 12)), False) for _ in range(2000)])
    assert said == pytest.approx(0.025, abs=3 * np.sqrt(0.025 / 2000))


def test_only_the_last_fifth_counts() -> None:
    then_flat = np.maximum(curves(-1.0, 0.0), 30 - 1500 / 400) + curves(0.0, 0.01) - 30
    assert not trend.improves(STEPS, then_flat, False)
    assert trend.improves(STEPS[:16], then_flat[:16], False)


def test_lost_seeds_are_left_out_and_one_seed_decides_alone() -> None:
    lost = curves(-1.0, 0.1, seeds=3)
    lost[-1, 0] = np.nan
    lost[-2, 1] = np.inf
    assert np.isfinite(trend.changes(STEPS, lost)).tolist() == [False, False, True]
    assert trend.improves(STEPS, lost, False)
    assert not trend.improves(STEPS, lost, True)
    assert not trend.improves(STEPS, np.full((len(STEPS), 2), np.nan), False)
    assert not trend.improves(STEPS[:1], lost[:1], False)
