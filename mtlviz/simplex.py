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

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

ENUMERATED = 6  # up to 63 faces; beyond, an active set walks from face to face


def minimise(quadratic: Array, linear: Array | None = None) -> Array:
    """(..., K) weights that minimise ½ wᵀQw + bᵀw on the simplex.

    quadratic: (..., K, K) positive semidefinite, of any rank and scale. linear: (..., K), None for zero.
    Where an entry is not finite, the weights are NaN and their neighbours in the batch are untouched.

    >>> minimise(np.array([[1.0, 0.0], [0.0, 3.0]])).tolist()
    [0.75, 0.25]
    """
    Q, K = quadratic, quadratic.shape[-1]
    b = np.zeros(Q.shape[:-1]) if linear is None else linear
    finite = known(Q) & known(b[..., None])  # (..., 1, 1)
    Q, b = np.where(finite, Q, np.eye(K)), np.where(finite[..., 0], b, 0.0)
    solve = _segment if K == 2 else _enumerate if K <= ENUMERATED else _walk
    return np.where(finite[..., 0], solve(Q, b), np.nan)


def known(matrix: Array) -> Mask:
    """(..., 1, 1): whether all entries of (..., M, N) are finite; the decompositions of numpy refuse NaN and inf."""
    return np.asarray(np.isfinite(matrix).all(axis=(-2, -1), keepdims=True))


def _segment(Q: Array, b: Array) -> Array:
    """K = 2: the clipped root of the derivative along the segment."""
    rise = Q[..., 1, 1] - Q[..., 0, 1] + b[..., 1] - b[..., 0]  # (...)
    bend = Q[..., 0, 0] + Q[..., 1, 1] - 2 * Q[..., 0, 1]  # (...)
    flat = bend <= 0  # the two points coincide: only the linear term tells them apart
    t = np.where(flat, (np.sign(rise) + 1) / 2, rise / np.where(flat, 1.0, bend))
    t = np.clip(t, 0.0, 1.0)
    return np.stack([t, 1 - t], axis=-1)  # (..., 2)


def _enumerate(Q: Array, b: Array) -> Array:
    """The best of all faces' stationary points, each clipped to the simplex: all are feasible, one is optimal."""
    w = _stationary(Q[..., None, :, :], b[..., None, :], _faces(Q.shape[-1]))  # (..., faces, K)
    w = _clip(w)
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
        target = np.where(face, _stationary(Q, b, face), 0.0)
        blocking = face & (target < 0)
        fraction = np.where(blocking, w / np.where(blocking, w - target, 1.0), 1.0)  # (..., K)
        step = fraction.min(-1, keepdims=True)
        w = _clip(np.where(fraction > step, w + step * (target - w), np.where(blocking, 0.0, target)))
        face = face & ~(blocking & (fraction <= step))
        slope = (Q @ w[..., None])[..., 0] + b  # (..., K)
        excess = (w * slope).sum(-1, keepdims=True) - slope  # > 0: moving towards this corner helps
        noise = 1e-13 * (size * (w * size).sum(-1, keepdims=True) + np.abs(b))
        arrived = ~blocking.any(-1, keepdims=True)
        helps = arrived & ~face & (excess > noise)
        if not (helps.any() or blocking.any()):
            break
        enters = np.where(helps, excess, -np.inf).argmax(-1)[..., None] == np.arange(K)
        face = face | (enters & helps)
    return w


def _stationary(Q: Array, b: Array, face: Mask) -> Array:
    """(..., K) stationary point of ½ wᵀQw + bᵀw on the plane Σw = 1 through the corners of `face`; zero off the face.

    Solved in y = w·‖g‖, which makes Q a cosine matrix: a norm ratio of 10⁶ costs no digits. The pseudo-inverse takes
    dependent (parallel, opposed, zero) gradients in its stride.
    """
    K = Q.shape[-1]
    size = np.sqrt(np.diagonal(Q, axis1=-2, axis2=-1))  # (..., K)
    longest = size.max(-1, keepdims=True)
    size = np.where(size > 0, size, np.where(longest > 0, longest, 1.0))
    shortest = np.where(face, size, np.inf).min(-1, keepdims=True)
    u = np.where(face, shortest / size, 0.0)  # (..., K), 1 for the shortest of the face
    system = np.zeros((*np.broadcast_shapes(Q.shape[:-2], u.shape[:-1]), K + 1, K + 1))
    system[..., :K, :K] = Q / (size[..., :, None] * size[..., None, :]) * (face[..., :, None] & face[..., None, :])
    system[..., :K, K] = system[..., K, :K] = -u
    right = np.concatenate([-u * b / shortest**2, np.broadcast_to(-1.0, (*u.shape[:-1], 1))], axis=-1)
    y = (np.linalg.pinv(system, hermitian=True) @ right[..., None])[..., :K, 0]
    return np.asarray(u * y)


def _clip(w: Array) -> Array:
    """The nearest thing to w without negative entries and with Σw = 1."""
    w = np.maximum(w, 0.0)
    total = w.sum(-1, keepdims=True)
    return np.where(total > 0, w / np.where(total > 0, total, 1.0), 1 / w.shape[-1])


@cache
def _faces(K: int) -> Mask:
    """(2^K − 1, K): every non-empty set of corners."""
    return np.array(list(product([False, True], repeat=K))[1:])
