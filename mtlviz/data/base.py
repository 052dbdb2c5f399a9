"""What a data source is (Source, Table, Batches) and what its columns and targets mean.

The columns, the cap and the classes are those of NASA's C-MAPSS turbofan data: A. Saxena, K. Goebel, D. Simon,
N. Eklund, "Damage Propagation Modeling for Aircraft Engine Run-to-Failure Simulation", PHM08, Denver, 2008.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]

SETTINGS = ("altitude", "mach", "throttle")  # kft, 1, throttle resolver angle in degrees
# The 14 sensors that vary with wear, by their C-MAPSS numbers: 2 3 4 7 8 9 11 12 13 14 15 17 20 21.
SENSORS = ("T24", "T30", "T50", "P30", "Nf", "Nc", "Ps30", "phi", "NRf", "NRc", "BPR", "htBleed", "W31", "W32")
INPUTS = SETTINGS + SENSORS

RUL_CAP = 125.0  # cycles: an engine with more life than this left looks new
CLASSES = ("normal", "degrading", "critical")
DEGRADING, CRITICAL = 80.0, 30.0  # cycles: degrading from RUL <= 80 on, critical from RUL <= 30 on


class DataError(ValueError):
    """Data that cannot be used: one sentence for the user with the file, what was found and what was expected."""


def health_of(rul: Float32) -> Int64:
    """Health class of a remaining useful life in cycles.

    >>> health_of(np.array([125, 81, 80, 31, 30, 0], np.float32))
    array([0, 0, 1, 1, 2, 2])
    """
    return (rul <= DEGRADING).astype(np.int64) + (rul <= CRITICAL)


@dataclass(frozen=True, eq=False)
class Table:
    """Rows for the two tasks; the arrays are shared, so read them and do not write to them.

    inputs: (N, 17) float32, scaled, in the order of INPUTS.
    rul:    (N,) float32, remaining useful life in cycles, capped at RUL_CAP unless the source says otherwise.
    health: (N,) int64, index into CLASSES.
    units:  (N,) int64, the engine a row comes from: training and validation share none.
    """

    inputs: Float32
    rul: Float32
    health: Int64
    units: Int64

    def __len__(self) -> int:
        return len(self.rul)


class Batches:
    """Which rows of the training table step t sees: a function of (seed, step), open at any step.

    Every epoch is a new permutation of the rows. The short batch at its end is dropped, so that every step averages
    over equally many rows; the permutation decides anew each epoch which rows those are. A batch size of `rows` or more
    gives all rows in their own order at every step. Replay needs no iterator state.

    >>> batches = Batches(rows=10, seed=0, batch_size=4)
    >>> batches.per_epoch, [batches.batch(step).size for step in range(3)]
    (2, [4, 4, 4])
    >>> again = Batches(rows=10, seed=0, batch_size=4)
    >>> bool((again.batch(2) == batches.batch(2)).all())
    True
    """

    def __init__(self, rows: int, seed: int, batch_size: int) -> None:
        for name, value, least in (("rows", rows, 1), ("seed", seed, 0), ("batch_size", batch_size, 1)):
            if value < least:
                raise ValueError(f"{name} is {value}; expected {least} or more")
        self.rows, self.seed, self.batch_size = rows, seed, min(batch_size, rows)
        self.per_epoch = rows // self.batch_size
        self._latest = (-1, np.arange(rows))  # (epoch, its permutation): steps mostly ask for the same epoch again

    def batch(self, step: int) -> Int64:
        """(batch_size,) row indices of the 0-based step, int64."""
        if step < 0:
            raise ValueError(f"step is {step}; expected 0 or more")
        epoch, place = divmod(step, self.per_epoch)
        cached, order = self._latest
        if epoch != cached and self.batch_size < self.rows:
            order = np.random.default_rng((self.seed, epoch)).permutation(self.rows)
            self._latest = (epoch, order)
        return order[place * self.batch_size : (place + 1) * self.batch_size]


@dataclass(frozen=True, eq=False)
class Source:
    """Data ready to train on. `about` says in a sentence or two what it holds and how it was prepared."""

    name: str
    title: str
    train: Table
    validation: Table
    about: str = ""
    test: Table | None = None  # C-MAPSS's official test set: the last cycle of every test unit

    def batches(self, seed: int, batch_size: int) -> Batches:
        """The order in which training rows are seen; the same for every recipe that shares the seed."""
        return Batches(len(self.train), seed, batch_size)
