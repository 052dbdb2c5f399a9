"""What `mtlviz run` prints: a small table of what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mtlviz.data.baselines import Baselines, baselines, official_baselines

if TYPE_CHECKING:
    from mtlviz.training import Trainer

Array = NDArray[np.float64]
METRICS = {"rmse": ("RMSE (cycles)", ".1f"), "accuracy": ("accuracy", ".3f"), "nasa": ("NASA score", ".4g")}
OFFICIAL = ("rmse", "nasa")  # scored on the official test units


def of_run(trainer: Trainer) -> str:
    """A line per recipe: metrics of the final weights over its seeds; ratio, pull and conflict over its steps.

    Below them stands what predictions get that look at no input; C-MAPSS has columns for its official test units.
    """
    config = trainer.config
    seeds = len(config.seeds)
    facts, final = trainer.history.describe(), trainer.evaluate()
    constants = baselines(trainer.source, config.validation_rows)
    tested, official = {}, official_baselines(trainer.source)
    heads = ["recipe", *(title for title, _ in METRICS.values())]
    if official is not None:
        tested = trainer.evaluate_test()
        heads += ["test RMSE", "test NASA score"]
    rows = [[*heads, "ratio", "pull", "conflict", "stopped"]]
    for r, recipe in enumerate(config.resolved()):
        mine = slice(r * seeds, (r + 1) * seeds)
        cosine = facts.cosine[:, mine]
        cosine = cosine[~np.isnan(cosine)]
        stopped = sum(mine.start <= e < mine.stop for e in trainer.stopped)
        rows.append(
            [
                recipe.name,
                *(_spread(final[name][mine], form) for name, (_, form) in METRICS.items()),
                *(_spread(tested[name][mine], METRICS[name][1]) for name in OFFICIAL if tested),
                _median(facts.ratio[:, mine]),
                _median(facts.pull[:, mine]),
                f"{(cosine < 0).mean():.0%}" if cosine.size else "–",
                f"{stopped} of {seeds}",
            ]
        )
    rows.append(["predict the mean", *_constant(constants, official, ("rmse", "nasa"))])
    rows.append(["majority class", *_constant(constants, official, ("accuracy",))])
    head = f"{trainer.source.title}: {trainer.steps_done} steps, {config.optimizer}, lr {config.lr:g}, seeds "
    notes = [
        "RMSE, accuracy, NASA score (mean per sample): last weights, validation data; mean (lowest – highest).",
        "The last two lines are the mean RUL and the most frequent class of the training rows, whatever the input is.",
        "Ratio of the gradient norms and effective pull: medians over steps. Conflict: share of steps with cosine < 0.",
    ]
    if tested:
        notes.insert(1, "Test: C-MAPSS’s official units, the last cycle of each, scored once with the last weights.")
    reasons = [why.reason for why in trainer.stopped.values()]
    return "\n".join([head + ", ".join(map(str, config.seeds)), "", table(rows), "", *notes, *reasons])


def _constant(constants: Baselines, official: Baselines | None, own: Sequence[str]) -> list[str]:
    """The cells of a constant prediction, which has some of the metrics and no gradients."""
    told = [format(constants[name], form) if name in own else "–" for name, (_, form) in METRICS.items()]
    if official is not None:
        told += [format(official[name], METRICS[name][1]) if name in own else "–" for name in OFFICIAL]
    return [*told, *["–"] * 4]


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
