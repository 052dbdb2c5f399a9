"""The same problems by brute force, all sets of tasks tried: slow, plain, and proved by nothing but their number."""

from __future__ import annotations

from itertools import product

import numpy as np

from mtlviz import hull
from mtlviz.arithmetic import divide
from mtlviz.solvers import span


def nearest_in_cone(gram, u):
    """(K,) weights of the point of the dual cone nearest to u @ G: the set that violates the conditions least."""
    K = len(gram)
    n, cosines = span.unit(gram)
    S = np.array(list(product([False, True], repeat=K)))  # (sets, K)
    inverse = span.pseudo_inverse(cosines * (S[:, :, None] & S[:, None, :]))  # (sets, K, K)
    dots = cosines @ (u * n)
    added = -(dots @ inverse)  # (sets, K)
    reached = dots + added @ cosines
    reached = np.where(S, np.abs(reached), -reached)
    best = np.maximum(reached, -added).max(-1).argmin()
    return u + divide(np.maximum(added[best], 0.0), n)


def best_in_ball(G, radius):
    """(N,) the d in the ball around the mean gradient whose smallest g_k · d is largest: the best of all sets S.

    With S the worst-served, d = g_0 + B + √(radius² − ‖B‖²) A/‖A‖, A the point nearest to zero on the plane through
    S and B minus the part of g_0 along that plane.
    """
    g_0, gram, best = G.mean(0), G @ G.T, G.mean(0)
    for face in hull.faces(len(G)):
        A = hull.nearest(gram, np.zeros(len(G)), face) @ G
        B = hull.nearest(gram, -gram.mean(-1), face) @ G - A
        room = radius**2 - B @ B
        if room < 0:
            continue
        away = B + np.sqrt(room) * divide(A, np.linalg.norm(A))
        away *= min(1.0, float(divide(np.array(radius), np.linalg.norm(away), empty=1.0)))
        if (G @ (g_0 + away)).min() > (G @ best).min():
            best = g_0 + away
    return best
