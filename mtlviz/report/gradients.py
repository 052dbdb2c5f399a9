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
IMBALANCE = 10.0  # from this ratio of gradient lengths on, the small task hardly counts


@dataclass(frozen=True, eq=False)
class GradientReport:
    """K tasks at one moment: names (K), losses (K,), gram (K, K), and gram as the sum over parameters."""

    names: tuple[str, ...]
    losses: Array
    gram: Array
    by_parameter: Mapping[str, Array] = field(default_factory=dict)

    @property
    def norms(self) -> Array:
        """(K,) lengths of the gradients."""
        return geometry.norms(self.gram)

    @property
    def ratio(self) -> float:
        """Longest over shortest gradient, ≥ 1; inf if just some are zero."""
        return float(geometry.ratio(self.gram))

    @property
    def cosine(self) -> Array:
        """(K, K) cosines; 1 on the diagonal, 0 where a gradient is zero."""
        K = len(self.names)
        cosines = np.eye(K)
        for i, j in combinations(range(K), 2):
            cosines[i, j] = cosines[j, i] = geometry.cosine(self.gram, i, j)
        return cosines

    @property
    def verdict(self) -> str:
        """Length and direction in plain words."""
        broken = [name for name, n in zip(self.names, self.norms, strict=True) if not np.isfinite(n)]
        if broken:
            return (
                f"The gradient of {_listed(broken)} is not finite: the training has diverged. Nothing can be compared."
            )
        silent = [name for name, n in zip(self.names, self.norms, strict=True) if n == 0]
        if len(silent) == len(self.names):
            return "No task sends a gradient to these parameters."
        if silent:
            return f"These parameters get no gradient from {_listed(silent)}: they do not learn it."
        return f"{self._lengths()} {self._directions()}"

    def _lengths(self) -> str:
        long, short = self.names[int(self.norms.argmax())], self.names[int(self.norms.argmin())]
        if self.ratio > IMBALANCE:
            return (
                f"{long} pulls {self.ratio:,.1f} times as hard as {short}: more than {IMBALANCE:.0f}×. "
                "Beyond here you train a single-task model with the other head along for the ride."
            )
        return f"{long} pulls {self.ratio:.1f} times as hard as {short}: within {IMBALANCE:.0f}×."

    def _directions(self) -> str:
        cosines = {pair: self.cosine[pair] for pair in combinations(range(len(self.names)), 2)}
        against = [f"{self.names[i]} and {self.names[j]} (cos {c:+.3f})" for (i, j), c in cosines.items() if c < 0]
        if against:
            return f"Conflict: {_listed(against)} disagree: a small step along one raises the other's loss."
        return "No conflict: a small step along any of them does not raise another's loss."

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
        return "\n".join([head, *lines, f"ratio {self.ratio:,.1f}×", self.verdict])

    def append_to(self, path: str | Path, *, step: int | None = None) -> None:
        """Add one line of JSON to a log: step, tasks, losses, gram. NaN and inf become null.

        Everything else follows from these; `gradientlog.read` and `mtlviz measure` read them back.
        """
        line = {"step": step, "tasks": self.names, "losses": plain(self.losses), "gram": plain(self.gram)}
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps(line, allow_nan=False) + "\n")


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
