"""The dual cone of K gradients, {d : d · g_k ≥ 0 for all k}: the updates that hurt no task. Projections on it, exact.

The point of the cone nearest to Σ u_k g_k is Σ v_k g_k with

    v ≥ u,   Gram v ≥ 0,   (v − u)ᵀ Gram v = 0          (Quinton & Rey, arXiv 2406.16232, proposition 1)

Only gradients that the point is perpendicular to are added: for a set S of them, v − u solves a linear system. With few
tasks there are 2^K sets, so try them all and keep the one that violates the conditions least. No tolerance, no
iteration.
"""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from mtlviz.arithmetic import Array, divide
from mtlviz.solvers.span import pseudo_inverse, unit

MOST = 10  # tasks: 1,024 sets


def project(gram: Array, u: Array) -> Array:
    """(..., M, K) weights v of the projections of the M points with weights u (..., M, K); gram is (..., K, K).

    >>> project(np.array([[4.0, -2.0], [-2.0, 2.0]]), np.eye(2)).round(12).tolist()
    [[1.0, 1.0], [0.5, 1.0]]
    """
    K = gram.shape[-1]
    if K > MOST:
        raise ValueError(f"found {K} tasks; expected at most {MOST}, because all sets of tasks are tried")
    n, cosines = unit(gram)
    S = _sets(K)  # (sets, K)
    inverse = pseudo_inverse(cosines[..., None, :, :] * (S[:, :, None] & S[:, None, :]))  # (..., sets, K, K)
    dots = (u * n[..., None, :]) @ cosines  # (..., M, K) g_k · point, in unit gradients
    added = -(dots[..., :, None, None, :] @ inverse[..., None, :, :, :])[..., 0, :]  # (..., M, sets, K)
    reached = dots[..., :, None, :] + added @ cosines[..., None, :, :]  # (..., M, sets, K), ≥ 0 if S is right
    reached = np.where(S, np.abs(reached), -reached)
    violation = np.maximum(reached, -added).max(-1)  # (..., M, sets)
    best = violation.argmin(-1)[..., None, None]  # (..., M, 1, 1)
    added = np.maximum(np.take_along_axis(added, best, axis=-2)[..., 0, :], 0.0)  # (..., M, K)
    return np.asarray(u + divide(added, n[..., None, :]))


@cache
def _sets(K: int) -> NDArray[np.bool_]:
    """(2^K, K): every set of tasks, the empty one first, so that it wins a tie."""
    return np.array(list(product([False, True], repeat=K)))
