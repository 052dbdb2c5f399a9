"""How far a loss is above its lowest value: what methods that take logarithms of losses look at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mtlviz.arithmetic import Array, all_finite

SMALLEST = 1e-8  # as in FAMO's and DB-MTL's code


def above(losses: Array, lowest: Sequence[float]) -> Array:
    """(..., K) losses minus their lowest values (0 if none are given), at least 1e-8; 1 where a loss is not finite."""
    K = losses.shape[-1]
    if len(lowest) not in (0, K):
        raise ValueError(f"found {len(lowest)} lowest losses for {K} tasks; expected one a task, or none for 0")
    gap = losses - np.array(lowest) if lowest else losses
    if not all_finite(gap):
        gap = np.where(np.isfinite(gap), gap, 1.0)
    return np.maximum(gap, SMALLEST)


def check_lowest(lowest: Sequence[float]) -> None:
    """ValueError unless they are finite numbers."""
    numbers: tuple[object, ...] = tuple(lowest)
    if not all(isinstance(value, int | float | np.number) and np.isfinite(value) for value in numbers):
        raise ValueError(f"lowest is {lowest!r}; expected a finite number a task, or () for 0")
