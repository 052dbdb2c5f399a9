"""When a replica has to stop: a loss or gradient that is NaN, infinite or exploded, in a plain sentence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mtlviz.history import Stopped

Array = NDArray[np.float64]
EXPLOSION = 1e6  # times the first loss (at least 1): no run that learns comes near it, and charts stay readable
TITLES = {"rul": "RUL", "health": "health"}


def limits(first: Array) -> Array:
    """(E, K) losses beyond which a task has exploded, from the first losses (E, K)."""
    usable: Array = np.where(np.isfinite(first), first, 0.0)
    return EXPLOSION * np.maximum(usable, 1.0)


def any_diverged(losses: Array, gram: Array, limit: Array) -> bool:
    """Can some replica not take this step? Called at every step, so it looks no closer than that."""
    return not ((losses <= limit).all() and np.isfinite(gram).all())


def which(losses: Array, gram: Array, limit: Array) -> list[int]:
    """The replicas that cannot take this step: losses, limit (E, K), gram (E, K, K)."""
    fine = (losses <= limit).all(-1) & np.isfinite(gram).all(axis=(-2, -1))
    return np.flatnonzero(~fine).tolist()


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
    kept = "Its weights and its history up to this step are kept."
    advice = f"Try a learning rate below the present {lr:g}, or start again with another seed."
    return Stopped(step, task, f"{who} stopped at step {step}: {seen}. {kept} {advice}")
