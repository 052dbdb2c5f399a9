"""What each method does to the task with the smaller gradient, over ratio × angle: helped, ignored or hurt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from mtlviz.arithmetic import Array
from mtlviz.field.states import ANGLES, RATIOS, STEPS, agreement, grid, settled

Verdict = Literal["helped", "ignored", "hurt"]
IGNORED = 0.05  # cosine: up to this a step does for the task at most 5 % of what a step of its length could do


@dataclass(frozen=True)
class Outcome:
    """`cosine` of the update with the smaller gradient: at 1 the task has all of the step, below 0 it is hurt."""

    ratios: Array  # (R,)
    angles: Array  # (A,) degrees
    cosine: Array  # (R, A)

    @property
    def verdict(self) -> NDArray[np.str_]:
        """(R, A) of "helped", "ignored", "hurt"."""
        return np.where(self.cosine < 0, "hurt", np.where(self.cosine <= IGNORED, "ignored", "helped"))

    def share(self, verdict: Verdict) -> float:
        """How much of the grid has this verdict."""
        return float(np.mean(self.verdict == verdict))

    @property
    def sentence(self) -> str:
        """Where the task is hurt, in words: the smallest angle at the largest ratio, and the smallest ratio."""
        hurt = self.cosine < 0
        if not hurt.any():
            return "It hurts the smaller task nowhere."
        worst = int(np.flatnonzero(hurt.any(1))[-1])  # the largest ratio at which it does
        first = self.ratios[np.flatnonzero(hurt.any(1))[0]]
        angle = self.angles[np.flatnonzero(hurt[worst])[0]]
        least = f", from {float(f'{first:.2g}'):g}× on" if first > self.ratios[0] else ""
        return f"It hurts the smaller task{least}; at {float(f'{self.ratios[worst]:.3g}'):g}× from {angle:g}° on."


def outcome(name: str, ratios: Array = RATIOS, angles: Array = ANGLES, steps: int = STEPS, **hyper: Any) -> Outcome:
    """A method after `steps` steps in each of ratios (R,) × angles (A,), both losses 1 throughout."""
    return _outcome(name, tuple(ratios), tuple(angles), steps, tuple(hyper.items()))


@lru_cache(maxsize=128)
def _outcome(
    name: str, ratios: tuple[float, ...], angles: tuple[float, ...], steps: int, hyper: tuple[tuple[str, Any], ...]
) -> Outcome:
    gram = grid(ratios, angles)
    cosine = agreement(gram, settled(name, gram, steps=steps, **dict(hyper)))[..., 1]
    cosine.flags.writeable = False
    return Outcome(np.array(ratios), np.array(angles), cosine)
