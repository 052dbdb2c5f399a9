"""SGD and Adam for a whole batch of points, as torch.optim has them; written for few array operations a step."""

from __future__ import annotations

from typing import Literal, Protocol

import numpy as np

from mtlviz.landscape.base import Array

Optimizer = Literal["sgd", "adam"]
BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-8


class Descent(Protocol):
    """Turns gradients into moves; remembers what it must."""

    def move(self, gradient: Array) -> Array:
        """What to add to the parameters."""


class SGD:
    """x ← x − lr · d."""

    def __init__(self, lr: float) -> None:
        self.lr = lr

    def move(self, gradient: Array) -> Array:
        """What to add to the parameters."""
        return -self.lr * gradient


class Adam:
    """Kingma & Ba 2015, arXiv 1412.6980: every coordinate's step is rescaled by its own recent size."""

    def __init__(self, lr: float) -> None:
        self.lr = lr
        self._steps = 0
        self._mean: Array | float = 0.0
        self._square: Array | float = 0.0

    def move(self, gradient: Array) -> Array:
        """What to add to the parameters."""
        self._steps += 1
        self._mean = BETA_1 * self._mean + (1 - BETA_1) * gradient
        self._square = BETA_2 * self._square + (1 - BETA_2) * gradient * gradient
        lr = -self.lr / (1 - BETA_1**self._steps)
        move: Array = lr * self._mean / (np.sqrt(self._square) / (1 - BETA_2**self._steps) ** 0.5 + EPSILON)
        return move


def descent(name: Optimizer, lr: float) -> Descent:
    """A fresh optimiser."""
    return Adam(lr) if name == "adam" else SGD(lr)
