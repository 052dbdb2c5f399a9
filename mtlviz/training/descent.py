"""How weights move along an update, as torch.optim moves them: the whole ensemble is one tensor, one call each.

Written out because torch.optim is made for lists of parameters: its bookkeeping would cost more here than the move.
"""

from __future__ import annotations

from copy import copy
from typing import Self

import torch
from torch import Tensor

from mtlviz.runconfig import Optimizer

MOMENTUM = 0.9
BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-8


class Descent:
    """What it must remember from step to step are numbers and tensors."""

    def move(self, weights: Tensor, update: Tensor, lr: float) -> None:
        """One step, in place."""
        raise NotImplementedError

    def snapshot(self) -> Self:
        """A copy that later moves leave alone."""
        twin = copy(self)
        vars(twin).update({name: value.clone() for name, value in vars(self).items() if isinstance(value, Tensor)})
        return twin


class SGD(Descent):
    """θ ← θ − lr · d."""

    def move(self, weights: Tensor, update: Tensor, lr: float) -> None:
        """One step, in place."""
        weights.sub_(update, alpha=lr)


class Momentum(Descent):
    """v ← 0.9 v + d,  θ ← θ − lr · v."""

    def __init__(self, like: Tensor) -> None:
        self._velocity = torch.zeros_like(like)

    def move(self, weights: Tensor, update: Tensor, lr: float) -> None:
        """One step, in place."""
        self._velocity.mul_(MOMENTUM).add_(update)
        weights.sub_(self._velocity, alpha=lr)


class Adam(Descent):
    """Kingma & Ba 2015, arXiv 1412.6980: every coordinate's step is rescaled by its own recent size."""

    def __init__(self, like: Tensor) -> None:
        self._steps = 0
        self._mean, self._square = torch.zeros_like(like), torch.zeros_like(like)

    def move(self, weights: Tensor, update: Tensor, lr: float) -> None:
        """One step, in place."""
        self._steps += 1
        self._mean.lerp_(update, 1 - BETA_1)
        self._square.mul_(BETA_2).addcmul_(update, update, value=1 - BETA_2)
        size = self._square.sqrt().div_((1 - BETA_2**self._steps) ** 0.5).add_(EPSILON)
        weights.addcdiv_(self._mean, size, value=-lr / (1 - BETA_1**self._steps))


def descent(name: Optimizer, weights: Tensor) -> Descent:
    """A fresh one, for weights of this shape."""
    if name == "sgd":
        return SGD()
    return Momentum(weights) if name == "momentum" else Adam(weights)
