"""What options and claims ask of runs, in a few words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mtlviz.lab.scenario import Runs

Array = np.ndarray[Any, np.dtype[Any]]
Check = Callable[[Runs], bool]
ROUNDING = 1e-6  # float32 sums of terms of order 1, taken in another order


def finishes(key: str = "code") -> Check:
    """Does that listing run to its end?"""
    return lambda runs: runs[key].raised is None


def raises(at: str, *, saying: str = "", key: str = "code") -> Check:
    """Does that listing end at the line with `at` in it, with an error that says so?"""

    def check(runs: Runs) -> bool:
        trace = runs[key]
        raised = trace.raised
        return raised is not None and saying in raised.message and trace.steps[-1].line == trace.line(at)

    return check


def is_none(name: str, key: str = "code", after: str | None = None) -> Check:
    """Is that parameter's `.grad` None?"""
    return lambda runs: runs[key].grad(name, after) is None


def is_zero(name: str, key: str = "code", after: str | None = None) -> Check:
    """Is there a `.grad`, all zeros?"""

    def check(runs: Runs) -> bool:
        grad = runs[key].grad(name, after)
        return grad is not None and not grad.any()

    return check


def flows(name: str, key: str = "code", after: str | None = None) -> Check:
    """Is there a `.grad` other than zeros?"""

    def check(runs: Runs) -> bool:
        grad = runs[key].grad(name, after)
        return grad is not None and bool(grad.any())

    return check


def gap(a: Any, b: Any) -> float:
    """The largest difference between two arrays, element by element; infinite when one is missing."""
    return np.inf if a is None or b is None else float(np.abs(np.asarray(a) - np.asarray(b)).max())


def same(a: Any, b: Any) -> bool:
    """Equal but for float32 rounding."""
    return gap(a, b) < ROUNDING


def norm(a: Any) -> float:
    """The length of an array, taken as a vector."""
    return float(np.linalg.norm(a))


def cosine(a: Any, b: Any) -> float:
    """Of the angle between two arrays, taken as vectors."""
    return float(np.vdot(a, b) / (np.linalg.norm(a) * np.linalg.norm(b)))
