"""The two tables of a comparison as plain HTML: results with their verdicts, and what happened to the gradients."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from mtlviz.comparison.pairing import Verdict
from mtlviz.comparison.spread import Spread
from mtlviz.comparison.summary import Row
from mtlviz.report import IMBALANCE

STYLE = """
<style>
.mtl-scroll { overflow-x: auto; }
.mtl-table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; width: 100%; }
.mtl-table caption { text-align: left; font-weight: 600; padding: .2rem 0 .4rem; }
.mtl-table th, .mtl-table td { border-bottom: 1px solid rgba(128,128,128,.35); padding: .3rem .6rem; text-align: right;
  vertical-align: top; white-space: nowrap; }
.mtl-table th { font-weight: 600; }
.mtl-table thead th { white-space: normal; vertical-align: bottom; }
.mtl-table th:first-child { text-align: left; }
.mtl-table small { display: block; opacity: .8; }
@media (max-width: 640px) {
  .mtl-table caption { position: sticky; left: 0; max-width: calc(100vw - 2.5rem); }
  .mtl-table:not(.mtl-claims) caption::after { content: "Scroll sideways for all columns →"; display: block;
    font-weight: 400; font-size: .85rem; opacity: .82; }
}
</style>
"""
HEADS = {
    "rmse": "RMSE (cycles) ↓",
    "nasa": "NASA score ↓",
    "accuracy": "Accuracy ↑",
    "test_rmse": "Test units: RMSE ↓",
    "test_nasa": "Test units: NASA score ↓",
}
DIGITS = {"rmse": ".2f", "nasa": ".3g", "accuracy": ".3f", "test_rmse": ".2f", "test_nasa": ".3g"}


def results(rows: Sequence[Row], reference: str, steps: int, until: int | None = None) -> str:
    """Metrics after `steps`, mean ± standard deviation over seeds, each with its verdict against the reference.

    until: the step at which a run under way will end; rows have no verdicts before.
    """
    metrics = list(rows[0].metrics)
    body = []
    for row in rows:
        cells = [_metric(row, metric) for metric in metrics]
        cells.append("–" if row.delta is None else spread(row.delta, "+.1f"))
        cells.append("–" if row.mean_rank is None else f"{row.mean_rank:.2f}")
        body.append((row.title, cells))
    tested = "" if "test_rmse" not in metrics else " (test units: the official ones, scored once at the end)"
    when, then = f"After {steps:,} steps", f"verdicts against {reference}"
    if until is not None:
        when, then = f"So far, after {steps:,} of {until:,} steps", "verdicts come with the end of the run"
    return _table(
        f"{when}, on validation data{tested}. Mean ± deviation over seeds; {then}",
        (*(HEADS[metric] for metric in metrics), "Δm (%) ↑", "Mean rank ↓"),
        body,
    )


def gradients(rows: Sequence[Row], reference: str, seeds: int) -> str:
    """Length of the update, conflict, imbalance, pull over all steps and seeds, and how many runs came through."""
    head = (
        f"Step length (median, {reference} = 1)",
        "Mini-batches in conflict",
        "Cosine (median)",
        f"Gradient ratio beyond {IMBALANCE:.0f}×",
        "Effective pull (median)",
        "Diverged",
    )
    body = [
        (
            row.title,
            [
                times(row.length),
                percent(row.conflict),
                number(row.cosine, "+.2f"),
                percent(row.imbalanced),
                times(row.pull),
                f"{row.diverged} of {seeds}",
            ],
        )
        for row in rows
        if row.kind != "constant"
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

    >>> number(-6.19, "+.1f"), number(1205.2, ".3g"), number(3.2e9, ".3g"), number(-0.001, "+.2f")
    ('−6.2', '1,205', '3.2e+09', '0.00')
    """
    if math.isnan(value):
        return "–"
    if form == ".3g" and 1000 <= abs(value) < 1e7:
        return f"{value:,.0f}"
    text = format(value, form)
    if "e" not in text and float(text) == 0:
        text = text.lstrip("+-")
    return text if "e" in text else text.replace("-", "−")


def percent(share: float) -> str:
    """A share in percent, with a digit where it is not all or nothing."""
    return "–" if math.isnan(share) else f"{100 * share:.1f} %"


def times(factor: float) -> str:
    """A factor, with two digits or more.

    >>> times(641.4), times(1.97), times(0.00312), times(math.inf)
    ('641×', '1.97×', '0.0031×', '∞')
    """
    if math.isnan(factor) or math.isinf(factor):
        return "–" if math.isnan(factor) else "∞"
    return f"{factor:,.0f}×" if factor >= 10 else f"{factor:.2f}×" if factor >= 0.1 else f"{factor:.2g}×"


def _metric(row: Row, metric: str) -> str:
    """A cell: the value, its verdict, and whether a longer run may change it."""
    told = [spread(row.metrics[metric], DIGITS[metric])]
    standing = row.standing.get(metric)
    if row.against is not None:
        told.append(_verdict(row.against[metric], DIGITS[metric]))
    elif standing is not None and standing.untrained:
        told.append(standing.untrained)
    if standing is not None and standing.improves and standing.untrained != "not trained yet":
        told.append("still improving")
    return told[0] + "".join(f"<small>{text}</small>" for text in told[1:])


def _verdict(verdict: Verdict, form: str) -> str:
    if verdict.apart:
        return f"{verdict.word} by {number(abs(verdict.difference), form)}, p {_p(verdict.p)}"
    if verdict.word == "not distinguishable":
        return f"{verdict.word}, p {_p(verdict.p)}"
    if verdict.word == "too few seeds":
        return f"too few seeds: {verdict.pairs} of {verdict.needed} needed"
    return verdict.word


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
