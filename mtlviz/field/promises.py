"""What methods promise whatever the gradients are, checked by computing: where it holds, where and how it breaks.

A promise in `Info.promises` holds in every state of the grid; one that is not there breaks in some; this says where.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from mtlviz import geometry, methods
from mtlviz.arithmetic import Array, divide
from mtlviz.field.states import ANGLES, agreement, grid, settled, surprised
from mtlviz.methods import Promise

RATIOS = np.geomspace(1, 10_000, 17)  # four per decade
REST = 1000  # steps after which the learnt weights no longer move
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Tested:
    """A promise in N states of two tasks: `amount` > TOLERANCE is how badly it breaks there."""

    ratios: Array  # (N,)
    angles: Array  # (N,) degrees
    amount: Array  # (N,)

    @property
    def broken(self) -> Array:
        """(N,) in which states."""
        return np.asarray(self.amount > TOLERANCE)

    @property
    def worst(self) -> tuple[float, float, float] | None:
        """(ratio, angle, amount) where it breaks worst; None if it holds everywhere."""
        n = int(self.amount.argmax())
        return (float(self.ratios[n]), float(self.angles[n]), float(self.amount[n])) if self.broken.any() else None

    @property
    def where(self) -> str:
        """The corner of the plane in which it breaks, in words; empty if it holds everywhere."""
        if not self.broken.any():
            return ""
        ratios, angles = self.ratios[self.broken], self.angles[self.broken]
        parts = _span(ratios, self.ratios, 2, "×"), _span(angles, self.angles, 4, "°")
        return ", ".join(part for part in parts if part) or "everywhere"


@cache
def tested(name: str, promise: Promise) -> Tested:
    """One promise of one method, computed over all states that it speaks of."""
    return _TESTS[promise](name)


# What each promise says, and of how much its breaking is an amount.
TITLES: dict[Promise, str] = {
    "harmless": "With two tasks, no step hurts either of them.",
    "scale": "Multiplying one task’s loss does not change the direction of the step.",
    "order": "The order in which the tasks are listed does not matter.",
    "equal": "Perpendicular gradients of equal norm get equal weights.",
    "still": "Exactly opposed gradients (180°) give a zero update.",
}


def _harmless(name: str) -> Tested:
    """Amount: minus the smallest cosine of the step with a gradient; for one that remembers, after a surprise too."""
    gram = grid(RATIOS)
    amount = -agreement(gram, settled(name, gram)).min(-1)
    if "history" in methods.info(name).needs:
        amount = np.maximum(amount, -agreement(gram, surprised(name, gram)).min(-1))
    return _over_grid(amount)


def _scale(name: str) -> Tested:
    """Amount: degrees between the steps with and without a factor of 100 or 1/100 on task 1's loss."""
    gram, turned = grid(RATIOS), np.zeros((len(RATIOS), len(ANGLES)))
    before = settled(name, gram, steps=REST)
    for factor in (0.01, 100.0):
        scaled = np.array([1.0, factor])
        after = settled(name, gram * scaled * scaled[:, None], np.broadcast_to(scaled, gram.shape[:-1]), REST)
        turned = np.maximum(turned, _degrees_between(gram, before, after * scaled))
    return _over_grid(turned)


def _order(name: str) -> Tested:
    """Amount: how far the step is off, as a part of its norm, when three tasks are listed in another order."""
    pair = geometry.plane(grid(RATIOS))  # (R, A, 2, 2)
    third = -pair.sum(-2, keepdims=True) + np.array([0.0, 0.1])
    G = np.concatenate([pair, third], axis=-2)
    losses, order, off = np.array([1.0, 2.0, 3.0]), [2, 0, 1], np.zeros(G.shape[:2])
    for step in range(3):
        seen = methods.Observation.of(G, np.broadcast_to(losses, G.shape[:-1]), step)
        listed = methods.Observation.of(G[..., order, :], np.broadcast_to(losses[order], G.shape[:-1]), step)
        one, other = methods.create(name).update(seen), methods.create(name).update(listed)
        length = np.linalg.norm(one, axis=-1)
        off = np.maximum(off, divide(np.linalg.norm(one - other, axis=-1), np.where(length > 1e-9, length, 0.0)))
    return _over_grid(off)


def _equal(name: str) -> Tested:
    """Amount: largest over smallest weight of two to six perpendicular unit gradients, minus 1."""
    amount = []
    for K in range(2, 7):
        w = settled(name, np.eye(K))
        amount.append(divide(w.max(-1), w.min(-1), empty=np.inf) - 1)
    return Tested(np.ones(5), np.full(5, 90.0), np.array(amount))


def _still(name: str) -> Tested:
    """Amount: norm of the update at 180°, as a part of the average gradient's pull Σ n / K."""
    gram = grid(RATIOS, [180.0])
    told = geometry.describe(gram, settled(name, gram))
    return Tested(RATIOS, np.full(len(RATIOS), 180.0), (told.update_norm / told.norms.mean(-1))[:, 0])


def _over_grid(amount: Array) -> Tested:
    r, a = np.meshgrid(RATIOS, ANGLES, indexing="ij")
    return Tested(r.ravel(), a.ravel(), amount.ravel())


def _degrees_between(gram: Array, one: Array, other: Array) -> Array:
    """(...) angle between the updates of two weightings; 0 if either is zero."""
    X = geometry.plane(gram)
    x, y = (one[..., None, :] @ X)[..., 0, :], (other[..., None, :] @ X)[..., 0, :]
    cross, dot = x[..., 0] * y[..., 1] - x[..., 1] * y[..., 0], (x * y).sum(-1)
    tiny = 1e-7 * np.minimum(np.abs(one), np.abs(other)).max(-1) * geometry.norms(gram).min(-1)
    moves = (np.hypot(*np.moveaxis(x, -1, 0)) > tiny) & (np.hypot(*np.moveaxis(y, -1, 0)) > tiny)
    return np.where(moves, np.degrees(np.abs(np.arctan2(cross, dot))), 0.0)


def _span(broken: Array, tried: Array, digits: int, unit: str) -> str:
    """The range that is broken, in words; empty if it is all that was tried."""
    low, high = (f"{float(f'{end:.{digits}g}'):g}{unit}" for end in (broken.min(), broken.max()))
    if low == high:
        return low
    return "" if (broken.min(), broken.max()) == (tried.min(), tried.max()) else f"{low} to {high}"


_TESTS: dict[Promise, Callable[[str], Tested]] = {
    "harmless": _harmless,
    "scale": _scale,
    "order": _order,
    "equal": _equal,
    "still": _still,
}
