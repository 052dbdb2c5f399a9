"""A comparison as CSV: its curves (a line per step and recipe), and where every single run ended."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import numpy as np

from mtlviz.comparison.result import METRICS, SERIES, Result, bands
from mtlviz.comparison.summary import table


def curves_csv(result: Result) -> str:
    """Medians over seeds with their 5–95 % band; metrics only at the steps at which they were measured.

    Beside each metric stands what a constant prediction gets, the same at every step.
    """
    columns = [f"{name}_{part}" for name in (*SERIES, *METRICS) for part in ("p5", "median", "p95")]
    columns += [f"{name}_constant" for name in METRICS]
    constants = [result.constants[name] for name in METRICS]
    evaluated = {int(step): m for m, step in enumerate(result.metric_steps)}
    lines: list[list[object]] = []
    for r, title in enumerate(result.titles):
        rows = result.rows(r)
        series = np.stack([part for name in SERIES for part in bands(result.series[name][:, rows])], -1)
        metrics = np.stack([part for name in METRICS for part in bands(result.curves[name][:, rows])], -1)
        for t, step in enumerate(result.step.tolist()):
            measured = metrics[evaluated[step]] if step in evaluated else np.full(metrics.shape[-1], np.nan)
            lines.append([step, title, *series[t], *measured, *constants])
    return _csv(["step", "recipe", *columns], lines)


def runs_csv(result: Result) -> str:
    """A line per run: its last metrics, and the step at which it stopped if it diverged; constant predictions last."""
    lines: list[list[object]] = []
    for r, title in enumerate(result.titles):
        rows = result.rows(r)
        for replica in range(rows.start, rows.stop):
            why = result.stopped.get(replica)
            last = [result.final[name][replica] for name in result.metrics]
            lines.append([title, replica - rows.start, *last, "" if why is None else why.step])
    for row in table(result):
        if row.kind == "constant":
            lines.append([row.title, "", *(row.metrics[name].mean for name in result.metrics), ""])
    return _csv(["recipe", "seed", *result.metrics, "diverged_at_step"], lines)


def _csv(head: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    for line in lines:
        writer.writerow([_cell(value) for value in line])
    return text.getvalue()


def _cell(value: object) -> object:
    if not isinstance(value, float):
        return value
    return "" if np.isnan(value) else float(f"{value:.8g}")
