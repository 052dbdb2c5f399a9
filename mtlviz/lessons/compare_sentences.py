"""What a comparison allows to be said, in words. Every "better" here is a verdict of the paired test."""

from __future__ import annotations

from collections.abc import Sequence

from mtlviz.comparison import pairing
from mtlviz.comparison.result import Result
from mtlviz.comparison.summary import Row

METRIC_TITLES = {"rmse": "RMSE", "nasa": "NASA score", "accuracy": "Accuracy"}
KURIN = (
    "[Kurin et al., NeurIPS 2022](https://arxiv.org/abs/2201.04122): with enough tuning and regularisation, the plain "
    "sum of the losses matches the specialised methods they tested"
)
DELTA = (
    "**Δm**: mean relative gain over the two single-task baselines of the same seed, in percent, on RMSE and accuracy; "
    "positive is better than training alone (some papers turn the sign round). The baselines are the same network "
    "with weight 1 on one task and 0 on the other: same steps, optimiser and learning rate."
)
RANK = "**Mean rank** is among these recipes, over seeds and over RMSE and accuracy; 1 is best, ties share."
METRIC_NOTES = (
    "Final metrics are of the last weights, on 1,024 evenly spaced rows of engines that were not trained on (all rows "
    "where there are fewer): mean ± sample standard deviation over seeds. The NASA score grows exponentially with the "
    "error, so a few rows decide it."
)


def verdicts(rows: Sequence[Row], reference: str) -> list[str]:
    """A sentence a metric: which recipes are better and worse than the reference, and which cannot be told apart."""
    told = []
    for metric, title in METRIC_TITLES.items():
        groups: dict[str, list[str]] = {"better": [], "worse": [], "not distinguishable": []}
        for row in rows:
            if row.against is not None:
                groups[row.against[metric].word].append(row.title)
        parts = [f"{word}: {', '.join(names)}" for word, names in groups.items() if names]
        if parts:
            told.append(f"**{title}** against {reference}: {'; '.join(parts)}.")
    return told


def test_used(result: Result) -> str:
    """Which test, and whether it could have told anything apart with so few seeds."""
    seeds, compared = result.config.seeds, len(result.recipes) - 1
    if not compared:
        return "One recipe alone is compared with nothing: choose another beside it."
    many = "one comparison" if compared == 1 else f"{compared} comparisons a metric (Holm)"
    text = (
        "**Test**: paired over seeds, as a seed gives every recipe the same initial weights and batches. Exact sign-"
        f"flip permutation test, two-sided, p corrected for {many}, level {pairing.LEVEL:g}."
    )
    needed = pairing.seeds_needed(compared)
    if seeds < needed:
        text += (
            f" With {seeds} {'seed' if seeds == 1 else 'seeds'} the smallest p there is "
            f"({min(1.0, compared * 2.0 ** (1 - seeds)):.2g}) is above that: **nothing can be told apart**. It takes "
            f"{needed} seeds or more."
        )
    return text


def caution() -> str:
    """Where the table would be over-read."""
    return (
        f"**Do not over-read this table.** One small network, one learning rate for all, no tuning a recipe. {KURIN}. "
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
