"""Does a curve still move at its end? Over the last fifth of a run, and over its seeds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mtlviz.comparison.pairing import LEVEL, sign_flip_p
from mtlviz.comparison.student import quantile

Array = NDArray[np.float64]
PART = 1 / 5


def last_looks(steps: NDArray[np.int64]) -> slice:
    """The looks in the last fifth of the run.

    >>> last_looks(np.array([0, 50, 80, 90, 100]))
    slice(2, None, None)
    """
    return slice(int(np.searchsorted(steps, (1 - PART) * steps[-1])), None)


def changes(steps: NDArray[np.int64], curves: Array) -> Array:
    """(S,) change of each of the curves (M, S) over the last fifth: a straight line's, fitted to the points there.

    The line uses every look at the validation data, where two of them alone would be mostly noise. NaN for a curve that
    is not finite there, and where there are not two points.

    >>> changes(np.array([0, 80, 90, 100]), np.array([[9.0], [5.0], [4.5], [4.0]])).tolist()
    [-1.0]
    """
    if len(steps) < 2:
        return np.full(curves.shape[1:], np.nan)
    first = min(last_looks(steps).start, len(steps) - 2)
    x, y = steps[first:].astype(np.float64), curves[first:]
    x = x - x.mean()
    with np.errstate(invalid="ignore"):
        slope = (x[:, None] * y).sum(0) / np.square(x).sum()
    change: Array = slope * (x[-1] - x[0])
    return np.where(np.isfinite(y).all(0), change, np.nan)


def improves(steps: NDArray[np.int64], curves: Array, higher_is_better: bool) -> bool:
    """Does the mean change point to the better side, outside its 95 % t interval around 0?

    One curve alone has no interval: then its change decides.
    """
    gains = changes(steps, curves) * (1 if higher_is_better else -1)
    gains = gains[np.isfinite(gains)]
    if gains.size < 2:
        return bool(gains.size and gains[0] > 0)
    margin = quantile(gains.size - 1) * gains.std(ddof=1) / np.sqrt(gains.size)
    return bool(gains.mean() > margin)


def lasts(steps: NDArray[np.int64], differences: Array) -> bool:
    """Would a mean difference keep its side in a run twice as long, if the trend of the last fifth went on?

    (M, S) differences of two curves. Each seed's line goes on for as many steps again; the sign-flip test has to tell
    where they arrive from 0, on the same side. That is strict where curves level off.
    """
    now = differences[-1]
    later = now + changes(steps, differences) / PART
    later = later[np.isfinite(later)]
    return bool(np.sign(later.sum()) == np.sign(now[np.isfinite(now)].sum()) and sign_flip_p(later) <= LEVEL)
