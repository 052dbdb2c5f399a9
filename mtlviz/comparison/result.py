"""What a comparison measured, so far or to its end: arrays that nobody changes any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtlviz.comparison.config import ALONE, Config
from mtlviz.history import Stopped
from mtlviz.recipes import Recipe

Array = NDArray[np.float64]
Floats = NDArray[np.floating[Any]]
# Per step, (T, E) each: ‖g_RUL‖ / ‖g_health‖ before weighting, their cosine, the effective pull, the length of the
# update in units of the one that equal weights make of the same gradients, the training losses.
SERIES = ("ratio", "cosine", "pull", "length", "loss_rul", "loss_health")
METRICS = ("rmse", "nasa", "accuracy")  # per evaluation, (M, E) each, and once more at the end, (E,)
OFFICIAL = {"test_rmse": "rmse", "test_nasa": "nasa"}  # on C-MAPSS's test units, once at the end: the metric they are
HIGHER_IS_BETTER = {"rmse": False, "nasa": False, "accuracy": True, "test_rmse": False, "test_nasa": False}
BAND = (5.0, 95.0)  # percentiles over seeds


@dataclass(frozen=True, eq=False)
class Result:
    """E replicas: the seeds of the first recipe first, the two tasks trained alone last.

    `step` (T,) and `metric_steps` (M,) are the steps of `series` and `curves`. `final` are the metrics of the last
    weights, (E,) each; those of the test units are NaN until the end. `constants` says, under the same names, what a
    constant prediction gets (mtlviz.data.baselines). A replica that diverged is NaN from then on, `stopped` says why.
    """

    config: Config
    source: str
    about: str
    step: NDArray[np.int64]
    series: Mapping[str, Floats]
    metric_steps: NDArray[np.int64]
    curves: Mapping[str, Array]
    final: Mapping[str, Array]
    constants: Mapping[str, float]
    stopped: Mapping[int, Stopped]

    @property
    def steps_done(self) -> int:
        """Steps that every model has taken."""
        return len(self.step)

    @property
    def complete(self) -> bool:
        """Did it run to its end?"""
        return self.steps_done == self.config.steps

    @property
    def metrics(self) -> tuple[str, ...]:
        """The columns of the table: METRICS, and those of OFFICIAL where the data has test units."""
        return tuple(self.final)

    def curve(self, metric: str, rows: slice = slice(None)) -> tuple[NDArray[np.int64], Array]:
        """Steps (M + 1,) and values (M + 1, …) of a metric, the last weights included; a test metric has the curve of
        the same metric on validation data.
        """
        name = OFFICIAL.get(metric, metric)
        steps = np.append(self.metric_steps, self.steps_done)
        return steps, np.vstack([self.curves[name][:, rows], self.final[name][None, rows]])

    @property
    def recipes(self) -> tuple[Recipe, ...]:
        """The recipes compared, without the tasks trained alone."""
        return self.config.resolved

    def rows(self, recipe: int) -> slice:
        """The replicas of a recipe: its index in config.recipes; the tasks trained alone follow."""
        return slice(recipe * self.config.seeds, (recipe + 1) * self.config.seeds)

    def alone(self, task: int) -> slice:
        """The replicas of a task trained alone."""
        return self.rows(len(self.config.recipes) + task)

    def diverged(self, recipe: int) -> int:
        """How many of a recipe's seeds."""
        rows = self.rows(recipe)
        return sum(rows.start <= replica < rows.stop for replica in self.stopped)

    def reference(self, wanted: str) -> int:
        """The index of the recipe called `wanted`, or of the first where it was not run."""
        names = self.config.recipes
        return names.index(wanted) if wanted in names else 0

    @property
    def titles(self) -> tuple[str, ...]:
        """Of the recipes, then of the tasks trained alone."""
        return tuple(recipe.title for recipe in (*self.recipes, *ALONE))

    def frozen(self) -> Result:
        """The same, with arrays that refuse to be written to: sessions share it."""
        for array in (*self.series.values(), *self.curves.values(), *self.final.values()):
            array.setflags(write=False)
        return replace(self)


def known(values: Array) -> Array:
    """The finite ones, flat."""
    flat: Array = values[np.isfinite(values)]
    return flat


def bands(values: Floats) -> tuple[Array, Array, Array]:
    """Low, median and high over the seeds of (T, S) values, (T,) each; seeds that stopped are left out.

    An infinite value counts as larger than all others; where no seed is left, all three are NaN.
    """
    order = np.sort(values, axis=-1)  # NaN last
    count = (~np.isnan(values)).sum(-1)  # (T,)
    return tuple(_percentile(order, count, q) for q in (BAND[0], 50.0, BAND[1]))  # type: ignore[return-value]


def _percentile(order: Floats, count: NDArray[np.int64], q: float) -> Array:
    """Linear between the two nearest of the first `count` entries of each ascending row."""
    place = (np.maximum(count, 1) - 1) * q / 100
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(count, 1) - 1)
    rows = np.arange(len(order))
    low, high, part = order[rows, below], order[rows, above], place - below
    with np.errstate(invalid="ignore"):
        return np.where((part == 0) | (low == high), low, low + part * (high - low))
