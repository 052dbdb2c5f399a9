"""The step in a ball around the average gradient g_0 that serves the worst-served of K tasks best: CAGrad's, exact.

    max_d min_k g_k · d   with ‖d − g_0‖ ≤ κ;   its dual:   min_w f(w) = g_w · g_0 + κ ‖g_w‖,   w ≥ 0, Σ w = 1
    d = g_0 + κ g_w / ‖g_w‖,   g_w = Σ w_k g_k

f is convex. On the plane through the gradients of a face S of the hull its lowest point is known:

    g_w = A + B ‖A‖ / √(κ² − ‖B‖²)      A = the point of the plane nearest to zero,
                                         B = minus the part of g_0 along the plane; if ‖B‖ ≥ κ, f falls along B for ever

So an active set finds S, as Wolfe's does for the shortest vector (hull.py): go there, drop what becomes negative, add
the task that d serves worse than those of S. f falls with every move, so no face comes twice.

Where a convex combination of the gradients is zero, no step serves all tasks, and all steps of the ball that hurt none
are equally good: the one nearest to g_0 is taken. If there is none, the same walk starts below f = 0 and stays there.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mtlviz import hull
from mtlviz.arithmetic import RESOLUTION, Array, divide
from mtlviz.solvers import cone, span

MOVES = 20  # most moves for each task


def step(gram: Array, kappa: Array) -> Array:
    """(..., K) weights of d − g_0 for gradients with this Gram (..., K, K) and a ball of radius kappa (..., 1)."""
    K = gram.shape[-1]
    F, n = span.factor(gram), np.sqrt(np.diagonal(gram, axis1=-2, axis2=-1))  # gradients (..., K, K), (..., K)
    back = cone.project(gram, np.full((1, K), 1 / K))[..., 0, :] - 1 / K  # (..., K) to the nearest harmless step
    harmless = length(F, back) <= kappa  # (..., 1)
    shortest = hull.min_norm_weights(gram)
    square = (shortest * (gram @ shortest[..., None])[..., 0]).sum(-1, keepdims=True)
    many = harmless & (square <= RESOLUTION * K * (shortest * n).sum(-1, keepdims=True) ** 2)  # (..., 1), as above
    start = np.where(harmless, shortest, divide(back, back.sum(-1, keepdims=True)))
    gram, F = (np.where(many[..., None], np.eye(K), x) for x in (gram, F))  # nothing to walk for
    w = _walk(gram, F, kappa, np.where(many, 1 / K, start))
    return np.asarray(np.where(many, back, w * divide(kappa, length(F, w))))


def length(F: Array, w: Array) -> Array:
    """(..., 1) ‖w @ F‖, right even where large weights of nearly equal gradients cancel."""
    return np.asarray(np.sqrt(np.square(w[..., None, :] @ F).sum(-1)))


def _walk(gram: Array, F: Array, kappa: Array, w: Array) -> Array:
    """(..., K) the w of lowest f, from a w (..., K), the batch in step."""
    K, b = gram.shape[-1], gram.mean(-1)  # (..., K) g_k · g_0
    n = np.sqrt(np.diagonal(gram, axis1=-2, axis2=-1))  # (..., K)
    face = w > 0
    barred = np.zeros(face.shape, dtype=bool)
    for _ in range(MOVES * K):
        way, far = _down(gram, F, kappa, w, face)  # (..., K), (..., 1)
        room = np.where(face & (way < 0), divide(w, -way), np.inf)  # (..., K) how far each can go
        blocking = room < far
        part = np.minimum(room.min(-1, keepdims=True), far)  # (..., 1)
        part = np.where(np.isfinite(part), part, 0.0)
        dropped = blocking & (room <= part)
        move = part * way
        w, face = np.where(dropped, 0.0, np.maximum(w + move, 0.0)), face & ~dropped
        w = divide(w, w.sum(-1, keepdims=True))
        barred = (barred | (dropped & (part <= 0))) & (np.abs(move).max(-1, keepdims=True) <= RESOLUTION * K)
        along = divide(kappa, length(F, w))  # (..., 1) κ / ‖g_w‖
        reach = b + along * (gram @ w[..., None])[..., 0]  # (..., K) g_k · d, all equal on a face that is right
        gain = (w * reach).sum(-1, keepdims=True) - reach
        noise = RESOLUTION * K * n * (n.mean(-1, keepdims=True) + along * (w * n).sum(-1, keepdims=True))
        helps = ~face & ~barred & ~blocking.any(-1, keepdims=True) & (gain > noise)
        if not (helps.any() or blocking.any()):
            break
        face = face | (helps & (np.where(helps, gain, -np.inf).argmax(-1)[..., None] == np.arange(K)))
    return w


def _down(gram: Array, F: Array, kappa: Array, w: Array, face: NDArray[np.bool_]) -> tuple[Array, Array]:
    """(..., K) the way from w to the lowest f on the plane of the face, and (..., 1) how far to go: 1, or for ever."""
    A = hull.nearest(gram, np.zeros(gram.shape[-1]), face)  # (..., K)
    B = hull.nearest(gram, -gram.mean(-1), face) - A  # (..., K), from A to the point nearest to −g_0
    room = kappa**2 - length(F, B) ** 2  # (..., 1)
    bounded = room > 0
    to = A + B * divide(length(F, A), np.sqrt(np.where(bounded, room, 1.0)))
    return np.where(bounded, to - w, B), np.where(bounded, 1.0, np.inf)
