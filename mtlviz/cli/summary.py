"""What the commands print: a training run, and a log of gradients, as small tables of what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mtlviz import geometry
from mtlviz.report import IMBALANCE
from mtlviz.report.log import Entry

if TYPE_CHECKING:
    from mtlviz.training import Trainer

Array = NDArray[np.float64]


def of_run(trainer: Trainer) -> str:
    """A line a recipe: metrics of the final weights over its seeds; ratio, pull and conflict over its steps."""
    config = trainer.config
    seeds = len(config.seeds)
    final, facts = trainer.evaluate(), trainer.history.describe()
    rows = [["recipe", "RMSE (cycles)", "accuracy", "NASA score", "ratio", "pull", "conflict", "stopped"]]
    for r, recipe in enumerate(config.resolved()):
        mine = slice(r * seeds, (r + 1) * seeds)
        cosine = facts.cosine[:, mine]
        cosine = cosine[~np.isnan(cosine)]
        stopped = sum(mine.start <= e < mine.stop for e in trainer.stopped)
        rows.append(
            [
                recipe.name,
                _spread(final["rmse"][mine], ".1f"),
                _spread(final["accuracy"][mine], ".3f"),
                _spread(final["nasa"][mine], ".4g"),
                _median(facts.ratio[:, mine]),
                _median(facts.pull[:, mine]),
                f"{(cosine < 0).mean():.0%}" if cosine.size else "–",
                f"{stopped} of {seeds}",
            ]
        )
    head = f"{trainer.source.title}: {trainer.steps_done} steps, {config.optimizer}, lr {config.lr:g}, seeds "
    notes = (
        "RMSE, accuracy, NASA score (mean a sample): last weights, validation data; mean (lowest to highest) of seeds.",
        "Ratio of the gradient norms and effective pull: medians over steps. Conflict: share of steps with cosine < 0.",
    )
    reasons = [why.reason for why in trainer.stopped.values()]
    return "\n".join([head + ", ".join(map(str, config.seeds)), "", table(rows), "", *notes, *reasons])


def of_log(entries: Sequence[Entry]) -> str:
    """Norms, ratio and cosine over a log: lowest, median, highest, and the verdict on its last line."""
    gram = np.stack([entry.report.gram for entry in entries])
    usable = np.isfinite(gram).all(axis=(-2, -1))
    names, last = entries[0].report.names, entries[-1]
    text = [f"{len(entries)} measurements of {', '.join(names)}"]
    if not usable.all():
        text.append(f"{(~usable).sum()} of them lack a task, or hold NaN or inf: left out of ratio and cosine below")
    if usable.any():
        facts = geometry.describe(gram[usable], np.full(len(names), 1 / len(names)))
        square = gram.diagonal(axis1=-2, axis2=-1)
        columns = {f"norm {name}": np.sqrt(square[np.isfinite(square[:, k]), k]) for k, name in enumerate(names)}
        columns |= {"ratio": facts.ratio, "cosine" if len(names) == 2 else "smallest cosine": facts.cosine}
        rows = [["", "lowest", "median", "highest"]]
        rows += [[name, *(f"{f(values):.4g}" for f in (np.min, np.median, np.max))] for name, values in columns.items()]
        text += ["", table(rows), ""]
        text.append(f"ratio above {IMBALANCE:.0f}×: {np.mean(facts.ratio > IMBALANCE):.0%} of the measurements")
        text.append(f"in conflict (cosine below 0): {np.mean(facts.cosine < 0):.0%} of the measurements")
    at = "" if last.step is None else f" (step {last.step})"
    return "\n".join([*text, "", f"Last measurement{at}: {last.report.verdict}"])


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as text: first column to the left, the rest to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.rjust(w) if i else cell.ljust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True)))
        for row in rows
    )


def _spread(values: Array, form: str) -> str:
    known = values[~np.isnan(values)]
    if not known.size:
        return "–"
    mean = format(known.mean(), form)
    return mean if known.size == 1 else f"{mean} ({known.min():{form}} to {known.max():{form}})"


def _median(values: Array) -> str:
    known = values[~np.isnan(values)]
    return f"{np.median(known):,.1f}×" if known.size else "–"
