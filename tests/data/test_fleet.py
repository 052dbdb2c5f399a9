"""From recordings to tables: RUL, classes, the split by unit, and scaling that validation cannot influence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtlviz.data import turbofan
from mtlviz.data.base import INPUTS, health_of
from mtlviz.data.fleet import Fleet, prepare, remaining_life, validation_units
from mtlviz.data.scaling import Scaler, regimes_in

fleets = st.builds(
    turbofan.simulate, seed=st.integers(0, 1000), units=st.integers(2, 8), regimes=st.sampled_from((1, 6))
)


@given(fleet=fleets)
@settings(max_examples=20)
def test_rul_counts_down_to_zero_from_the_cap(fleet: Fleet) -> None:
    rul = remaining_life(fleet)
    assert (rul[fleet.last_rows] == 0).all()
    steps = np.diff(rul)[np.diff(fleet.units) == 0]
    assert set(np.unique(steps)) <= {-1.0, 0.0}
    np.testing.assert_array_equal(rul[fleet.cycles == 1], np.minimum(fleet.lives - 1, 125))


@given(rul=st.integers(0, 125))
def test_classes_partition_the_life(rul: int) -> None:
    expected = "normal" if rul > 80 else "degrading" if rul > 30 else "critical"
    assert ("normal", "degrading", "critical")[health_of(np.array([rul], np.float32))[0]] == expected


@given(units=st.integers(2, 300), share=st.floats(0.01, 0.99), seed=st.integers(0, 99))
def test_the_split_leaves_units_on_both_sides(units: int, share: float, seed: int) -> None:
    kept = validation_units(units, share, seed)
    assert 1 <= len(kept) < units
    assert len(np.unique(kept)) == len(kept)
    assert set(kept) <= set(range(1, units + 1))
    assert abs(len(kept) - share * units) <= 1
    np.testing.assert_array_equal(kept, validation_units(units, share, seed))


@given(fleet=fleets, seed=st.integers(0, 99))
@settings(max_examples=20)
def test_no_unit_is_on_both_sides_and_no_row_is_lost(fleet: Fleet, seed: int) -> None:
    source, _ = prepare("x", "x", fleet, seed)
    assert not set(source.train.units) & set(source.validation.units)
    assert len(source.train) + len(source.validation) == len(fleet.units)
    for table in (source.train, source.validation):
        assert table.inputs.dtype == table.rul.dtype == np.float32
        assert table.health.dtype == table.units.dtype == np.int64
        assert table.inputs.shape == (len(table), len(INPUTS))
        assert np.isfinite(table.inputs).all()


@given(fleet=fleets, seed=st.integers(0, 99), factor=st.floats(-5, 5))
@settings(max_examples=20)
def test_validation_engines_cannot_influence_training_inputs(fleet: Fleet, seed: int, factor: float) -> None:
    source, _ = prepare("x", "x", fleet, seed)
    inputs = fleet.inputs.copy()
    inputs[np.isin(fleet.units, source.validation.units)] *= factor
    changed, _ = prepare("x", "x", replace(fleet, inputs=inputs), seed)
    np.testing.assert_array_equal(changed.train.inputs, source.train.inputs)


@pytest.mark.parametrize("regimes", [1, 6])
def test_training_sensors_have_mean_0_and_deviation_1_in_every_regime(regimes: int) -> None:
    fleet = turbofan.simulate(units=20, regimes=regimes)
    scaled = Scaler.fit(fleet.inputs)(fleet.inputs)
    regime = np.round(fleet.inputs[:, 0])  # altitude in kft tells them apart
    assert len(np.unique(regime)) == regimes == len(regimes_in(fleet.inputs))
    for altitude in np.unique(regime):
        sensors = scaled[regime == altitude, 3:]
        np.testing.assert_allclose(sensors.mean(axis=0), 0, atol=1e-4)
        np.testing.assert_allclose(sensors.std(axis=0), 1, atol=1e-4)


def test_z_scores_by_regime_bring_out_the_wear_that_regimes_hide() -> None:
    fleet = turbofan.simulate(units=50, regimes=6)
    rul = remaining_life(fleet)

    def strongest(inputs: np.ndarray) -> float:
        return max(abs(np.corrcoef(column, rul)[0, 1]) for column in inputs[:, 3:].T)

    assert strongest(fleet.inputs) < 0.2
    assert strongest(Scaler.fit(fleet.inputs)(fleet.inputs)) > 0.6


def test_a_constant_column_becomes_zero_also_where_it_varies_later() -> None:
    inputs = turbofan.simulate(units=3).inputs
    assert np.ptp(inputs[:, 2]) == 0  # throttle
    scaler = Scaler.fit(inputs)
    inputs[5, 2] = 60.0
    assert (scaler(inputs)[:, 2] == 0).all()


def test_a_regime_unseen_in_training_takes_the_nearest_scale() -> None:
    inputs = turbofan.simulate(units=20, regimes=6).inputs
    altitude = np.round(inputs[:, 0])
    scaled = Scaler.fit(inputs[altitude != 42.0])(inputs)
    assert np.isfinite(scaled).all()
    assert np.abs(scaled[altitude == 42.0, 3:]).max() < 1000
