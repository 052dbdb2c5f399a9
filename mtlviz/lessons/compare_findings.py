"""What the result of a preset's comparison shows, in a sentence or two made of its own figures."""

from __future__ import annotations

from collections.abc import Sequence

from mtlviz.comparison.result import HIGHER_IS_BETTER, Result
from mtlviz.comparison.summary import Row
from mtlviz.lessons.compare_sentences import CONSTANTS, METRIC_TITLES

DIGITS = {"rmse": ".1f", "accuracy": ".2f"}


def learnt(result: Result, rows: Sequence[Row]) -> str:
    """Which recipes are better than a constant prediction, and whether any is better than equal weights.

    rows: the result's table against equal weights; here and below.
    """
    told = [_against_constant(rows, metric) for metric in ("rmse", "accuracy")]
    return f"{' '.join(told)} {answer(rows, _reference(result))}"


def step_lengths(result: Result, rows: Sequence[Row]) -> str:
    """How long the steps were, and the verdicts under these lengths."""
    reference = _reference(result)
    others = [row for row in rows if row.against is not None]
    if all(abs(row.length - 1) < 1e-3 for row in others):
        told = f"All steps are as long as those of {reference}: what differs is their direction."
    else:
        lengths = ", ".join(f"{row.title} {row.length:.3g}×" for row in others)
        told = (
            f"In units of {reference}’s step, the median step is {lengths} as long: shorter steps may only be slower."
        )
    return f"{told} {answer(rows, reference)}"


def answer(rows: Sequence[Row], reference: str) -> str:
    """Who is better and who is worse than the reference, over all metrics; what is so only so far stands apart."""
    by_word: dict[str, list[str]] = {}
    for row in rows:
        cells: dict[str, list[str]] = {}
        for metric, verdict in (row.against or {}).items():
            cells.setdefault(verdict.word, []).append(METRIC_TITLES[metric].replace("Accuracy", "accuracy"))
        for word, metrics in cells.items():
            by_word.setdefault(word, []).append(f"{row.title} in {' and '.join(metrics)}")
    told = [f"{word}: {', '.join(by_word[word])}" for word in ("better", "worse") if word in by_word]
    sentences = [f"Against {reference}, over all metrics: {'; '.join(told) or 'no final verdict'}."]
    for word in ("better so far", "worse so far"):
        if word in by_word:
            sentences.append(f"{word.capitalize()}, which a longer run may change: {', '.join(by_word[word])}.")
    return " ".join(sentences)


def _reference(result: Result) -> str:
    return result.titles[result.reference("equal")]


def _against_constant(rows: Sequence[Row], metric: str) -> str:
    """As "All 6 recipes do better than predicting the mean: RMSE 20.7 to 26.0 against 42.0.": of those named."""
    constant = next(row.metrics[metric].mean for row in rows if row.kind == "constant" and row.metrics[metric].count)
    ours = [row for row in rows if row.kind == "recipe"]
    sign = 1 if HIGHER_IS_BETTER[metric] else -1
    better = [row for row in ours if sign * (row.metrics[metric].mean - constant) > 0]
    if len(better) == len(ours):
        who = f"All {len(ours)} recipes do"
    elif better:
        who = f"Only {', '.join(row.title for row in better)} {'does' if len(better) == 1 else 'do'}"
    else:
        who = "**No recipe does**"
    means = sorted(row.metrics[metric].mean for row in better or ours)
    low, high, least = (format(value, DIGITS[metric]) for value in (means[0], means[-1], constant))
    return f"{who} better than {CONSTANTS[metric]}: {METRIC_TITLES[metric]} {low} to {high} against {least}."
