"""When a replica has to stop: a loss or gradient that is NaN, infinite or exploded, in a plain sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from mtlviz.arithmetic import all_finite
from mtlviz.history import Stopped

Array = NDArray[np.float64]
EXPLOSION = 1e6  # times the first loss (at least 1): no run that learns comes near it, and charts stay readable
TITLES = {"rul": "RUL", "health": "health"}


class Watch:
    """Over all replicas of a run: which can take no step, and why."""

    def __init__(self, tasks: Sequence[str]) -> None:
        self._tasks = tasks
        self._limits: Array = np.array(np.inf)  # (E, K) after the first step

    def gone(
        self, t: int, losses: Array, gram: Array, stopped: dict[int, Stopped], who: Callable[[int], str], lr: float
    ) -> list[int]:
        """The replicas that take no step: those in `stopped`, to which it adds the ones that diverge now.

        losses (E, K), gram (E, K, K); `who` names a replica, its recipe and seed.
        """
        if t == 0:
            self._limits = limits(losses)
        # Every step pays for this line; what follows is seldom.
        if stopped or not ((losses <= self._limits).all() and all_finite(gram)):
            fine = (losses <= self._limits).all(-1) & np.isfinite(gram).all(axis=(-2, -1))
            for e in np.flatnonzero(~fine).tolist():
                if e not in stopped:
                    stopped[e] = explain(t, losses[e], gram[e], self._limits[e], self._tasks, who(e), lr)
        return list(stopped)


def limits(first: Array) -> Array:
    """(E, K) losses beyond which a task has exploded, from the first losses (E, K)."""
    usable: Array = np.where(np.isfinite(first), first, 0.0)
    return EXPLOSION * np.maximum(usable, 1.0)


def explain(step: int, losses: Array, gram: Array, limit: Array, tasks: Sequence[str], who: str, lr: float) -> Stopped:
    """What a diverged replica is told: losses, limit (K,), gram (K, K); `who` names its recipe and seed."""
    for task, loss, most in zip(tasks, losses, limit, strict=True):
        name = f"the {TITLES.get(task, task)} loss"
        if np.isnan(loss):
            return _stopped(step, task, f"{name} is not a number (NaN)", who, lr)
        if np.isinf(loss):
            return _stopped(step, task, f"{name} is infinite", who, lr)
        if loss > most:
            times = f"more than {EXPLOSION:,.0f} times its first value ({most / EXPLOSION:.3g})"
            return _stopped(step, task, f"{name} grew to {loss:.3g}, {times}", who, lr)
    k = int(np.argmin(np.isfinite(np.diagonal(gram))))
    seen = f"the gradient of the {TITLES.get(tasks[k], tasks[k])} loss is not finite, while the loss still is"
    return _stopped(step, tasks[k], seen, who, lr)


def _stopped(step: int, task: str, seen: str, who: str, lr: float) -> Stopped:
    seen = f"{who} stopped at step {step}: {seen}. Its weights and its history up to this step are kept."
    return Stopped(step, task, f"{seen} Try a learning rate below {lr:g}, or start again with another seed.", seen)
