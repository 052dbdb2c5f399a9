"""Pairs of quadratic bowls: magnitude bias in one formula, and bowls of one's own.

    L_k = scale_k · ½ (x − m_k)ᵀ A_k (x − m_k)        m_k the centre, A_k = diag(curvatures)

Opposed bowls, L1 = ρ/2 ‖x − (1, 0)‖² and L2 = ½ ‖x + (1, 0)‖², pull equally hard for ρ = 1. Weights (λ, 1−λ) rest where
λρ (x1 − 1) + (1−λ)(x1 + 1) = 0; with equal weights that is x1 = (ρ−1)/(ρ+1), whatever the start, and for Adam as well:
Adam rescales the step, not the balance between the tasks.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mtlviz.landscape.base import Array, Landscape, Point, tasks_first


@dataclass(frozen=True)
class Quadratics(Landscape):
    """Two bowls: `centres`, and `curvatures` along x1 and x2 (all > 0); `scale` multiplies the first loss."""

    centres: tuple[Point, Point] = ((1.0, 0.0), (-1.0, 0.0))
    curvatures: tuple[Point, Point] = ((1.0, 1.0), (1.0, 1.0))
    scale: float = 1.0

    half = 3.0
    tolerance = 0.06
    starts = ((-2.0, 2.0), (0.0, 2.5), (2.0, 1.5), (-1.5, -2.0), (2.5, -1.0))

    def __post_init__(self) -> None:
        if not (min(*self.curvatures[0], *self.curvatures[1], self.scale) > 0):
            raise ValueError(f"curvatures {self.curvatures} and scale {self.scale} are not all > 0; expected two bowls")

    @property
    def floor(self) -> Point:
        """A little below the bottom of the bowls, so that their logarithm stays finite there."""
        return -1e-3 * self.scale, -1e-3

    def at(self, x1: Array, x2: Array) -> Array:
        """(3, 2, ...): losses, derivatives by x1, derivatives by x2."""
        m1, m2, a1, a2 = (tasks_first(pair, x1) for pair in self._pairs)
        d1, d2 = x1 - m1, x2 - m2  # (2, ...)
        by_x1, by_x2 = a1 * d1, a2 * d2
        return np.array([0.5 * (by_x1 * d1 + by_x2 * d2), by_x1, by_x2])

    def front(self, points: int = 401) -> Array:
        """(points, 2): every x where t A_1 (x − m_1) + (1−t) A_2 (x − m_2) = 0, t from 0 to 1.

        Scaling a loss does not move it. Normed curvatures and an eased t spread the points along the curve.
        """
        A = np.array(self.curvatures)
        A = A / A.sum(-1, keepdims=True)  # (2 tasks, 2)
        t = 0.5 - 0.5 * np.cos(np.linspace(0.0, np.pi, points))[:, None]  # (points, 1)
        pull = t * A[0], (1 - t) * A[1]
        return np.asarray((pull[0] * self.centres[0] + pull[1] * self.centres[1]) / (pull[0] + pull[1]))

    def rest(self, lam: float) -> Point:
        """The one point where weights (lam, 1 − lam) leave no gradient: the minimum of the weighted sum."""
        A = np.array(self.curvatures) * np.array([[lam * self.scale], [1 - lam]])
        x = (A * np.array(self.centres)).sum(0) / A.sum(0)
        return float(x[0]), float(x[1])

    @cached_property
    def _pairs(self) -> Array:
        """(4, 2): centres along x1, along x2, curvatures along x1, along x2, each for both tasks."""
        A = np.array(self.curvatures) * np.array([[self.scale], [1.0]])
        return np.concatenate([np.array(self.centres).T, A.T])


def opposed(ratio: float) -> Quadratics:
    """Round bowls at (1, 0) and (−1, 0), the first `ratio` times as steep.

    >>> opposed(19.0).rest(0.5)
    (0.9, 0.0)
    """
    return Quadratics(scale=ratio)
