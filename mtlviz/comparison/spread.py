"""Mean and deviation of a metric over seeds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mtlviz.comparison.result import Array, known


@dataclass(frozen=True)
class Spread:
    """Mean and sample standard deviation over `count` seeds; NaN where there are none (one seed has no deviation)."""

    mean: float
    deviation: float
    count: int

    @classmethod
    def of(cls, values: Array) -> Spread:
        """Of the finite values. A metric that is infinite for some seed has an infinite mean."""
        if np.isposinf(values).any():
            return cls(np.inf, np.nan, int((~np.isnan(values)).sum()))
        v = known(values)
        return cls(float(v.mean()) if v.size else np.nan, float(v.std(ddof=1)) if v.size > 1 else np.nan, v.size)
