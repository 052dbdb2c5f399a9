"""What a method sees (Observation), what it is (Method) and what is said about it (Info)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from inspect import signature
from numbers import Real
from typing import Any, ClassVar, Literal

import numpy as np

from mtlviz.arithmetic import Array as Array

Need = Literal["gram", "losses", "history", "gradients"]


@dataclass(frozen=True)
class Observation:
    """One step of training as a method sees it; every array may carry leading batch axes.

    gram:   (..., K, K) inner products of the task gradients on the shared parameters, float64; inf is read as NaN.
    losses: (..., K) task losses before the step, or None when only the picture is known.
    step:   0-based index of the step.
    """

    gram: Array
    losses: Array | None = None
    step: int = 0

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

    @property
    def tasks(self) -> int:
        """K, the number of tasks."""
        return int(self.gram.shape[-1])


@dataclass(frozen=True)
class Info:
    """What the pages and documents say about a method."""

    title: str
    equation: str  # LaTeX
    paper: str  # authors, year, arXiv number or chapter
    fixes: str  # which failure mode it answers, in words
    fails: str  # when it fails, in words
    needs: tuple[Need, ...] = ("gram",)  # "history": it remembers, so its answer depends on earlier steps
    weights_loss: bool = False  # True: it weights the losses, so the heads are scaled by w_k too
    ranges: Mapping[str, tuple[float, float]] = field(
        default_factory=dict
    )  # hyper-parameter -> (low, high) of a slider


class Method:
    """Base of every method: a dataclass whose fields are its hyper-parameters.

    A subclass implements `contributions`; one that remembers also implements `reset` and says "history" in
    `info.needs`. To such a method every call of `contributions` or `weights` is one step; a copy (`copy.deepcopy`) is a
    snapshot of its state.
    """

    info: ClassVar[Info]

    def contributions(self, observation: Observation) -> Array:
        """(..., K, K): entry [i, j] is how much of g_j stands in task i's part of the update."""
        raise NotImplementedError

    def weights(self, observation: Observation) -> Array:
        """(..., K): the update is `weights @ G`; the column sums of the contributions."""
        weights: Array = self.contributions(observation).sum(axis=-2)
        return weights

    def reset(self) -> None:
        """Forget all state: the next observation is the first."""

    @classmethod
    def hyper_parameters(cls) -> tuple[str, ...]:
        """The names of the hyper-parameters."""
        return tuple(signature(cls).parameters)

    def settings(self) -> dict[str, Any]:
        """The hyper-parameters, by name."""
        return {name: getattr(self, name) for name in self.hyper_parameters()}


def diagonal(weights: Array) -> Array:
    """(..., K) weights as the (..., K, K) contributions of a method that only weights."""
    return weights[..., None] * _identity(weights.shape[-1])


@cache
def _identity(K: int) -> Array:
    return np.eye(K)


def remembered(state: Array | None, start: Array) -> Array:
    """`state`, or `start` at the first observation; ValueError if the state belongs to another shape of batch."""
    if state is None:
        return start
    if state.shape != start.shape:
        raise ValueError(
            f"the method remembers weights of shape {state.shape}, the observation has {start.shape}; "
            "expected the same batch at every step: call reset() before another one"
        )
    return state


def check_range(name: str, value: Any, low: float, high: float) -> None:
    """ValueError unless low ≤ value ≤ high."""
    if not (isinstance(value, Real) and low <= float(value) <= high):
        raise ValueError(f"{name} is {value!r}; expected a number from {low:g} to {high:g}")
