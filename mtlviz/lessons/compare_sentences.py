"""What a comparison allows to be said, in words. Every "better" here is a verdict of the paired test."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import numpy as np

from mtlviz.comparison import pairing
from mtlviz.comparison.judging import family
from mtlviz.comparison.result import METRICS, Result
from mtlviz.comparison.summary import Row
from mtlviz.data.baselines import VALIDATION_ROWS
from mtlviz.runconfig import OPTIMIZER_TITLES

ORDER = get_args(pairing.Word)
METRIC_TITLES = {
    "rmse": "RMSE",
    "nasa": "NASA score",
    "accuracy": "Accuracy",
    "test_rmse": "RMSE on the test units",
    "test_nasa": "NASA score on the test units",
}
CONSTANTS = dict.fromkeys(METRIC_TITLES, "predicting the mean") | {"accuracy": "naming the majority class"}
KURIN = (
    "[Kurin et al., NeurIPS 2022](https://arxiv.org/abs/2201.04122) found that the plain sum of the losses, “coupled "
    "with standard regularization and stabilization techniques from single-task learning”, matches or improves upon "
    "the specialised methods that they tested"
)
DELTA = (
    "**Δm**: mean relative gain over the two tasks trained alone with the same seed, in percent, on RMSE and accuracy; "
    "positive is better than training alone (some papers turn the sign round). Alone means the same network "
    "with weight 1 on one task and 0 on the other: same steps, optimiser and learning rate."
)
RANK = "**Mean rank** is among these recipes, over seeds and over RMSE and accuracy; 1 is best, ties share."
METRIC_NOTES = (
    f"Final metrics are of the last weights, on {VALIDATION_ROWS:,} evenly spaced rows of engines that were not "
    "trained on (all rows where there are fewer): mean ± sample standard deviation over seeds. The NASA score is the "
    "mean per sample; it grows exponentially with the error, so a few rows decide it. **Predict the mean** and "
    "**Majority class** look at no sensor: they always give the mean RUL, or the most frequent class, of the training "
    "rows."
)
OFFICIAL_NOTE = (
    "**Test units** are C-MAPSS’s official ones: the last recorded cycle of each, RUL capped at 125 like the rest, "
    "scored once with the last weights. NASA’s own score is the sum over the units; here it is their mean."
)
GRADIENT_NOTE = (
    "**Step length** is the length of the update on the shared layer, beside what equal weights would make of the same "
    "gradients. The **effective pull** is ∞ where a weight is 0. **Conflict** is counted over gradients of mini-"
    "batches: where their cosine is near 0, its sign is mostly noise."
)


def verdicts(rows: Sequence[Row], reference: str) -> list[str]:
    """A sentence per metric: which recipes are better and worse than the reference, and what gets no verdict."""
    told = []
    base = next((row for row in rows if row.kind == "recipe" and row.against is None), None)
    for metric in rows[0].metrics:
        groups: dict[str, list[str]] = {word: [] for word in ORDER}
        for row in rows:
            if row.against is not None:
                groups[row.against[metric].word].append(row.title)
        if groups.pop("no verdict") and base is not None:
            told.append(_no_verdict(rows, base, metric))
            continue
        parts = [f"{word}: {', '.join(names)}" for word, names in groups.items() if names]
        if parts:
            told.append(f"**{METRIC_TITLES[metric]}** against {reference}: {'; '.join(parts)}.")
    return told


def _no_verdict(rows: Sequence[Row], base: Row, metric: str) -> str:
    """Why nothing is said of a metric, and what to change."""
    constant = next(row.metrics[metric] for row in rows if row.kind == "constant" and row.metrics[metric].count)
    told = (
        f"**{METRIC_TITLES[metric]}**: no verdict. {base.title}, which all others are held against, is not better than "
        f"{CONSTANTS[metric]} ({base.metrics[metric].mean:.3g} against {constant.mean:.3g}), and its curve "
    )
    if base.standing[metric].untrained == "not trained yet":
        return told + "still improves: take more steps or a larger learning rate."
    return told + "is flat: take another learning rate, or compare with another recipe."


def too_few_seeds(result: Result) -> str | None:
    """Said above the table where no comparison could come out as anything but "too few seeds"."""
    comparisons, seeds = family(result), result.config.seeds
    needed = pairing.seeds_needed(comparisons)
    if not comparisons or seeds >= needed:
        return None
    least = min(1.0, comparisons * 2.0 ** (1 - seeds))
    many = f"{seeds} {'seed' if seeds == 1 else 'seeds'} and {comparisons} comparisons in the table"
    return (
        f"**Too few seeds for a verdict**: with {many} the smallest possible p is {least:.2g}, above "
        f"{pairing.LEVEL:g}. It takes {needed} seeds."
    )


def improving(rows: Sequence[Row]) -> str | None:
    """Said above the table where curves still improve at the last step: longer runs may tell another story."""
    told = []
    for row in rows:
        names = [METRIC_TITLES[m] for m in METRICS if m in row.standing and row.standing[m].improves]
        if names:
            told.append(f"{row.title} ({', '.join(names)})")
    if not told:
        return None
    return f"**Still improving: no final verdict, as a longer run may change the order.** {', '.join(told)}."


def step_lengths(result: Result, rows: Sequence[Row], reference: str) -> str | None:
    """With SGD, where updates differ in length: that it counts, how much, and how to take it out of the comparison."""
    config = result.config
    if config.optimizer == "adam" or config.length == "equal":
        return None
    differ = [row for row in rows if row.against is not None and abs(np.log(max(row.length, 1e-300))) > np.log(1.1)]
    if not differ:
        return None
    longer = ", ".join(f"{row.title} {row.length:.3g}×" for row in differ)
    sums = (
        " PCGrad sums the gradients where equal weights average them."
        if any(r.name == "pcgrad" for r in differ)
        else ""
    )
    return (
        f"**Step length counts here**: {OPTIMIZER_TITLES[config.optimizer]} moves as far as the update is long. In "
        f"units of the update of {reference} (medians): {longer}.{sums} To compare directions alone, set “Step length” "
        "to “Same length as equal weights”."
    )


def test_used(result: Result) -> str:
    """Which test, what it assumes, and what it is corrected for."""
    comparisons = family(result)
    if not comparisons:
        return "One recipe alone is compared with nothing: choose another beside it."
    official = " (test units are scored once: validation data has to agree)" if "test_rmse" in result.metrics else ""
    recipes, metrics = len(result.recipes) - 1, len(result.metrics)
    many = f"all {comparisons} comparisons of the table ({recipes} × {metrics} metrics, Holm)"
    return (
        "**Test**: paired over seeds, as a seed gives every recipe the same initial weights and batches. Exact sign-"
        "flip permutation test, two-sided; it assumes that the differences are symmetric under the null. It is made at "
        f"every look at the validation data in the last fifth of the run, and the largest p counts{official}. p is "
        f"corrected for {many}, level {pairing.LEVEL:g}: it takes {pairing.seeds_needed(comparisons)} seeds or more. "
        f"“Better” and “worse” are said only where the mean difference is at least {pairing.CLEAR:g} of its standard "
        "deviations over seeds, neither curve still improves, and it would last in a run twice as long if its present "
        "trend went on; else the cell says “so far”, which is no verdict: a longer run or other seeds may not show it. "
        "What is no better than a constant prediction gets no verdict, but counts as a comparison."
    )


def above(result: Result, rows: Sequence[Row], reference: str) -> list[str]:
    """What has to be read before the table: too few seeds, curves that still improve, steps of different lengths."""
    told = (too_few_seeds(result), improving(rows), step_lengths(result, rows, reference))
    return [sentence for sentence in told if sentence is not None]


def notes(result: Result) -> list[str]:
    """What the columns of the table mean."""
    official = [OFFICIAL_NOTE] if "test_rmse" in result.metrics else []
    return [DELTA, f"{RANK} {METRIC_NOTES}", *official, GRADIENT_NOTE]


def caution() -> str:
    """Where the table would be over-read."""
    return (
        f"**Do not over-read this table.** One small network, one learning rate for all, no recipe tuned. {KURIN}. "
        "Seeds vary initial weights and batch order, not the engines or the split: another fleet may rank otherwise. "
        "And “distinguishable” is not “large”: look at the difference too."
    )


def losses(result: Result) -> list[str]:
    """Runs that diverged, said and not hidden: how many, and the first reason of each recipe."""
    told = []
    for index, title in enumerate(result.titles):
        count = result.diverged(index)
        if count:
            rows = result.rows(index)
            first = min(
                (e for e in result.stopped if rows.start <= e < rows.stop), key=lambda e: result.stopped[e].step
            )
            told.append(f"{title}: {count} of {result.config.seeds} diverged. {result.stopped[first].reason}")
    if told:
        told.append("Means and curves hold the seeds that came through; pairs that lost a seed are left out.")
    return told
