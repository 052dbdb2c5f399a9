"""The table of a comparison: what each recipe ended with, over its seeds, and what happened to its gradients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mtlviz.comparison.pairing import Verdict, verdicts
from mtlviz.comparison.result import HIGHER_IS_BETTER, METRICS, Result, known
from mtlviz.report import IMBALANCE

Array = NDArray[np.float64]
RANKED = ("rmse", "accuracy")  # one metric a task: the NASA score is another view of the RMSE's errors


@dataclass(frozen=True)
class Spread:
    """Mean and sample standard deviation over `count` seeds; NaN where there are none (one seed has no deviation)."""

    mean: float
    deviation: float
    count: int

    @classmethod
    def of(cls, values: Array) -> Spread:
        """Of the finite values. A metric that is infinite for some seed has an infinite mean."""
        if np.isposinf(values).any():
            return cls(np.inf, np.nan, int((~np.isnan(values)).sum()))
        v = known(values)
        return cls(float(v.mean()) if v.size else np.nan, float(v.std(ddof=1)) if v.size > 1 else np.nan, v.size)


@dataclass(frozen=True)
class Row:
    """One recipe. `against` holds a verdict a metric, None for the reference itself and for the baselines.

    delta:      Δm in percent, see `delta_m`; mean_rank: see `mean_ranks`.
    conflict:   share of its steps (all seeds) with cosine < 0.
    imbalanced: share of its steps with gradients more than 10× apart, before weighting, either way round.
    pull:       median over steps and seeds of the effective pull, after weighting.
    """

    title: str
    metrics: dict[str, Spread]
    delta: Spread | None
    mean_rank: float | None
    conflict: float
    imbalanced: float
    pull: float
    diverged: int
    against: dict[str, Verdict] | None


def table(result: Result, reference: str = "equal") -> list[Row]:
    """The recipes in their order, then the two single-task baselines."""
    ours = [result.rows(r) for r in range(len(result.recipes))]
    base = result.reference(reference)
    told = {metric: _verdicts(result, metric, base) for metric in METRICS}
    ranks = mean_ranks(result)
    rows = []
    for r, mine in enumerate(ours):
        against = None if r == base else {metric: told[metric][r] for metric in METRICS}
        rows.append(_row(result, r, mine, Spread.of(delta_m(result, r)), ranks[r], against))
    for task in range(2):
        rows.append(_row(result, len(ours) + task, result.baseline(task), None, None, None))
        untrained = ("accuracy",) if task == 0 else ("rmse", "nasa")  # its head for the other task has learnt nothing
        rows[-1].metrics.update(dict.fromkeys(untrained, Spread(np.nan, np.nan, 0)))
    return rows


def delta_m(result: Result, recipe: int) -> Array:
    """(S,) Δm in percent, seed by seed: the mean relative gain over the single-task baselines of the same seed.

        Δm = 100 · ½ · [ (RMSE_b − RMSE) / RMSE_b + (accuracy − accuracy_b) / accuracy_b ]

    Positive is better than training alone (Maninis et al., CVPR 2019; some papers turn the sign round). NaN for a seed
    that diverged here or in a baseline.
    """
    rows = result.rows(recipe)
    rmse, alone = result.final["rmse"][rows], result.final["rmse"][result.baseline(0)]
    accuracy, level = result.final["accuracy"][rows], result.final["accuracy"][result.baseline(1)]
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


def _verdicts(result: Result, metric: str, base: int) -> dict[int, Verdict]:
    others = [r for r in range(len(result.recipes)) if r != base]
    values = [result.final[metric][result.rows(r)] for r in others]
    told = verdicts(values, result.final[metric][result.rows(base)], HIGHER_IS_BETTER[metric])
    return dict(zip(others, told, strict=True))


def _row(
    result: Result,
    index: int,
    rows: slice,
    delta: Spread | None,
    rank: float | None,
    against: dict[str, Verdict] | None,
) -> Row:
    ratio, cosine, pull = (result.series[name][:, rows] for name in ("ratio", "cosine", "pull"))
    ratio, cosine, pull = (values[~np.isnan(values)] for values in (ratio, cosine, pull))
    return Row(
        title=result.titles[index],
        metrics={metric: Spread.of(result.final[metric][rows]) for metric in METRICS},
        delta=delta,
        mean_rank=None if rank is None else float(rank),
        conflict=float((cosine < 0).mean()) if cosine.size else np.nan,
        imbalanced=float(((ratio > IMBALANCE) | (ratio < 1 / IMBALANCE)).mean()) if ratio.size else np.nan,
        pull=float(np.median(pull)) if pull.size else np.nan,
        diverged=result.diverged(index),
        against=against,
    )
