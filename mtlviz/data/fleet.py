"""From raw run-to-failure recordings to a Source: RUL, classes, a split by unit, and scaling."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mtlviz.data.base import RUL_CAP, SETTINGS, DataError, Float32, Float64, Int64, Source, Table, health_of
from mtlviz.data.scaling import Scaler


@dataclass(frozen=True, eq=False)
class Fleet:
    """Recorded engines, one row a flight cycle, in the order of units and cycles.

    units:  (N,) int64, 1 … U.
    cycles: (N,) int64, 1, 2, … within a unit.
    inputs: (N, 17) float64, raw, in the order of base.INPUTS and in their physical units.
    """

    units: Int64
    cycles: Int64
    inputs: Float64

    @property
    def lives(self) -> Int64:
        """(U,) recorded cycles of every unit."""
        return np.bincount(self.units)[1:]

    @property
    def last_rows(self) -> Int64:
        """(U,) row of every unit's last recorded cycle."""
        return np.cumsum(self.lives) - 1


def remaining_life(fleet: Fleet) -> Float32:
    """(N,) RUL in cycles of engines recorded until they failed, capped at 125: the last cycle has 0 left."""
    left: Int64 = fleet.lives[fleet.units - 1] - fleet.cycles
    return np.minimum(left, RUL_CAP).astype(np.float32)


def validation_units(units: int, share: float, seed: int) -> Int64:
    """The units (of 1 … `units` >= 2) that are kept for validation: a seeded draw, at least one and never all."""
    if seed < 0:
        raise DataError(f"seed is {seed}; expected 0 or more.")
    if not 0.0 < share < 1.0:
        raise DataError(f"the share for validation is {share}; expected a number between 0 and 1.")
    kept = min(max(round(units * share), 1), units - 1)
    return np.sort(np.random.default_rng(seed).permutation(units)[:kept] + 1)


def prepare(name: str, title: str, fleet: Fleet, seed: int, share: float = 0.2) -> tuple[Source, Scaler]:
    """Split a run-to-failure fleet by unit and scale it with what the training units alone say."""
    kept = validation_units(len(fleet.lives), share, seed)
    validates = np.isin(fleet.units, kept)
    scaler = Scaler.fit(fleet.inputs[~validates])
    inputs, rul = scaler(fleet.inputs), remaining_life(fleet)
    train, validation = (
        Table(inputs[rows], rul[rows], health_of(rul[rows]), fleet.units[rows]) for rows in (~validates, validates)
    )
    about = (
        f"{len(fleet.lives)} engines, {len(fleet.units):,} flight cycles, "
        f"{scaler.regimes} operating regime{'s' if scaler.regimes > 1 else ''}. "
        f"{len(fleet.lives) - len(kept)} engines train, {len(kept)} others validate; sensors are z-scored per regime, "
        f"the {len(SETTINGS)} settings overall, on the training engines alone. RUL is capped at {RUL_CAP:.0f} cycles."
    )
    return Source(name, title, train, validation, about), scaler
