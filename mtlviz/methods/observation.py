"""What a method sees at one step of training."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from mtlviz.arithmetic import Array, all_finite


class Observation:
    """One step of training as a method sees it; every array may carry leading batch axes. Only ever read.

    gram:      (..., K, K) inner products of the task gradients on the shared parameters, float64. Where it is not
               given, it is computed from the gradients when a method asks for it: one that needs none, such as fixed
               weights, then costs none. A gram that is given is believed: that it is symmetric and has no negative
               eigenvalue is not checked, since training makes one per step.
    losses:    (..., K) task losses before the step, or None when only the picture is known.
    step:      0-based index of the step.
    gradients: (..., K, P) the gradients themselves, for the few methods that need more than their inner products.
    shape:     (..., K), of one number a task.

    An absent task, whose row `probe.measure` fills with NaN, has to be dropped before a method sees the gram
    (gram[np.ix_(rows, rows)] with the rows of the present tasks, and losses[rows]): what methods make of NaN differs,
    and may be NaN for every task.

    ValueError says which shape was found and which was expected.
    """

    __slots__ = ("_gram", "_raw", "gradients", "losses", "shape", "step")

    def __init__(
        self,
        gram: ArrayLike | None = None,
        losses: ArrayLike | None = None,
        step: int = 0,
        gradients: ArrayLike | None = None,
    ) -> None:
        self._gram: Array | None = None  # once a method has asked for it
        self._raw = None if gram is None else _square(gram)
        self.gradients = None if gradients is None else _rows(gradients)
        if self._raw is not None:
            self.shape = self._raw.shape[:-1]
        elif self.gradients is not None:
            self.shape = self.gradients.shape[:-1]
        else:
            raise ValueError("found neither a gram nor gradients; expected one of them")
        if self.gradients is not None and self.gradients.shape[:-1] != self.shape:
            raise ValueError(
                f"gradients have shape {self.gradients.shape}; expected {self.shape} and one axis of parameters, "
                f"for a gram of shape {(*self.shape, self.tasks)}"
            )
        self.losses = None if losses is None else np.asarray(losses, dtype=np.float64)
        if self.losses is not None and self.losses.shape != self.shape:
            raise ValueError(
                f"losses have shape {self.losses.shape}; expected {self.shape}, "
                f"one loss a task for a gram of shape {(*self.shape, self.tasks)}"
            )
        self.step = step

    @classmethod
    def of(cls, gradients: ArrayLike, losses: ArrayLike | None = None, step: int = 0) -> Observation:
        """What gradients (..., K, P) amount to.

        >>> Observation.of([[3.0, 4.0], [1.0, 0.0]]).gram.tolist()
        [[25.0, 3.0], [3.0, 1.0]]
        """
        return cls(None, losses, step, gradients)

    @property
    def gram(self) -> Array:
        """(..., K, K) inner products of the gradients; inf is read as NaN."""
        if self._gram is None:
            gram = self._raw
            if gram is None:
                assert self.gradients is not None  # one of them is there
                gram = self.gradients @ self.gradients.swapaxes(-1, -2)
            self._gram = gram if all_finite(gram) else np.where(np.isfinite(gram), gram, np.nan)
        return self._gram

    @property
    def tasks(self) -> int:
        """K, the number of tasks."""
        return int(self.shape[-1])

    def course(self, steps: int, losses: Array | None = None) -> Iterator[Observation]:
        """This step and those after it, `steps` in all, with the same gradients; losses (steps, K) or as they are."""
        along = None if losses is None else np.broadcast_to(self.spread(losses), (steps, *self.shape))
        for t in range(steps):
            seen = object.__new__(Observation)  # nothing has to be looked at again: a fifth of the time
            seen._gram, seen._raw, seen.gradients, seen.shape = self._gram, self._raw, self.gradients, self.shape
            seen.losses, seen.step = self.losses if along is None else along[t], self.step + t
            yield seen

    def spread(self, losses: Array) -> Array:
        """(steps, 1, ..., K) of losses (steps, K): the same for the whole batch."""
        return losses.reshape(len(losses), *(1,) * (len(self.shape) - 1), self.tasks)

    def replaced(self, **changes: Any) -> Observation:
        """The same with other losses, step, gradients or gram."""
        own = {"gram": self._raw, "losses": self.losses, "step": self.step, "gradients": self.gradients}
        return Observation(**{**own, **changes})


def _square(gram: ArrayLike) -> Array:
    gram = np.asarray(gram, dtype=np.float64)
    if gram.ndim < 2 or gram.shape[-1] != gram.shape[-2] or gram.shape[-1] < 2:
        raise ValueError(f"gram has shape {gram.shape}; expected (..., K, K) with K >= 2")
    return gram


def _rows(gradients: ArrayLike) -> Array:
    gradients = np.asarray(gradients, dtype=np.float64)
    if gradients.ndim < 2 or gradients.shape[-2] < 2:
        raise ValueError(f"gradients have shape {gradients.shape}; expected (..., K, P) with K >= 2")
    return gradients
