"""Which recipes no other beats in both tasks at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def front(errors: Array, accuracies: Array) -> list[int]:
    """Indices of the points that none dominates, by ascending error: small errors (N,), large accuracies (N,) are good.

    A point dominates another if it is at least as good in both and better in one. Points that are not finite are out.

    >>> front(np.array([20.0, 25.0, 30.0]), np.array([0.8, 0.7, 0.9]))
    [0, 2]
    """
    usable = np.flatnonzero(np.isfinite(errors) & np.isfinite(accuracies))
    kept: list[int] = []
    for i in usable[np.lexsort((-accuracies[usable], errors[usable]))].tolist():
        last = kept[-1] if kept else None
        twin = last is not None and errors[last] == errors[i] and accuracies[last] == accuracies[i]
        if last is None or accuracies[i] > accuracies[last] or twin:
            kept.append(i)
    return kept
