"""Arithmetic whose result is always defined: quotients with a zero below, differences that rounding has eaten."""

from __future__ import annotations

from math import isfinite

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Inner products carry a rounding error of a few ulps of |g_i||g_j|; what is smaller than this part of it counts as
# zero. So opposed gradients cancel exactly, and a task on the edge of being hurt is not reported as hurt by 1e-17.
RESOLUTION = 16 * float(np.finfo(np.float64).eps)


def divide(numerator: Array, denominator: Array, empty: float = 0.0) -> Array:
    """numerator / denominator, `empty` where the denominator is zero, inf where the quotient is too large.

    >>> divide(np.array([1.0, 0.0]), np.array([4.0, 0.0]), empty=7.0).tolist()
    [0.25, 7.0]
    """
    zero = np.count_nonzero(denominator) < denominator.size  # seldom: the common case costs a third
    with np.errstate(over="ignore"):
        if not zero:
            return np.asarray(numerator / denominator)[()]
        none = denominator == 0
        return np.where(none, empty, numerator / np.where(none, 1.0, denominator))[()]


def all_finite(values: Array) -> bool:
    """Is there no NaN and no inf? A sum of squares knows in most cases, and costs half of looking at each.

    >>> all_finite(np.array([1e200, 2.0])), all_finite(np.array([1.0, np.inf]))
    (True, False)
    """
    return isfinite(np.vdot(values, values)) or bool(np.isfinite(values).all())


def resolved(value: Array, scale: Array | float) -> Array:
    """`value`, with zeros where it is below what sums of inner products of size `scale` resolve.

    >>> resolved(np.array([0.3 - 0.1 - 0.2, 1e-9]), 1.0).tolist()
    [0.0, 1e-09]
    """
    return np.where(np.abs(value) <= RESOLUTION * scale, 0.0, value)
