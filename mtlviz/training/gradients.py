"""The gradients of an ensemble in one place: from one tuple a task to Gram matrices, and from weights to the update."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray

from mtlviz.models import ReplicatedMLP
from mtlviz.probe import Gradients

Array = NDArray[np.float64]
WEIGHT, SHARED = ReplicatedMLP.SHARED_WEIGHT, ReplicatedMLP.SHARED
AS_IN_MODULE = np.append(np.arange(WEIGHT).reshape(-1, SHARED - WEIGHT).T, np.arange(WEIGHT, SHARED))


class SharedGradients:
    """E replicas, K = 2 tasks. `G` (E, K, 576) holds their gradients on the shared layer, in float64.

    `update` (E, 708) is what `combine` makes of them, in the order of `model.flat`. Memory is reused from step to step.
    """

    def __init__(self, model: ReplicatedMLP) -> None:
        E, K = len(model), 2
        self.G: Array = np.zeros((E, K, SHARED))
        self._leaf = self.G.reshape(E, K, *model.parameters[0].shape[1:])  # a view, as all that follow
        weight, bias = torch.split(torch.from_numpy(self.G), [WEIGHT, SHARED - WEIGHT], dim=-1)
        self._layers = {"weight": weight, "bias": bias}
        self.update = torch.zeros_like(model.flat)
        update = self.update.numpy()
        ends = np.cumsum([SHARED, *(leaf[0].numel() for leaf in model.parameters[1:])])
        self._shared = update[:, :SHARED]
        self._heads = [update[:, start:end] for start, end in pairwise(ends)]  # each head's weight and bias
        self._of_heads: list[NDArray[np.float32]] = []

    def collect(self, gradients: Sequence[Gradients]) -> None:
        """Take over `per_task_gradients` of the two losses on `model.parameters`."""
        self._of_heads = []
        for k, of_task in enumerate(gradients):
            shared, *heads = (g.numpy() for g in of_task if g is not None)  # a loss does not reach the other's head
            self._leaf[:, k] = shared
            self._of_heads += [g.reshape(len(g), -1) for g in heads]

    def grams(self) -> dict[str, Array]:
        """(E, K, K) inner products on the shared layer's weight and on its bias; their sum is the whole Gram."""
        return {name: torch.bmm(part, part.mT).numpy() for name, part in self._layers.items()}  # numpy's @ takes longer

    def as_in_module(self) -> Array:
        """(E, K, P) gradients, the parameters in the order of nn.Linear's own, in which a user's loop has them."""
        return self.G[..., AS_IN_MODULE]

    def combine(self, weights: Array, heads: Array, outside: Array | None = None) -> None:
        """Write the update: weights (E, K) @ G on the shared layer, and each head's gradient times heads (E, K).

        outside (E, P), in the order of `as_in_module`, is added to it.
        """
        update = (weights[:, None] @ self.G)[:, 0]
        if outside is not None:
            update[:, AS_IN_MODULE] += outside
        self._shared[:] = update
        factors = heads.astype(np.float32)
        for i, (update, gradient) in enumerate(zip(self._heads, self._of_heads, strict=True)):
            k = i // 2  # the RUL head's weight and bias, then the health head's
            np.multiply(gradient, factors[:, k : k + 1], out=update)
