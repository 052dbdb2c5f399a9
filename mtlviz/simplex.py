"""The smallest ½ wᵀQw + bᵀw over the simplex {w ≥ 0, Σw = 1}, exact and batched.

The geometry of several gradients keeps asking this one question: their min-norm point (MGDA, the distance to Pareto
stationarity) is Q = Gram, b = 0; CAGrad adds a linear term. With few tasks the answer needs no iteration and no
tolerance: the minimiser is the stationary point of one of the 2^K − 1 faces, so try all faces and keep the best.
"""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from mtlviz.arithmetic import Array, divide

Mask = NDArray[np.bool_]

ENUMERATED = 6  # up to 63 faces; beyond, an active set walks from face to face


def minimise(Q: Array, b: Array | None = None) -> Array:
    """(..., K) weights that minimise ½ wᵀQw + bᵀw on the simplex.

    Q: (..., K, K) positive semidefinite, of any rank and scale. b: (..., K), None for zero. What is NaN in one batch
    member stays in that member.

    >>> minimise(np.array([[1.0, 0.0], [0.0, 3.0]])).tolist()
    [0.75, 0.25]
    """
    K = Q.shape[-1]
    b = np.zeros(Q.shape[:-1]) if b is None else b
    return _segment(Q, b) if K == 2 else _best_face(Q, b) if K <= ENUMERATED else _walk(Q, b)


def stationary(Q: Array, b: Array, face: Mask) -> Array:
    """(..., K) stationary point of ½ wᵀQw + bᵀw on the plane Σw = 1 through the corners of `face`; zero off the face.

    Solved in y = w·‖g‖, which makes Q a matrix of cosines: a norm ratio of 10⁶ costs no digits. The pseudo-inverse
    takes dependent (parallel, opposed, zero) gradients in its stride.
    """
    K = Q.shape[-1]
    size = np.sqrt(np.diagonal(Q, axis1=-2, axis2=-1))  # (..., K)
    longest = size.max(-1, keepdims=True)
    size = np.where(size != 0, size, np.where(longest != 0, longest, 1.0))
    shortest = np.where(face, size, np.inf).min(-1, keepdims=True)
    u = np.where(face, shortest / size, 0.0)  # (..., K), 1 for the shortest of the face
    system = np.zeros((*u.shape, K + 1))[..., :1, :].repeat(K + 1, axis=-2)  # [C −u; −uᵀ 0] [y; t] = [−ub; −1]
    system[..., :K, :K] = Q / (size[..., :, None] * size[..., None, :]) * (face[..., :, None] & face[..., None, :])
    system[..., :K, K] = system[..., K, :K] = -u
    right = np.concatenate([-u * b / shortest**2, np.full_like(shortest, -1.0)], axis=-1)  # (..., K+1)
    y = (pseudo_inverse(system, symmetric=True) @ right[..., None])[..., :K, 0]
    return np.asarray(u * y)


def pseudo_inverse(matrix: Array, symmetric: bool = False) -> Array:
    """(..., N, N) Moore–Penrose inverses; NaN for a matrix that is not finite, where numpy would give up the batch."""
    finite = np.isfinite(matrix).all(axis=(-2, -1), keepdims=True)
    return np.where(finite, np.linalg.pinv(np.where(finite, matrix, 0.0), hermitian=symmetric), np.nan)


@cache
def faces(K: int) -> Mask:
    """(2^K − 1, K): every non-empty set of corners."""
    return np.array(list(product([False, True], repeat=K))[1:])


def _segment(Q: Array, b: Array) -> Array:
    """K = 2: the clipped root of the derivative along the segment."""
    rise = Q[..., 1, 1] - Q[..., 0, 1] + b[..., 1] - b[..., 0]  # (...)
    bend = Q[..., 0, 0] + Q[..., 1, 1] - 2 * Q[..., 0, 1]  # (...)
    flat = bend <= 0  # the two points coincide: only the linear term tells them apart
    t = np.where(flat, (np.sign(rise) + 1) / 2, rise / np.where(flat, 1.0, bend))
    t = np.clip(t, 0.0, 1.0)
    return np.stack([t, 1 - t], axis=-1)  # (..., 2)


def _best_face(Q: Array, b: Array) -> Array:
    """The best of all faces' stationary points, each clipped to the simplex: all are feasible, one is optimal."""
    w = _clip(stationary(Q[..., None, :, :], b[..., None, :], faces(Q.shape[-1])))  # (..., faces, K)
    value = ((w @ Q) * w).sum(-1) / 2 + (w * b[..., None, :]).sum(-1)  # (..., faces)
    best = value.argmin(-1)[..., None, None]
    return np.take_along_axis(w, best, axis=-2)[..., 0, :]  # (..., K)


def _walk(Q: Array, b: Array) -> Array:
    """Wolfe's active set, the batch in step: go to the face's stationary point, drop what blocks, add what helps."""
    K = Q.shape[-1]
    size = np.sqrt(np.diagonal(Q, axis1=-2, axis2=-1))  # (..., K)
    w: Array = np.eye(K)[(size**2 / 2 + b).argmin(-1)]  # (..., K), the best corner
    face = w > 0
    for _ in range(20 * K):
        target = stationary(Q, b, face)  # (..., K)
        blocking = face & (target < 0)
        fraction = np.where(blocking, w / np.where(blocking, w - target, 1.0), 1.0)  # (..., K)
        step = fraction.min(-1, keepdims=True)
        w = _clip(np.where(blocking & (fraction <= step), 0.0, w + step * (target - w)))
        face = face & ~(blocking & (fraction <= step))
        slope = (Q @ w[..., None])[..., 0] + b  # (..., K)
        gain = (w * slope).sum(-1, keepdims=True) - slope  # > 0: moving towards this corner helps
        noise = 1e-13 * (size * (w * size).sum(-1, keepdims=True) + np.abs(b))
        helps = ~face & (gain > noise) & ~blocking.any(-1, keepdims=True)
        if not (helps.any() or blocking.any()):
            break
        face = face | helps & (np.where(helps, gain, -np.inf).argmax(-1)[..., None] == np.arange(K))
    return w


def _clip(w: Array) -> Array:
    """w without its negative entries, with Σw = 1."""
    w = np.maximum(w, 0.0)
    return divide(w, w.sum(-1, keepdims=True), empty=1 / w.shape[-1])
