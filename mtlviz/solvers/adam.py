"""Adam for the few numbers that a method learns by itself: their steps do not depend on the unit of the losses.

Kingma & Ba, ICLR 2015, arXiv 1412.6980, with its defaults β = (0.9, 0.999), ε = 1e-8; the same numbers as
torch.optim.Adam.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from mtlviz.arithmetic import Array, all_finite


@dataclass
class Adam:
    """The running means m and v; they take the shape of the first slope."""

    t: int = 0
    m: Array | float = 0.0
    v: Array | float = 0.0

    def step(self, slope: Array, lr: float) -> Array:
        """The change that follows a slope (...); an entry that is not finite says nothing and counts as 0."""
        if not all_finite(slope):
            slope = np.where(np.isfinite(slope), slope, 0.0)
        self.t += 1
        self.m = 0.9 * self.m + 0.1 * slope
        self.v = 0.999 * self.v + 0.001 * slope * slope
        first, second = 1 - 0.9**self.t, sqrt(1 - 0.999**self.t)  # the corrections of means that start at 0
        return np.asarray(-lr * second / first * self.m / (np.sqrt(self.v) + 1e-8 * second))
