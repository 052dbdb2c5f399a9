"""What a method sees at one step of training."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from mtlviz.arithmetic import Array, all_finite


@dataclass(frozen=True)
class Observation:
    """One step of training as a method sees it; every array may carry leading batch axes.

    products:  (..., K, K) inner products of the task gradients on the shared parameters, float64: their Gram matrix.
    losses:    (..., K) task losses before the step, or None when only the picture is known.
    step:      0-based index of the step.
    gradients: (..., K, P) the gradients themselves, for the few methods that need more than their inner products.

    Methods read `gram`. It is `products`; where they are None, it is computed from the gradients when a method asks for
    it: one that needs no gram, such as fixed weights, then costs none.
    """

    products: Array | None = None
    losses: Array | None = None
    step: int = 0
    gradients: Array | None = None
    shape: tuple[int, ...] = field(init=False, repr=False)  # (..., K), of one number a task

    def __post_init__(self) -> None:
        own = vars(self)  # the object is frozen; here it is still in the making
        if self.products is not None:
            gram = np.asarray(self.products, dtype=np.float64)
            if gram.ndim < 2 or gram.shape[-1] != gram.shape[-2] or gram.shape[-1] < 2:
                raise ValueError(f"gram has shape {gram.shape}; expected (..., K, K) with K >= 2")
            own["products"] = gram
            own["shape"] = gram.shape[:-1]
        if self.gradients is not None:
            gradients = np.asarray(self.gradients, dtype=np.float64)
            if gradients.ndim < 2 or gradients.shape[-2] < 2:
                raise ValueError(f"gradients have shape {gradients.shape}; expected (..., K, P) with K >= 2")
            if self.products is None:
                own["shape"] = gradients.shape[:-1]
            elif gradients.shape[:-1] != self.shape:
                raise ValueError(
                    f"gradients have shape {gradients.shape}; expected {self.shape} and one axis of parameters, "
                    f"for a gram of shape {(*self.shape, self.tasks)}"
                )
            own["gradients"] = gradients
        elif self.products is None:
            raise ValueError("found neither a gram nor gradients; expected one of them")
        if self.losses is not None:
            losses = np.asarray(self.losses, dtype=np.float64)
            if losses.shape != self.shape:
                raise ValueError(
                    f"losses have shape {losses.shape}; expected {self.shape}, "
                    f"one loss a task for a gram of shape {(*self.shape, self.tasks)}"
                )
            own["losses"] = losses

    @classmethod
    def of(cls, gradients: ArrayLike, losses: Array | None = None, step: int = 0) -> Observation:
        """What gradients (..., K, P) amount to.

        >>> Observation.of([[3.0, 4.0], [1.0, 0.0]]).gram.tolist()
        [[25.0, 3.0], [3.0, 1.0]]
        """
        return cls(None, losses, step, np.asarray(gradients))

    @cached_property
    def gram(self) -> Array:
        """(..., K, K) inner products of the gradients; inf is read as NaN."""
        gram = self.products
        if gram is None:
            assert self.gradients is not None  # one of them is there
            gram = self.gradients @ self.gradients.swapaxes(-1, -2)
        return gram if all_finite(gram) else np.where(np.isfinite(gram), gram, np.nan)

    @property
    def tasks(self) -> int:
        """K, the number of tasks."""
        return self.shape[-1]
