"""Adam for the few numbers that a method learns by itself: their steps do not depend on the unit of the losses.

Kingma & Ba, ICLR 2015, arXiv 1412.6980, with its defaults β = (0.9, 0.999), ε = 1e-8; the same numbers as
torch.optim.Adam.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mtlviz.arithmetic import Array


@dataclass
class Adam:
    """The running means m and v; they take the shape of the first slope."""

    t: int = 0
    m: Array | float = 0.0
    v: Array | float = 0.0

    def step(self, slope: Array, lr: float) -> Array:
        """The change that follows a slope (...); an entry that is not finite says nothing and counts as 0."""
        slope = np.where(np.isfinite(slope), slope, 0.0)
        self.t += 1
        self.m = 0.9 * self.m + 0.1 * slope
        self.v = 0.999 * self.v + 0.001 * slope**2
        return np.asarray(-lr * (self.m / (1 - 0.9**self.t)) / (np.sqrt(self.v / (1 - 0.999**self.t)) + 1e-8))
