"""What a network has to beat: predictions that look at no sensor.

RUL: the mean of the training rows, for every row. Health: the class that most training rows have. A model that is not
better than these has learnt nothing that the targets alone do not say.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mtlviz.data.base import Float64, Int64, Source, Table

VALIDATION_ROWS = 1024  # evaluations look at so many rows at most, evenly spaced, so that looking stays cheap


@dataclass(frozen=True)
class Baselines:
    """Metrics of the two constant predictions, under the names of a model's own metrics.

    rmse: of the training mean, in cycles; nasa: its mean NASA score per row; accuracy: of the training rows' most
    frequent class. NaN where there is no row to predict.
    """

    rmse: float
    nasa: float
    accuracy: float

    def __getitem__(self, metric: str) -> float:
        """By the metric's name: "rmse", "nasa" or "accuracy"."""
        return float(getattr(self, metric))


def baselines(source: Source, validation_rows: int | None = VALIDATION_ROWS) -> Baselines:
    """On the validation rows that a run with so many `validation_rows` looks at (None: all of them).

    >>> from mtlviz import data
    >>> found = baselines(data.load("turbofan"))
    >>> round(found.rmse, 1), round(found.accuracy, 2)
    (42.0, 0.59)
    """
    return constant(source.train, source.validation, spaced(len(source.validation), validation_rows))


def official_baselines(source: Source) -> Baselines | None:
    """On all rows of the official test set; None where the source has none."""
    return None if source.test is None else constant(source.train, source.test, spaced(len(source.test), None))


def constant(train: Table, table: Table, rows: Int64) -> Baselines:
    """Of the constants that `train` gives, on these rows of `table`."""
    if not len(train) or not len(rows):
        return Baselines(np.nan, np.nan, np.nan)
    error = train.rul.mean(dtype=np.float64) - table.rul[rows].astype(np.float64)
    majority = np.bincount(train.health).argmax()
    return Baselines(
        rmse=float(np.sqrt(np.square(error).mean())),
        nasa=float(nasa_score(error).mean()),
        accuracy=float((table.health[rows] == majority).mean()),
    )


def nasa_score(error: Float64) -> Float64:
    """Per row exp(−d/13) − 1 for d < 0 (too early) and exp(d/10) − 1 for d ≥ 0 (too late); inf where exp overflows.

    d = prediction − truth, in cycles (Saxena et al., PHM08, 2008).
    """
    with np.errstate(over="ignore"):
        score: Float64 = np.expm1(np.maximum(error / -13, error / 10))
    return score


def spaced(rows: int, most: int | None) -> NDArray[np.int64]:
    """Evenly spaced row indices, at most so many; all rows for None."""
    kept = rows if most is None else min(rows, most)
    return np.linspace(0, rows - 1, kept).round().astype(np.int64)
