"""The table of a comparison: what each recipe ended with, over its seeds, and what happened to its gradients."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import numpy as np

from mtlviz.comparison.config import ALONE
from mtlviz.comparison.judging import Standings, judged
from mtlviz.comparison.pairing import Verdict
from mtlviz.comparison.result import HIGHER_IS_BETTER, Array, Floats, Result
from mtlviz.comparison.spread import Spread
from mtlviz.comparison.standing import standing
from mtlviz.report import IMBALANCE

Kind = Literal["recipe", "alone", "constant"]
RANKED = ("rmse", "accuracy")  # one metric per task: the NASA score is another view of the RMSE's errors
CONSTANTS = {"mean": "Predict the mean", "majority": "Majority class"}  # by task
NOTHING = Spread(np.nan, np.nan, 0)


Tables = Callable[[str], "list[Row]"]  # by the reference's name


@dataclass(frozen=True)
class Row:
    """One line of the table: a recipe, a task trained alone, or a constant prediction.

    name:       of the recipe; "mean" and "majority" for the constants.
    metrics:    by name; NaN without a count where the line has no such metric.
    standing:   by metric, for the metrics that it has; empty for the constants.
    delta:      Δm in percent, see `delta_m`; mean_rank: see `mean_ranks`.
    conflict:   share of its steps (all seeds) with cosine < 0; cosine: their median.
    imbalanced: share of its steps with gradients more than 10× apart, before weighting, either way round.
    pull:       median over steps and seeds of the effective pull, after weighting.
    length:     median over steps and seeds of the length of its update in units of the reference's. Each is measured
                beside what equal weights make of the same gradients, because two recipes see different gradients.
    against:    a verdict per metric; None for the reference itself, and for what is no recipe.
    """

    name: str
    title: str
    kind: Kind
    metrics: dict[str, Spread]
    standing: Standings
    delta: Spread | None = None
    mean_rank: float | None = None
    conflict: float = np.nan
    cosine: float = np.nan
    imbalanced: float = np.nan
    pull: float = np.nan
    length: float = np.nan
    diverged: int = 0
    against: dict[str, Verdict] | None = None


def table(result: Result, reference: str = "equal", judge: bool = True) -> list[Row]:
    """The recipes in their order, then the tasks trained alone, then the constant predictions.

    judge: with a word on each cell; without, as while a run is under way, the values alone.
    """
    base = result.reference(reference)
    every = range(len(result.recipes))
    standings: list[Standings] = [{} for _ in every]
    if judge:
        standings = [{m: standing(result, result.rows(r), m) for m in result.metrics} for r in every]
    told, ranks = judged(result, base, standings) if judge else {}, mean_ranks(result)
    rows = [
        replace(
            _row(result, r, "recipe", result.metrics, base),
            standing=standings[r],
            delta=Spread.of(delta_m(result, r)),
            mean_rank=float(ranks[r]),
            against=told.get(r),
        )
        for r in every
    ]
    for task, own in enumerate(_by_task(result)):  # its head for the other task has learnt nothing
        alone = _row(result, len(every) + task, "alone", own, base)
        judgements = {m: standing(result, result.alone(task), m) for m in own} if judge else {}
        rows.append(replace(alone, standing=judgements))
    for (name, title), own in zip(CONSTANTS.items(), _by_task(result), strict=True):
        metrics = {m: Spread(result.constants[m], np.nan, 1) if m in own else NOTHING for m in result.metrics}
        rows.append(Row(name, title, "constant", metrics, {}))
    return rows


def tables(result: Result, judge: bool = True) -> Tables:
    """The tables of a result by their reference, each made once for all who speak of it: its tests take a while."""

    @cache
    def against(base: int) -> list[Row]:
        name = result.config.recipes[base]
        return table(result, name) if judge else table(result, name, judge)

    return lambda reference: against(result.reference(reference))


def delta_m(result: Result, recipe: int) -> Array:
    """(S,) Δm in percent, seed by seed: the mean relative gain over the tasks trained alone with the same seed.

        Δm = 100 · ½ · [ (RMSE_b − RMSE) / RMSE_b + (accuracy − accuracy_b) / accuracy_b ]

    Positive is better than training alone (Maninis et al., CVPR 2019; some papers turn the sign round). NaN for a seed
    that diverged here or alone.
    """
    rows = result.rows(recipe)
    rmse, alone = result.final["rmse"][rows], result.final["rmse"][result.alone(0)]
    accuracy, level = result.final["accuracy"][rows], result.final["accuracy"][result.alone(1)]
    with np.errstate(divide="ignore", invalid="ignore"):
        delta: Array = 50 * ((alone - rmse) / alone + (accuracy - level) / level)
    return np.where(np.isfinite(delta), delta, np.nan)


def mean_ranks(result: Result) -> Array:
    """(R,) rank among the recipes (1 is best), averaged over seeds and over RMSE and accuracy.

    Ties share the mean of their ranks; a run that diverged shares the last.
    """
    shape = (len(result.recipes), result.config.seeds)
    E = shape[0] * shape[1]
    total = np.zeros(shape)
    for metric in RANKED:
        values = result.final[metric][:E].reshape(shape)
        cost = np.where(np.isfinite(values), -values if HIGHER_IS_BETTER[metric] else values, np.inf)  # (R, S)
        below = (cost[None] < cost[:, None]).sum(1)
        equal = (cost[None] == cost[:, None]).sum(1)
        total += below + (equal + 1) / 2
    mean: Array = total.mean(1) / len(RANKED)
    return mean


def _by_task(result: Result) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The metrics of RUL, and those of health."""
    return tuple(m for m in result.metrics if m != "accuracy"), ("accuracy",)


def _row(result: Result, index: int, kind: Kind, own: Collection[str], base: int) -> Row:
    rows = result.rows(index)
    ratio, cosine, pull = (_steps(result.series[name][:, rows]) for name in ("ratio", "cosine", "pull"))
    lengths = result.series["length"]
    with np.errstate(divide="ignore", invalid="ignore"):
        length = _steps(lengths[:, rows] / lengths[:, result.rows(base)])
    return Row(
        name=(*result.recipes, *ALONE)[index].name,
        title=result.titles[index],
        kind=kind,
        metrics={m: Spread.of(result.final[m][rows]) if m in own else NOTHING for m in result.metrics},
        standing={},
        conflict=float((cosine < 0).mean()) if cosine.size else np.nan,
        cosine=_median(cosine),
        imbalanced=float(((ratio > IMBALANCE) | (ratio < 1 / IMBALANCE)).mean()) if ratio.size else np.nan,
        pull=_median(pull),
        length=_median(length),
        diverged=result.diverged(index),
    )


def _steps(values: Floats) -> Floats:
    """Those that were taken, flat."""
    taken: Floats = values[~np.isnan(values)]
    return taken


def _median(values: Floats) -> float:
    return float(np.median(values)) if values.size else np.nan
