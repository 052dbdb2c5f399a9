"""The two tables of a comparison as plain HTML: results with their verdicts, and what happened to the gradients."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from mtlviz.comparison.pairing import Verdict
from mtlviz.comparison.summary import Row, Spread

STYLE = """
<style>
.mtl-scroll { overflow-x: auto; }
.mtl-table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; width: 100%; }
.mtl-table caption { text-align: left; font-weight: 600; padding: .2rem 0 .4rem; }
.mtl-table th, .mtl-table td { border-bottom: 1px solid rgba(128,128,128,.35); padding: .3rem .6rem; text-align: right;
  vertical-align: top; white-space: nowrap; }
.mtl-table th { font-weight: 600; }
.mtl-table th:first-child { text-align: left; }
.mtl-table small { display: block; opacity: .8; }
</style>
"""
DIGITS = {"rmse": ".2f", "nasa": ".3g", "accuracy": ".3f"}


def results(rows: Sequence[Row], reference: str, steps: int) -> str:
    """Metrics after `steps`, mean ± standard deviation over seeds, each with its verdict against the reference."""
    head = ("RMSE (cycles) ↓", "NASA score ↓", "Accuracy ↑", "Δm (%) ↑", "Mean rank ↓")
    body = []
    for row in rows:
        cells = [
            spread(row.metrics[m], DIGITS[m]) + _verdict(row.against[m] if row.against else None, DIGITS[m])
            for m in ("rmse", "nasa", "accuracy")
        ]
        cells.append("–" if row.delta is None else spread(row.delta, "+.1f"))
        cells.append("–" if row.mean_rank is None else f"{row.mean_rank:.2f}")
        body.append((row.title, cells))
    return _table(
        f"After {steps:,} steps, on validation data. Mean ± deviation over seeds; verdicts against {reference}",
        head,
        body,
    )


def gradients(rows: Sequence[Row], seeds: int) -> str:
    """Conflict, imbalance, pull over all steps and seeds, and how many runs came through."""
    head = ("Steps in conflict", "Gradient ratio beyond 10×", "Effective pull (median)", "Diverged")
    body = [
        (row.title, [percent(row.conflict), percent(row.imbalanced), times(row.pull), f"{row.diverged} of {seeds}"])
        for row in rows
    ]
    return _table("The gradients along training", head, body)


def spread(value: Spread, form: str) -> str:
    """Mean ± standard deviation.

    >>> spread(Spread(65.04, 0.434, 10), ".2f"), spread(Spread(math.nan, math.nan, 0), ".2f")
    ('65.04 ± 0.43', '–')
    """
    if value.count == 0:
        return "–"
    if math.isinf(value.mean):
        return "∞"
    mean = number(value.mean, form)
    return f"{mean} ± {number(value.deviation, form.replace('+', ''))}" if math.isfinite(value.deviation) else mean


def number(value: float, form: str) -> str:
    """With a true minus, and thousands without an exponent.

    >>> number(-6.19, "+.1f"), number(1205.2, ".3g"), number(3.2e9, ".3g")
    ('−6.2', '1,205', '3.2e+09')
    """
    if form == ".3g" and 1000 <= abs(value) < 1e7:
        return f"{value:,.0f}"
    return format(value, form).replace("-", "−") if "e" not in format(value, form) else format(value, form)


def percent(share: float) -> str:
    """A share in percent, with a digit where it is not all or nothing."""
    return "–" if math.isnan(share) else f"{100 * share:.1f} %"


def times(factor: float) -> str:
    """A factor."""
    if math.isnan(factor):
        return "–"
    return "∞ (one weight is 0)" if math.isinf(factor) else f"{factor:,.0f}×" if factor >= 10 else f"{factor:.2g}×"


def _verdict(verdict: Verdict | None, form: str) -> str:
    if verdict is None:
        return ""
    if not verdict.pairs:
        return "<small>nothing to compare</small>"
    by = "" if verdict.word == "not distinguishable" else f" by {number(abs(verdict.difference), form)}"
    return f"<small>{verdict.word}{by}, p {_p(verdict.p)}</small>"


def _p(p: float) -> str:
    return "&lt; 0.001" if p < 0.001 else f"= {p:.2g}"


def _table(caption: str, head: Sequence[str], body: Sequence[tuple[str, Sequence[str]]]) -> str:
    columns = "".join(f'<th scope="col">{escape(title)}</th>' for title in ("Recipe", *head))
    lines = "".join(
        f'<tr><th scope="row">{escape(title)}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'
        for title, cells in body
    )
    return (
        f'<div class="mtl-scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table class="mtl-table">'
        f"<caption>{escape(caption)}</caption><thead><tr>{columns}</tr></thead><tbody>{lines}</tbody></table></div>"
    )
