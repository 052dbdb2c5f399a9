"""What `probe.measure` found: numbers, a verdict in words, and a line for a log."""

from __future__ import annotations

import json
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any, SupportsIndex

import numpy as np
from numpy.typing import NDArray

from mtlviz import geometry
from mtlviz.history.export import plain
from mtlviz.report import verdict as words

Array = NDArray[np.float64]
SHOWN = 5  # names of parameters in one sentence


@dataclass(frozen=True, eq=False)
class GradientReport:
    """K tasks at one moment: names (K), losses (K,), gram (K, K), and gram as the sum over parameters.

    absent:      tasks that had no loss in this batch; their rows are NaN.
    unreached:   parameters that want a gradient and get one from no task.
    underflowed: tasks whose gradient is too small for the float16 it went through.
    notes:       what was left out, one sentence each.
    """

    names: tuple[str, ...]
    losses: Array
    gram: Array
    by_parameter: Mapping[str, Array] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    unreached: tuple[str, ...] = ()
    underflowed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def norms(self) -> Array:
        """(K,) norms of the gradients; NaN for an absent task."""
        return geometry.norms(self.gram)

    @property
    def ratio(self) -> float:
        """Largest over smallest norm, ≥ 1; inf if just some are zero.

        Without the tasks that are absent, have a loss that is not finite or were lost in float16. NaN where nothing is
        left to compare: fewer than two tasks, or gradients that are all zero.
        """
        rows = [k for k, name in enumerate(self.names) if np.isfinite(self.losses[k]) and name not in self.underflowed]
        rows = [k for k in rows if self.names[k] not in self.absent]
        if len(rows) < 2 or not self.norms[rows].any():
            return np.nan
        with np.errstate(invalid="ignore"):  # gradients that have overflown
            return float(geometry.ratio(self.gram[np.ix_(rows, rows)]))

    @property
    def cosine(self) -> Array:
        """(K, K) cosines; 1 on the diagonal, 0 where a gradient is zero, NaN where a task is absent."""
        K = len(self.names)
        cosines = np.eye(K)
        with np.errstate(invalid="ignore"):
            for i, j in combinations(range(K), 2):
                cosines[i, j] = cosines[j, i] = geometry.cosine(self.gram, i, j)
        for name in self.absent:
            cosines[self.names.index(name)] = cosines[:, self.names.index(name)] = np.nan
        return cosines

    @property
    def verdict(self) -> str:
        """Norms and directions in plain words; what cannot be compared is named, the rest is compared."""
        with np.errstate(invalid="ignore"):
            return words.verdict(self)

    def __str__(self) -> str:
        width = max(len("task"), *map(len, self.names))
        head = f"{'task':<{width}}  {'loss':>12}  {'|gradient|':>12}  cosine with " + "  ".join(
            f"{name:>8}" for name in self.names
        )
        lines = [
            f"{name:<{width}}  {loss:>12.6g}  {norm:>12.6g}              "
            + "  ".join(f"{c:>+{max(8, len(other))}.4f}" for c, other in zip(row, self.names, strict=True))
            for name, loss, norm, row in zip(self.names, self.losses, self.norms, self.cosine, strict=True)
        ]
        ratio = "–" if np.isnan(self.ratio) else f"{self.ratio:,.1f}×"
        notes = [f"No loss reaches these parameters: {shortened(self.unreached)}."] if self.unreached else []
        return "\n".join([head, *lines, f"ratio {ratio}", self.verdict, *notes, *self.notes])

    def append_to(self, path: str | Path, *, step: SupportsIndex | None = None) -> None:
        """Add one line of JSON to a log: step, tasks, losses, gram; absent, underflowed and notes if there are any.

        NaN and inf become null. `mtlviz.report.log.read` and `mtlviz measure` read the lines back; gradients parameter
        by parameter are not kept. ValueError if step is no whole number.
        """
        line: dict[str, Any] = {
            "step": _whole(step),
            "tasks": self.names,
            "losses": plain(self.losses),
            "gram": plain(self.gram),
        }
        for name in ("absent", "underflowed", "notes"):
            if getattr(self, name):
                line[name] = getattr(self, name)
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps(line, allow_nan=False) + "\n")


def shortened(names: Sequence[str]) -> str:
    """The first few names, and how many more there are.

    >>> shortened(["a", "b", "c", "d", "e", "f", "g"])
    'a, b, c, d, e and 2 more'
    """
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")


def _whole(step: SupportsIndex | None) -> int | None:
    try:
        return None if step is None else operator.index(step)
    except TypeError:
        raise ValueError(f"step is {step!r}; expected a whole number or None") from None
