"""CAGrad, conflict-averse descent: near the average gradient, the step whose worst-served task is served best.

Paper: Liu et al., "Conflict-Averse Gradient Descent for Multi-task learning", NeurIPS 2021, arXiv 2110.14048.

    max_d min_k g_k · d   with ‖d − g_0‖ ≤ c ‖g_0‖,   g_0 = mean of the gradients
    dual: d = g_0 + κ g_w/‖g_w‖,  κ = c ‖g_0‖,  g_w = Σ w_k g_k,  w = argmin g_w·g_0 + κ‖g_w‖ on the simplex

Two tasks have a closed form. For more, ‖g_w‖ = min_s (‖g_w‖²/s + s)/2 turns the dual into a quadratic problem for each
τ = s/κ, and one scalar equation, ‖g_w(τ)‖ = κτ, finds the τ that counts. d is not rescaled.

Fixes: mainly direction: the worst-off task gets more of the step. c = 0 is the plain average; as c → 1 nobody is hurt.
Fails: with c < 1 a task can still be hurt, and length is hardly touched: g_0 belongs to the longest gradient.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mtlviz import geometry, simplex
from mtlviz.methods.base import Array, Info, Method, Observation, check_range, diagonal


@dataclass
class CAGrad(Method):
    """`c` is the radius of the ball around g_0, as a part of ‖g_0‖; below 1, as in the paper."""

    c: float = 0.5

    info = Info(
        title="CAGrad",
        equation=(
            r"\max_d \min_k\; g_k \cdot d \quad \text{with } \lVert d - g_0 \rVert \le c\, \lVert g_0 \rVert, \qquad "
            r"g_0 = \tfrac1K \sum_k g_k"
        ),
        paper="Liu et al. 2021 (NeurIPS), arXiv 2110.14048",
        fixes="Conflict: near the average gradient it looks for the step that serves the worst-off task best.",
        fails=(
            "It stays near the average, and the average belongs to the longest gradient, so at large ratios the other "
            "task can still be hurt. A larger c does less harm and moves further from the average."
        ),
        ranges={"c": (0.0, 0.99)},
    )

    def __post_init__(self) -> None:
        check_range("c", self.c, 0, np.nextafter(1, 0))

    def contributions(self, observation: Observation) -> Array:
        """(..., K, K): diagonal, 1/K + κ w_k/‖g_w‖."""
        gram, K = observation.gram, observation.tasks
        mean = np.full(gram.shape[:-1], 1 / K)  # (..., K)
        kappa = self.c * geometry.update_norm(gram, mean)  # (...)
        w = _two(gram, kappa) if K == 2 else _many(gram, kappa)  # (..., K)
        scale = geometry.divide(kappa, geometry.update_norm(gram, w))  # (...)
        return diagonal(mean + np.asarray(scale)[..., None] * w)


def _two(gram: Array, kappa: Array) -> Array:
    """(..., 2) minimiser (x, 1−x) of the dual, in closed form."""
    a, b, c = gram[..., 0, 0], gram[..., 1, 1], gram[..., 0, 1]
    A, p = a + b - 2 * c, (a - b) / 2  # ‖g_1 − g_2‖², (g_1 − g_2) · g_0
    D = np.maximum(geometry.divide(a * b - c**2, A), 0.0)  # squared distance of the line g_1 g_2 from 0
    room = kappa**2 * A - p**2
    inside = room > 0
    x = geometry.divide(b - c, A) - p * np.sqrt(geometry.divide(D, np.where(inside, A * room, 1.0)))
    x = np.where(inside, np.clip(x, 0.0, 1.0), (1 - np.sign(p)) / 2)  # outside: all on the shorter gradient
    return np.stack([x, 1 - x], axis=-1)


def _many(gram: Array, kappa: Array) -> Array:
    """(..., K) minimiser of the dual: bisect log τ; ‖g_w(τ)‖ − κτ changes sign once because the problem is convex."""
    mean_dot = gram.mean(-1)  # (..., K) g_k · g_0
    high = np.log(geometry.divide(geometry.norms(gram).max(-1), kappa, empty=1.0))  # ‖g_w‖ ≤ max ‖g_k‖
    low = high - 20.0
    for _ in range(50):
        tau = np.exp((low + high) / 2)  # (...)
        w = simplex.minimise(gram, tau[..., None] * mean_dot)  # (..., K)
        beyond = kappa * tau > geometry.update_norm(gram, w)
        low, high = np.where(beyond, low, (low + high) / 2), np.where(beyond, (low + high) / 2, high)
    return w
