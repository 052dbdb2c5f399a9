"""What a landscape is: two losses over the plane, with exact gradients."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Point = tuple[float, float]


class Landscape(ABC):
    """Two losses of x = (x1, x2). Implementations are frozen dataclasses: equal settings, equal walks."""

    half: float  # the view is [−half, half]²
    tolerance: float  # so near to the Pareto front counts as on it: about 1 per cent of the view's width

    @abstractmethod
    def at(self, x1: Array, x2: Array) -> Array:
        """(3, 2, ...) at points x1, x2 of one shape (...): L_k, ∂L_k/∂x1 and ∂L_k/∂x2, each for task 1 and task 2."""

    @abstractmethod
    def front(self, points: int = 401) -> Array:
        """(points, 2) the Pareto front in parameter space, from the best point of task 2 to that of task 1."""

    @property
    @abstractmethod
    def floor(self) -> Point:
        """A bound below each loss. Methods that look at losses get L − floor, which is positive (as in FAMO)."""

    @property
    @abstractmethod
    def starts(self) -> tuple[Point, ...]:
        """Where walks start unless told otherwise."""

    def losses(self, x: ArrayLike) -> Array:
        """(..., 2) losses at points x (..., 2)."""
        x = np.asarray(x, dtype=np.float64)
        return np.moveaxis(self.at(x[..., 0], x[..., 1])[0], 0, -1)

    def gradients(self, x: ArrayLike) -> Array:
        """(..., 2, 2) gradients at points x (..., 2): [k, i] = ∂L_k/∂x_i, tasks are rows."""
        x = np.asarray(x, dtype=np.float64)
        return np.moveaxis(self.at(x[..., 0], x[..., 1])[1:], (0, 1), (-1, -2))

    def grid(self, points: int) -> Array:
        """(2, points, points) both losses over the view: rows from x2 = −half upwards, columns from x1 = −half on."""
        axis = np.linspace(-self.half, self.half, points)
        losses: Array = self.at(*np.meshgrid(axis, axis))[0]
        return losses


def tasks_first(pair: Array, points: Array) -> Array:
    """(2, 1, …) one value a task, to be combined with points of any shape."""
    return pair.reshape(2, *(1,) * points.ndim)
