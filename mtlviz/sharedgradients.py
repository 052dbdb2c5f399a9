"""The gradients of an ensemble in one place: from one tuple a task to Gram matrices, and from weights to the update."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from mtlviz.models import ReplicatedMLP
from mtlviz.probe import Gradients

Array = NDArray[np.float64]
WEIGHT, SHARED, RUL = ReplicatedMLP.SHARED_WEIGHT, ReplicatedMLP.SHARED, ReplicatedMLP.RUL


class SharedGradients:
    """E replicas, K = 2 tasks. `G` (E, K, 576) holds their gradients on the shared layer, in float64.

    The update is written to `model.flat.grad`, where the optimiser finds it. Memory is reused from step to step.
    """

    def __init__(self, model: ReplicatedMLP) -> None:
        self.G: Array = np.zeros((len(model), 2, SHARED))
        model.flat.grad = torch.zeros_like(model.flat)
        self._update = model.flat.grad.numpy()  # (E, 708) float32, the memory of flat.grad
        self._heads: tuple[Gradients, Gradients] = ((), ())

    def collect(self, gradients: Sequence[Gradients]) -> None:
        """Take over `per_task_gradients` of the two losses on `model.parameters`."""
        E = len(self.G)
        for k, (weight, bias, *_) in enumerate(gradients):
            assert weight is not None
            assert bias is not None
            self.G[:, k, :WEIGHT] = weight.numpy().reshape(E, -1)
            self.G[:, k, WEIGHT:] = bias.numpy().reshape(E, -1)
        self._heads = gradients[0][2:4], gradients[1][4:6]

    def grams(self) -> dict[str, Array]:
        """(E, K, K) inner products on the shared layer's weight and on its bias; their sum is the whole Gram."""
        with np.errstate(all="ignore"):  # of a replica that diverges
            return {name: part @ part.swapaxes(-1, -2) for name, part in self._layers()}

    def combine(self, weights: Array, heads: Array) -> None:
        """Write the update: weights (E, K) @ G on the shared layer, and each head's gradient times heads (E, K)."""
        with np.errstate(all="ignore"):
            self._update[:, :SHARED] = (weights[:, None] @ self.G)[:, 0]
            start = SHARED
            for k, of_head in enumerate(self._heads):
                for gradient in of_head:
                    assert gradient is not None
                    flat = gradient.numpy().reshape(len(gradient), -1)
                    end = start + flat.shape[1]
                    np.multiply(flat, heads[:, k : k + 1], out=self._update[:, start:end], casting="same_kind")
                    start = end

    def _layers(self) -> list[tuple[str, Array]]:
        return [("weight", self.G[..., :WEIGHT]), ("bias", self.G[..., WEIGHT:])]
