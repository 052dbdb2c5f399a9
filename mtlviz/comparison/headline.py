"""The chapter's headline, measured: how many times the health gradient the RUL gradient is, over these seeds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from mtlviz.comparison.result import BAND, Floats, Result

BOOK = 500.0  # "the RUL gradient is 500 times larger": Gradient-Aware Multi-Task Learning for Predictive Maintenance


@dataclass(frozen=True)
class Quantiles:
    """5 %, median, 95 % of ‖g_RUL‖ / ‖g_health‖ over `count` values."""

    low: float
    median: float
    high: float
    count: int

    @classmethod
    def of(cls, ratios: Floats) -> Quantiles | None:
        """None where nothing was measured. Taken between the logarithms, as a ratio has no preferred way round."""
        values = ratios[~np.isnan(ratios)]
        if not values.size:
            return None
        with np.errstate(divide="ignore"):
            # A gradient that is zero gives ±inf, between which nothing can be interpolated.
            logs = np.log(values.astype(np.float64))
        method: Literal["linear", "nearest"] = "linear" if np.isfinite(logs).all() else "nearest"
        low, median, high = np.exp(np.quantile(logs, (BAND[0] / 100, 0.5, BAND[1] / 100), method=method))
        return cls(float(low), float(median), float(high), values.size)


@dataclass(frozen=True)
class Headline:
    """At step 0 over the seeds, and over all steps × seeds, both under the recipe called `title`."""

    title: str
    start: Quantiles
    training: Quantiles


def measure(result: Result, recipe: int = 0) -> Headline | None:
    """None before the first step."""
    ratios = result.series["ratio"][:, result.rows(recipe)]
    start, training = Quantiles.of(ratios[:1]), Quantiles.of(ratios)
    if start is None or training is None:
        return None
    return Headline(result.titles[recipe], start, training)


def sentences(result: Result, recipe: int = 0) -> list[str]:
    """In words; with FD001 its number stands beside the book's, and what differs is said."""
    told = measure(result, recipe)
    if told is None:
        return []
    seeds = result.config.seeds
    over = "with one seed" if seeds == 1 else f"over {seeds} seeds"
    steps = f"{result.steps_done:,} {'step' if result.steps_done == 1 else 'steps'}"
    first = (
        f"On this data, {result.source}, {over}, the RUL gradient is **{times(told.start.median)} the health "
        f"gradient** at the start ({_range(told.start)}), and **{_bare(told.training.median)}** along {steps} "
        f"under {told.title} ({_range(told.training)})."
    )
    if seeds == 1:
        first += " One seed has no spread: take more before quoting the number."
    return [first, *([_beside_the_book(told, result, recipe)] if _is_fd001(result) else [])]


def times(ratio: float) -> str:
    """As "338×", or the other way round as "1/40 of".

    >>> times(338.04), times(2.345), times(0.025), times(float("inf"))
    ('338×', '2.3×', '1/40 of', '∞×')
    """
    if np.isposinf(ratio):
        return "∞×"
    if ratio <= 0:
        return "0×"
    if ratio < 0.95:
        return f"1/{_digits(1 / ratio)} of"
    return f"{_digits(ratio)}×"


def _digits(value: float) -> str:
    return f"{value:,.0f}" if value >= 9.5 else f"{value:.2g}"


def _bare(ratio: float) -> str:
    return times(ratio).removesuffix(" of")


def _range(q: Quantiles) -> str:
    return f"5–95 %: {_bare(q.low)} to {_bare(q.high)}"


def _is_fd001(result: Result) -> bool:
    return result.config.data == "cmapss" and result.config.subset == "FD001"


def _beside_the_book(told: Headline, result: Result, recipe: int) -> str:
    """Printed for FD001 only: the book's number is about such data."""
    q = told.training
    losses = (result.series[name][:, result.rows(recipe)] for name in ("loss_rul", "loss_health"))
    rul, health = (f"{np.nanmedian(values):.3g}" for values in losses)
    place = (
        "lies inside that range"
        if q.low <= BOOK <= q.high
        else f"lies {'above' if q.high < BOOK else 'below'} that range"
    )
    return (
        f"The book says {BOOK:.0f}× for turbofan data, which {place}. The two are not the same measurement. Here it is "
        "one shared layer of 576 parameters in the chapter’s small network, with RUL in cycles (a training loss of "
        f"{rul} cycles² in the median) beside a cross-entropy ({health}), these seeds, this optimiser and this many "
        "steps; the book’s experiments had a network of their own and no public code. The ratio follows RUL’s unit: "
        "measured in tens of cycles, errors are a tenth and squared errors a hundredth, so no single number is a "
        "property of the data alone."
    )
