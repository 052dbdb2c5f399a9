"""The dual cone of K gradients, {d : d · g_k ≥ 0 for all k}: the updates that hurt no task. Projections on it, exact.

The point of the cone nearest to Σ u_k g_k is Σ v_k g_k with

    v ≥ u,   Gram v ≥ 0,   (v − u)ᵀ Gram v = 0          (Quinton & Rey, arXiv 2406.16232, proposition 1)

Only gradients that the point is perpendicular to are added. Which ones is found by the active set of Lawson and Hanson
(Solving Least Squares Problems, 1974, ch. 23): add the gradient that is violated most, solve for the set, drop what
became negative. The distance falls with every move, so no set comes twice and the walk ends, in about as many moves as
gradients are added; there is no other tolerance than rounding. All M points of all members of a batch walk in step.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mtlviz.arithmetic import RESOLUTION, Array, divide
from mtlviz.solvers.span import pseudo_inverse, unit

MOVES = 20  # most moves for each task; a walk that has not ended by then only shuffles rounding


def project(gram: Array, u: Array) -> Array:
    """(..., M, K) weights v of the projections of the M points with weights u (..., M, K); gram is (..., K, K).

    >>> project(np.array([[4.0, -2.0], [-2.0, 2.0]]), np.eye(2)).round(12).tolist()
    [[1.0, 1.0], [0.5, 1.0]]
    """
    n, cosines = unit(gram)
    finite = np.asarray(np.isfinite(cosines).all(axis=(-2, -1)))[..., None, None]
    pulls = u * n[..., None, :]  # (..., M, K) the points, in unit gradients
    added = _walk(np.where(finite, cosines, 0.0)[..., None, :, :], np.where(finite, pulls, 0.0))
    return np.asarray(np.where(finite, u + divide(added, n[..., None, :]), np.nan))


def _walk(cosines: Array, pulls: Array) -> Array:
    """(..., M, K) what is added to the pulls (..., M, K), each along its unit gradient; cosines are (..., 1, K, K)."""
    K = pulls.shape[-1]
    dots = (pulls[..., None, :] @ cosines)[..., 0, :]  # (..., M, K) u_k · point
    present = np.diagonal(cosines, axis1=-2, axis2=-1) > 0  # (..., 1, K)
    z = np.zeros_like(dots)
    active = barred = np.zeros(dots.shape, dtype=bool)
    for _ in range(MOVES * K):
        target = _perpendicular(cosines, dots, active)  # (..., M, K)
        blocking = active & (target <= 0)
        fraction = np.where(blocking, divide(z, z - target), 1.0)  # (..., M, K)
        step = fraction.min(-1, keepdims=True)  # (..., M, 1)
        dropped = blocking & (fraction <= step)
        move = step * (target - z)  # (..., M, K)
        z, active = np.where(dropped, 0.0, z + move), active & ~dropped
        noise = RESOLUTION * K * (np.abs(pulls) + z).sum(-1, keepdims=True)  # (..., M, 1)
        # One that is dropped where it came in was violated by rounding: it has to wait until the point moves.
        barred = (barred | (dropped & (step <= 0))) & (np.abs(move).max(-1, keepdims=True) <= noise)
        reach = dots + (z[..., None, :] @ cosines)[..., 0, :]  # (..., M, K), ≥ 0 where no more is to be added
        settled = ~blocking.any(-1, keepdims=True)
        violated = present & ~active & ~barred & settled & (reach < -noise)
        if not (violated.any() or blocking.any()):
            break
        active = active | _most(violated, -reach)
    return z


def _most(candidates: NDArray[np.bool_], by: Array) -> NDArray[np.bool_]:
    """(..., K): the one candidate that has most; none where there are none."""
    best = np.where(candidates, by, -np.inf).argmax(-1)[..., None] == np.arange(by.shape[-1])
    return np.asarray(candidates & best)


def _perpendicular(cosines: Array, dots: Array, active: NDArray[np.bool_]) -> Array:
    """(..., M, K) what has to be added of the active unit gradients to make the point perpendicular to them."""
    both = active[..., :, None] & active[..., None, :]
    right = np.where(active, -dots, 0.0)[..., None]  # (..., M, K, 1)
    system = np.where(both, cosines, 0.0)
    try:
        # Independent in exact arithmetic: one that depends on the others cannot be violated where they are not.
        solved = np.linalg.solve(system + (~active)[..., None] * np.eye(dots.shape[-1]), right)
    except np.linalg.LinAlgError:
        solved = pseudo_inverse(system) @ right
    return np.asarray(solved[..., 0])
