"""Facts about the gradients of K tasks, from their Gram matrix alone.

gram[i, j] = g_i · g_j, shape (..., K, K), float64; leading axes are batches. The update is d = Σ w_k g_k and the
parameters move by −lr·d. Everything is defined for zero, parallel and opposed gradients and for norm ratios of 10⁶, and
scales with the gradients: no tolerance is absolute. NaN in one batch member stays in that member.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from mtlviz.arithmetic import Array as Array
from mtlviz.arithmetic import divide, resolved
from mtlviz.hull import min_norm_weights as min_norm_weights


def norms(gram: Array) -> Array:
    """(..., K) lengths ‖g_k‖."""
    return np.sqrt(gram.diagonal(axis1=-2, axis2=-1))


def cosine(gram: Array, i: int = 0, j: int = 1) -> Array:
    """(...) cosine of the angle between g_i and g_j, in [−1, 1]; 0 if either is zero."""
    n = norms(gram)
    rho = divide(gram[..., i, j], n[..., i] * n[..., j])
    return np.where(resolved(1 - np.abs(rho), 1.0) <= 0, np.sign(rho), rho)[()]


def ratio(gram: Array) -> Array:
    """(...) longest over shortest gradient, ≥ 1; inf if only some are zero, 1 if all are."""
    return _spread(norms(gram))


def two_gradients(ratio: ArrayLike, angle_degrees: ArrayLike, large: float = 5.0) -> Array:
    """(..., 2, 2) Gram of ‖g_0‖ = large and ‖g_1‖ = large / ratio at an angle; exact at 0°, 90° and 180°.

    The convention of the tug-of-war: task 0 is RUL, task 1 is health, and the book's listing has ‖g_rul‖ = 5.

    >>> two_gradients(100, 180).tolist()
    [[25.0, -0.25], [-0.25, 0.0025000000000000005]]
    """
    r, angle = np.broadcast_arrays(np.asarray(ratio, dtype=np.float64), np.asarray(angle_degrees, dtype=np.float64))
    if not (r > 0).all():
        raise ValueError(f"ratio is {ratio!r}; expected ‖g_0‖ / ‖g_1‖ > 0")
    rho = np.sin(np.radians(90.0 - angle))  # cos, but without the 6e-17 that cos(π/2) leaves at 90°
    small = large / r
    return np.stack([np.full_like(r, large**2), large * small * rho, large * small * rho, small**2], -1).reshape(
        *r.shape, 2, 2
    )


def plane(gram: Array) -> Array:
    """(..., 2, 2) exact coordinates of two gradients: row 0, g_0, on the +x axis; row 1, g_1, in the upper half plane.

    >>> plane(np.array([[9.0, 6.0], [6.0, 29.0]])).round(12).tolist()
    [[3.0, 0.0], [2.0, 5.0]]
    """
    n, rho = norms(gram), cosine(gram)
    sine = np.sqrt((1 - rho) * (1 + rho))
    g_0 = np.stack([n[..., 0], np.zeros_like(rho)], -1)
    g_1 = np.stack([n[..., 1] * rho, n[..., 1] * sine], -1)
    return np.stack([g_0, g_1], -2)


def no_harm_window(ratio: float, cosine: float) -> tuple[float, float] | None:
    """(low, high): with λ in it, w = (λ, 1−λ) hurts neither of two tasks, to first order; ratio = ‖g_0‖/‖g_1‖.

    Never empty: it narrows to one point at cosine −1, where the update is zero. None when an input is NaN.

    >>> no_harm_window(4.0, -0.5)
    (0.1111111111111111, 0.3333333333333333)
    """
    if np.isnan(ratio) or np.isnan(cosine):
        return None
    if cosine >= 0:
        return 0.0, 1.0
    kappa = -cosine
    low, high = kappa / (ratio + kappa), 1 / (1 + ratio * kappa)
    return low, max(low, high)


@dataclass(frozen=True)
class Description:
    """What K gradients and their weights amount to; all shapes share the leading axes of gram and weights."""

    norms: Array  # (..., K)
    ratio: Array  # (...) longest / shortest gradient
    cosine: Array  # (...) of the pair that disagrees most
    update_norm: Array  # (...) ‖d‖, in the span of the gradients
    shares: Array  # (..., K) <w_k g_k, d> / ‖d‖²: sums to 1, negative for a task that is overruled; zeros if d = 0
    book_shares: Array  # (..., K) w_k ‖g_k‖ / ‖d‖, the book's approximation: sums to > 1 in conflict; zeros if d = 0
    effects: Array  # (..., K) first-order change of each loss per unit of learning rate; > 0: the task is hurt
    pull: Array  # (...) effective pull: largest over smallest |w_k| ‖g_k‖
    gms: Array  # (...) gradient magnitude similarity 2 n_i n_j / (n_i² + n_j²), mean over the pairs
    condition: Array  # (...) condition number of the matrix of gradients; inf when they are dependent
    stationarity: Array  # (...) distance to Pareto stationarity: length of the min-norm point


def describe(gram: Array, weights: Array) -> Description:
    """All facts about gradients gram (..., K, K) under weights (..., K)."""
    gram, weights = np.asarray(gram, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    lead = np.broadcast_shapes(gram.shape[:-2], weights.shape[:-1])
    gram = np.broadcast_to(gram, (*lead, *gram.shape[-2:]))
    gram = np.where(np.isfinite(gram).all(axis=(-2, -1), keepdims=True), gram, np.nan)
    w = np.broadcast_to(weights, gram.shape[:-1])
    first, second = np.triu_indices(gram.shape[-1], k=1)
    n = norms(gram)  # (..., K)
    pulls = np.abs(w) * n  # (..., K)
    along = _along(gram, w)  # (..., K) g_k · d
    length = update_norm(gram, w)[..., None]  # (..., 1)
    n_i, n_j = n[..., first], n[..., second]  # (..., pairs)
    return Description(
        norms=n,
        ratio=_spread(n),
        cosine=np.min([cosine(gram, i, j) for i, j in combinations(range(gram.shape[-1]), 2)], axis=0)[()],
        update_norm=length[..., 0],
        shares=divide(w * along, length**2),
        book_shares=divide(w * n, length),
        effects=0.0 - along,
        pull=_spread(pulls),
        gms=divide(2 * n_i * n_j, n_i**2 + n_j**2, empty=1.0).mean(-1),
        condition=_condition(gram),
        stationarity=update_norm(gram, min_norm_weights(gram)),
    )


def update_norm(gram: Array, weights: Array) -> Array:
    """(...) length of d = Σ w_k g_k."""
    square = (weights * (gram @ weights[..., None])[..., 0]).sum(-1)
    square = resolved(square, (np.abs(weights) * norms(gram)).sum(-1) ** 2)
    return np.sqrt(np.maximum(square, 0.0))[()]


def step_length(gram: Array, weights: Array, outside: ArrayLike = 0.0) -> Array:
    """(...) length of an update in units of the one that equal weights 1/K make of the same gradients.

    outside (...) is the length of what the update has outside the span of the gradients. inf where equal weights alone
    stand still, 1 where both do.

    >>> step_length(two_gradients(10, 90), np.array([1.0, 1.0])).round(12).tolist()  # a sum beside a mean
    2.0
    """
    own = np.hypot(update_norm(gram, weights), outside)
    equal = update_norm(gram, np.full(gram.shape[-1], 1 / gram.shape[-1]))
    return np.where((own == 0) & (equal == 0), 1.0, divide(own, equal, empty=np.inf))[()]


def effects(gram: Array, weights: Array) -> Array:
    """(..., K) first-order change of each task's loss, per unit of learning rate, under weights (..., K): > 0 hurts."""
    return 0.0 - _along(gram, weights)


