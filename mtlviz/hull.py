"""Points of the convex hull of K gradients, as weights w ≥ 0 with Σw = 1, from their Gram matrix; exact and batched.

The point nearest to zero is MGDA's step, and its length is the distance to Pareto stationarity. With few tasks it needs
no iteration and no tolerance: it is the point nearest to zero on the plane through one of the hull's 2^K − 1 faces, so
try them all and keep the best. Beyond, Wolfe's active set walks from face to face (Math. Programming 11, 1976).
"""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from mtlviz.arithmetic import Array, divide

Mask = NDArray[np.bool_]

ENUMERATED = 6  # tasks: up to 63 faces


def min_norm_weights(gram: Array) -> Array:
    """(..., K) weights of the shortest vector in the hull, for gradients (..., K, K) of any rank, scale and number.

    >>> min_norm_weights(np.array([[1.0, 0.0], [0.0, 3.0]])).tolist()
    [0.75, 0.25]
    """
    K = gram.shape[-1]
    return _segment(gram) if K == 2 else _best_face(gram) if K <= ENUMERATED else _walk(gram)


def nearest(gram: Array, dots: Array, face: Mask) -> Array:
    """(..., K) weights of the point nearest to p on the plane through the gradients of `face`; dots[k] = g_k · p.

    The weights sum to 1, may be negative, and are zero off the face. Solved in y = w·‖g‖, which turns the Gram into
    cosines: a norm ratio of 10⁶ costs no digits. The pseudo-inverse takes dependent gradients in its stride.
    """
    K = gram.shape[-1]
    n = np.sqrt(np.diagonal(gram, axis1=-2, axis2=-1))  # (..., K)
    longest = n.max(-1, keepdims=True)
    n = np.where(n != 0, n, np.where(longest != 0, longest, 1.0))
    shortest = np.where(face, n, np.inf).min(-1, keepdims=True)
    u = np.where(face, shortest / n, 0.0)  # (..., K), 1 for the shortest of the face
    both = face[..., :, None] & face[..., None, :]
    system = np.zeros((*u.shape[:-1], K + 1, K + 1))  # [C −u; −uᵀ 0] [y; t] = [u·dots; −1]
    system[..., :K, :K] = both * gram / (n[..., :, None] * n[..., None, :])
    system[..., :K, K] = system[..., K, :K] = -u
    right = np.concatenate([u * dots / shortest**2, np.full_like(shortest, -1.0)], axis=-1)  # (..., K+1)
    y = (pseudo_inverse(system, symmetric=True) @ right[..., None])[..., :K, 0]
    return np.asarray(u * y)


def pseudo_inverse(matrix: Array, symmetric: bool = False) -> Array:
    """(..., N, N) Moore–Penrose inverses; NaN for a matrix that is not finite, where numpy would give up the batch."""
    finite = np.isfinite(matrix).all(axis=(-2, -1), keepdims=True)
    return np.where(finite, np.linalg.pinv(np.where(finite, matrix, 0.0), hermitian=symmetric), np.nan)


@cache
def faces(K: int) -> Mask:
    """(2^K − 1, K): every non-empty set of tasks."""
    return np.array(list(product([False, True], repeat=K))[1:])


def _segment(gram: Array) -> Array:
    """K = 2: a weight is as large as the descent on leaving the other end; none if that way is uphill."""
    a, b, c = gram[..., 0, 0], gram[..., 1, 1], gram[..., 0, 1]
    return _clip(np.stack([b - c, a - c], axis=-1))


def _best_face(gram: Array) -> Array:
    """The best of all faces' nearest points, each clipped to the hull: all are in it, one is the nearest."""
    w = _clip(nearest(gram[..., None, :, :], np.zeros(gram.shape[-1]), faces(gram.shape[-1])))  # (..., faces, K)
    best = ((w @ gram) * w).sum(-1).argmin(-1)[..., None, None]  # (..., 1, 1)
    return np.take_along_axis(w, best, axis=-2)[..., 0, :]


def _walk(gram: Array) -> Array:
    """Wolfe's active set, the batch in step: go to the face's nearest point, drop what blocks, add what helps."""
    K = gram.shape[-1]
    n = np.sqrt(np.diagonal(gram, axis1=-2, axis2=-1))  # (..., K)
    w: Array = np.eye(K)[n.argmin(-1)]  # (..., K), the best corner
    face = w > 0
    for _ in range(20 * K):
        target = nearest(gram, np.zeros(K), face)  # (..., K)
        blocking = face & (target < 0)
        fraction = np.where(blocking, w / np.where(blocking, w - target, 1.0), 1.0)  # (..., K)
        step = fraction.min(-1, keepdims=True)
        dropped = blocking & (fraction <= step)
        w, face = _clip(np.where(dropped, 0.0, w + step * (target - w))), face & ~dropped
        slope = (gram @ w[..., None])[..., 0]  # (..., K)
        gain = (w * slope).sum(-1, keepdims=True) - slope  # > 0: moving towards this corner helps
        helps = ~face & (gain > 1e-13 * n * (w * n).sum(-1, keepdims=True)) & ~blocking.any(-1, keepdims=True)
        if not (helps.any() or blocking.any()):
            break
        face = face | helps & (np.where(helps, gain, -np.inf).argmax(-1)[..., None] == np.arange(K))
    return w


def _clip(w: Array) -> Array:
    """w without its negative entries, with Σw = 1."""
    w = np.maximum(w, 0.0)
    return divide(w, w.sum(-1, keepdims=True), empty=1 / w.shape[-1])
