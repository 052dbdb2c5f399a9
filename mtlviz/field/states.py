"""The states of two tasks over which methods are compared, and what a method makes of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from mtlviz import geometry, methods
from mtlviz.arithmetic import Array, divide

RATIOS = np.geomspace(1, 1000, 13)
ANGLES = np.linspace(0, 180, 25)  # degrees
STEPS = 1000  # for so many a method with memory has seen the state: it is at rest then


def grid(ratios: ArrayLike = RATIOS, angles: ArrayLike = ANGLES) -> Array:
    """(R, A, 2, 2) Grams; task 1 has the smaller gradient, or an equal one."""
    r, a = np.meshgrid(np.asarray(ratios, dtype=np.float64), np.asarray(angles, dtype=np.float64), indexing="ij")
    return geometry.two_gradients(r, a, large=1.0)


def settled(name: str, gram: Array, losses: Array | None = None, steps: int = STEPS, **hyper: Any) -> Array:
    """(..., K) weights of a method after `steps` steps in states (..., K, K), with losses of 1 unless given."""
    losses = np.ones(gram.shape[:-1]) if losses is None else losses
    return _weights(methods.settle(methods.create(name, **hyper), methods.Observation(gram, losses), steps))


def surprised(name: str, gram: Array, steps: int = STEPS, **hyper: Any) -> Array:
    """(..., 2) weights of a method that has only seen perpendicular gradients of equal length, and now sees `gram`."""
    method, losses = methods.create(name, **hyper), np.ones(gram.shape[:-1])
    before = np.broadcast_to(np.eye(2), gram.shape)
    methods.settle(method, methods.Observation(before, losses), steps)
    return _weights(method.contributions(methods.placed(method, methods.Observation(gram, losses, steps))))


def outside_share(name: str, gram: Array, losses: Array | None = None, steps: int = STEPS, **hyper: Any) -> Array:
    """(...) share of |update|² outside the plane of the gradients, which no picture of that plane can show."""
    method, losses = methods.create(name, **hyper), np.ones(gram.shape[:-1]) if losses is None else losses
    seen = methods.placed(method, methods.Observation(gram, losses, steps - 1))
    inside = geometry.update_norm(gram, _weights(methods.settle(method, seen, steps)))
    outside = method.outside(seen)
    return geometry.outside_share(inside, 0 * inside if outside is None else np.sqrt(np.square(outside).sum(-1)))


def agreement(gram: Array, weights: Array) -> Array:
    """(..., K) cosines of the update with each gradient; > 0: that task is helped, < 0: hurt, 0 if either is zero.

    An update that is 10⁻⁹ of the pulls it sums is the rounding of a method that stands still.
    """
    told = geometry.describe(gram, weights)
    pulls = (np.abs(weights) * told.norms).sum(-1)
    length = np.where(told.update_norm > 1e-9 * pulls, told.update_norm, 0.0)
    return np.clip(divide(-told.effects, told.norms * length[..., None]), -1.0, 1.0)  # rounding can exceed 1


def _weights(contributions: Array) -> Array:
    """(..., K) column sums, exactly zero where the contributions cancel: what is left is rounding."""
    weights: Array = contributions.sum(axis=-2)
    return np.where(np.abs(weights) <= 1e-12 * np.abs(contributions).sum(axis=-2), 0.0, weights)
