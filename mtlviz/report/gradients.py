"""What `probe.measure` found: numbers, a verdict in words, and a line for a log."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mtlviz import geometry
from mtlviz.history.export import plain

Array = NDArray[np.float64]
IMBALANCE = 10.0  # from this ratio of norms on, the small task hardly counts: the book's rule of thumb


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
        """Largest over smallest norm of the tasks that are present, ≥ 1; inf if just some are zero, NaN if all absent.

        1 where a single task is present.
        """
        rows = self._present()
        with np.errstate(invalid="ignore"):  # gradients that have overflown
            return float(geometry.ratio(self.gram[np.ix_(rows, rows)])) if rows else np.nan

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
        """Norms and directions in plain words."""
        rows = self._present()
        names, norms = [self.names[k] for k in rows], self.norms[rows]
        away = f"No loss from {_listed(list(self.absent))} in this batch." if self.absent else ""
        broken = [name for name, n in zip(names, norms, strict=True) if not np.isfinite(n)]
        if broken:
            return f"The gradient of {_listed(broken)} is not finite. Nothing can be compared."
        if self.underflowed:
            return (
                f"The gradient of {_listed(list(self.underflowed))} is too small for float16: digits, or all of it, "
                "were lost on the way. Nothing can be compared. Measure with scale=your GradScaler (or a number such "
                "as 65536), or in bfloat16."
            )
        silent = [name for name, n in zip(names, norms, strict=True) if n == 0]
        if len(silent) == len(names):
            said = "No task sends a gradient to these parameters." if names else "Nothing can be compared."
        elif silent:
            said = f"These parameters get no gradient from {_listed(silent)}: they do not learn it."
        elif len(names) == 1:
            said = f"One task alone, {names[0]}, cannot be compared."
        else:
            said = f"{self._lengths(rows)} {self._directions(rows)}"
        return f"{away} {said}".strip()

    def _present(self) -> list[int]:
        return [k for k, name in enumerate(self.names) if name not in self.absent]

    def _lengths(self, rows: list[int]) -> str:
        norms = self.norms[rows]
        long, short = self.names[rows[int(norms.argmax())]], self.names[rows[int(norms.argmin())]]
        if self.ratio > IMBALANCE:
            return (
                f"The gradient norm of {long} is {self.ratio:,.1f} times that of {short}: more than {IMBALANCE:.0f}×. "
                "At equal weights these parameters train for a single task, with the other head along for the ride."
            )
        return f"The gradient norm of {long} is {self.ratio:.1f} times that of {short}: within {IMBALANCE:.0f}×."

    def _directions(self, rows: list[int]) -> str:
        cosines = {pair: self.cosine[pair] for pair in combinations(rows, 2)}
        against = [f"{self.names[i]} and {self.names[j]} (cos {c:+.3f})" for (i, j), c in cosines.items() if c < 0]
        if against:
            return f"Conflict: {_listed(against)} disagree: a small step that serves one alone raises the other’s loss."
        return "No conflict: a small step that serves one task alone raises no other’s loss."

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
        notes = [f"No loss reaches {_listed(list(self.unreached))}."] if self.unreached else []
        return "\n".join([head, *lines, f"ratio {self.ratio:,.1f}×", self.verdict, *notes, *self.notes])

    def append_to(self, path: str | Path, *, step: int | None = None) -> None:
        """Add one line of JSON to a log: step, tasks, losses, gram, and absent tasks if any. NaN and inf become null.

        Everything else follows from these; `mtlviz.report.log.read` and `mtlviz measure` read them back.
        """
        line = {"step": step, "tasks": self.names, "losses": plain(self.losses), "gram": plain(self.gram)}
        if self.absent:
            line["absent"] = self.absent
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps(line, allow_nan=False) + "\n")


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