def outside_share(inside: Array, outside: Array) -> Array:
    """(...) share of |update|² outside the plane of the gradients, from the lengths (...) of its two parts.

    What lies outside is perpendicular to every gradient, so to first order it changes no loss.

    >>> outside_share(np.array([3.0, 0.0]), np.array([4.0, 0.0])).round(12).tolist()
    [0.64, 0.0]
    """
    return divide(outside, np.hypot(inside, outside)) ** 2


def _along(gram: Array, weights: Array) -> Array:
    """(..., K) inner products g_k · d."""
    n = norms(gram)
    return resolved((gram @ weights[..., None])[..., 0], n * (np.abs(weights) * n).sum(-1, keepdims=True))


def _spread(lengths: Array) -> Array:
    """(...) largest / smallest of (..., K) lengths; inf if only some are zero, 1 if all are."""
    largest, smallest = lengths.max(-1), lengths.min(-1)
    return np.where(largest == 0, 1.0, divide(largest, smallest, empty=np.inf))[()]


def _condition(gram: Array) -> Array:
    """(...) √(λ_max / λ_min) of the Gram, inf when λ_min is zero."""
    if gram.shape[-1] == 2:
        a, b, c = gram[..., 0, 0], gram[..., 1, 1], gram[..., 0, 1]
        sine = np.sqrt((1 - cosine(gram)) * (1 + cosine(gram)))
        return divide((a + b + np.hypot(a - b, 2 * c)) / 2, np.sqrt(a) * np.sqrt(b) * sine, empty=np.inf)
    finite = np.asarray(np.isfinite(gram).all(axis=(-2, -1), keepdims=True))
    values = np.linalg.eigvalsh(np.where(finite, gram, 0.0))  # (..., K) ascending
    smallest, largest = np.maximum(resolved(values[..., 0], values[..., -1]), 0.0), values[..., -1]
    return np.where(finite[..., 0, 0], np.sqrt(divide(largest, smallest, empty=np.inf)), np.nan)[()]
