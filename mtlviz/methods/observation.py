"""What a method sees at one step of training."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mtlviz.arithmetic import Array


@dataclass(frozen=True)
class Observation:
    """One step of training as a method sees it; every array may carry leading batch axes.

    gram:   (..., K, K) inner products of the task gradients on the shared parameters, float64; inf is read as NaN.
    losses: (..., K) task losses before the step, or None when only the picture is known.
    step:   0-based index of the step.
    gradients: (..., K, P) the gradients themselves, for the few methods that need more than their inner products.
    """

    gram: Array
    losses: Array | None = None
    step: int = 0
    gradients: Array | None = None

    def __post_init__(self) -> None:
        gram = np.asarray(self.gram, dtype=np.float64)
        if gram.ndim < 2 or gram.shape[-1] != gram.shape[-2] or gram.shape[-1] < 2:
            raise ValueError(f"gram has shape {gram.shape}; expected (..., K, K) with K >= 2")
        finite = np.isfinite(gram)
        object.__setattr__(self, "gram", gram if finite.all() else np.where(finite, gram, np.nan))
        if self.losses is not None:
            losses = np.asarray(self.losses, dtype=np.float64)
            if losses.shape != gram.shape[:-1]:
                raise ValueError(
                    f"losses have shape {losses.shape}; expected {gram.shape[:-1]}, "
                    f"one loss a task for a gram of shape {gram.shape}"
                )
            object.__setattr__(self, "losses", losses)
        if self.gradients is not None:
            gradients = np.asarray(self.gradients, dtype=np.float64)
            if gradients.shape[:-1] != gram.shape[:-1]:
                raise ValueError(
                    f"gradients have shape {gradients.shape}; expected {gram.shape[:-1]} and one axis of parameters, "
                    f"for a gram of shape {gram.shape}"
                )
            object.__setattr__(self, "gradients", gradients)

    @classmethod
    def of(cls, gradients: ArrayLike, losses: Array | None = None, step: int = 0) -> Observation:
        """What gradients (..., K, P) amount to.

        >>> Observation.of([[3.0, 4.0], [1.0, 0.0]]).gram.tolist()
        [[25.0, 3.0], [3.0, 1.0]]
        """
        G = np.asarray(gradients, dtype=np.float64)
        return cls(G @ G.swapaxes(-1, -2), losses, step, G)

    @property
    def tasks(self) -> int:
        """K, the number of tasks."""
        return int(self.gram.shape[-1])
