"""The weights at which every task gains in step with how little weight it has: Gram·w = w^(−1/α), w > 0.

They minimise the convex ½ wᵀ Gram w − Σ φ(w_k), φ' = w^(−1/α), so there is one solution unless zero is a convex
combination of the gradients; then there is none. α = 1 is Nash's bargaining solution (arXiv 2202.01017, claim 3.1),
other α are α-fairness (arXiv 2402.15638, eq. 4).
"""

from __future__ import annotations

import numpy as np

from mtlviz.arithmetic import Array, divide, resolved
from mtlviz.hull import min_norm_weights
from mtlviz.solvers.span import unit

MOST_STEPS = 300


def solve(gram: Array, alpha: float = 1.0) -> Array:
    """(..., K) weights; zeros where there are none: gradients that oppose each other, one that is zero.

    >>> solve(np.array([[4.0, 0.0], [0.0, 1.0]])).tolist()
    [0.5, 1.0]
    """
    if alpha == 1 and gram.shape[-1] == 2:
        return _two(gram)
    n, cosines = unit(gram)
    K, longest = n.shape[-1], n.max(-1, keepdims=True)
    shortest = min_norm_weights(cosines)
    distance = resolved((shortest * (cosines @ shortest[..., None])[..., 0]).sum(-1, keepdims=True), K)  # squared
    exists = (distance > 0) & (n > 0).all(-1, keepdims=True)  # (..., 1), False for NaN too
    lengths = np.where(exists, n / np.where(exists, longest, 1.0), 1.0)  # (..., K), the longest is 1
    y = _newton(np.where(exists[..., None], cosines, np.eye(K)), lengths, 1 / alpha)
    w = y / lengths * np.where(exists, longest, 1.0) ** (-2 * alpha / (1 + alpha))
    return np.where(exists, w, 0 * n)


def _two(gram: Array) -> Array:
    """Two tasks, α = 1: w_k = 1 / (n_k √(1+ρ)); zero if either is."""
    n, cosines = unit(gram)
    both = resolved(1 + cosines[..., 0, 1], 1.0)  # (...) 1 + ρ
    return divide(n[..., ::-1], (n.prod(-1) * np.sqrt(np.maximum(both, 0.0)))[..., None])


def _newton(cosines: Array, n: Array, p: float) -> Array:
    """(..., K) y = w n > 0 with C y = n^(p−1) y^(−p), by damped Newton steps on log y, the batch in step."""
    y = n ** ((p - 1) / (p + 1))  # the solution where all are perpendicular
    before = np.inf
    for _ in range(MOST_STEPS):
        give = n ** (p - 1) * y ** (1 - p)  # (..., K) what y (C y) has to be
        root = np.sqrt(give)
        miss = y * (cosines @ y[..., None])[..., 0] - give  # (..., K)
        curve = cosines * (y / root)[..., :, None] * (y / root)[..., None, :] + p * np.eye(n.shape[-1])
        step = np.linalg.solve(curve, (miss / root)[..., None])[..., 0] / root  # (..., K)
        length = np.abs(step).max(-1, keepdims=True)
        y = y * np.exp(-step / (1 + length))
        longest = length.max(initial=0.0)
        if longest < 1e-9 or before / 2 < longest < 1e-4:  # quadratic convergence is done, or met the rounding
            break
        before = longest
    return y
