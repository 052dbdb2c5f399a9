"""CAGrad, conflict-averse descent: near the average gradient, the step that serves the worst-served task best.

Paper: Liu et al., "Conflict-Averse Gradient Descent for Multi-task learning", NeurIPS 2021, arXiv 2110.14048.

    max_d min_k g_k · d   with ‖d − g_0‖ ≤ κ,   g_0 = mean of the gradients,   κ = c ‖g_0‖

Two tasks (the paper's dual): d = g_0 + κ g_x/‖g_x‖, where x minimises g_x·g_0 + κ‖g_x‖ over g_x = x g_1 + (1−x) g_2.
More tasks: let S be the worst-served ones at the optimum, with the same g_k · d for all of them. Then

    d = g_0 + B + √(κ² − ‖B‖²) · A/‖A‖      A = the point nearest to zero on the plane through {g_k : k ∈ S},
                                            B = minus the part of g_0 along that plane

For any S such a d is in the ball, and for the right S it is the optimum: try all, keep the best. d is not rescaled.

Fixes: mainly direction: the worst-off task gets more of the step. c = 0 is the plain average; as c → 1 nobody is hurt.
Fails: with c < 1 a task can still be hurt, and length is hardly touched: g_0 belongs to the longest gradient.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mtlviz import geometry, hull
from mtlviz.arithmetic import divide
from mtlviz.methods.base import Array, Info, Observation, Range, Weighting, check_range
from mtlviz.solvers import span

MOST = 12  # tasks: 4,095 sets


@dataclass
class CAGrad(Weighting):
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
        ranges={
            "c": Range(0.0, 0.99, "Radius of the ball around the average gradient, as a part of that gradient’s norm."),
        },
        balances=("direction",),
        promises=("order", "equal"),
        checked="duality gap to 1e-8 for K = 2 … 6; the closed form against all sets of tasks; TorchJD's CAGrad",
    )

    def __post_init__(self) -> None:
        check_range("c", self.c, 0, np.nextafter(1, 0))

    def weights(self, observation: Observation) -> Array:
        """(..., K) weights. Where several d are optimal (zero or opposed gradients) it is one of them."""
        gram, K = observation.gram, observation.tasks
        if K > MOST:
            raise ValueError(f"CAGrad got {K} tasks; expected at most {MOST}, because it tries all sets of tasks")
        kappa = self.c * geometry.update_norm(gram, np.full(gram.shape[:-1], 1 / K))[..., None]  # (..., 1)
        step = _closed_form(gram, kappa) if K == 2 else _best_of_all_sets(gram, kappa)  # (..., K)
        return 1 / K + step


def _closed_form(gram: Array, kappa: Array) -> Array:
    """(..., 2) weights of d − g_0 = κ g_x/‖g_x‖."""
    a, b, c = gram[..., 0, 0], gram[..., 1, 1], gram[..., 0, 1]
    A, p = a + b - 2 * c, (a - b) / 2  # ‖g_1 − g_2‖², (g_1 − g_2) · g_0
    D = np.maximum(divide(a * b - c**2, A), 0.0)  # squared distance from zero to the line g_1 g_2
    room = A * kappa[..., 0] ** 2 - p**2
    x = divide(b - c, A) - p * np.sqrt(divide(D, A * np.maximum(room, 0.0)))
    shorter = (1 - np.sign(p)) / 2  # all on the shorter gradient, where there is no room
    x = np.where(room > 0, np.minimum(np.maximum(x, 0.0), 1.0), shorter)
    return _scaled(gram, np.stack([x, 1 - x], axis=-1), kappa)


def _best_of_all_sets(gram: Array, kappa: Array) -> Array:
    """(..., K) weights of d − g_0 for the best set S of tasks."""
    K = gram.shape[-1]
    G = span.factor(gram)[..., None, :, :]  # (..., 1, K, K) vectors, whose lengths keep what squares lose
    gram, kappa = gram[..., None, :, :], kappa[..., None, :]  # (..., 1, K, K), (..., 1, 1)
    S = hull.faces(K)  # (sets, K)
    A = hull.nearest(gram, np.zeros(K), S)  # (..., sets, K)
    B = hull.nearest(gram, -gram.mean(-1), S) - A  # (..., sets, K), from A to the point nearest to −g_0
    room = kappa**2 - _length(G, B) ** 2  # (..., sets, 1)
    step = np.where(room < 0, 0.0, B + _scaled(gram, A, np.sqrt(np.maximum(room, 0.0))))  # (..., sets, K)
    length = _length(G, step)
    step = np.where(length > kappa, step * divide(kappa, length), step)  # rounding of an A near zero stays in the ball
    worst = ((1 / K + step)[..., None, :] @ gram)[..., 0, :].min(-1)  # (..., sets) the smallest g_k · d
    return np.take_along_axis(step, worst.argmax(-1)[..., None, None], axis=-2)[..., 0, :]


def _scaled(gram: Array, w: Array, length: Array) -> Array:
    """(..., K) multiples of the weights w that give their update a length (..., 1); zero if it has none."""
    return np.asarray(w * divide(length, geometry.update_norm(gram, w)[..., None]))


def _length(G: Array, w: Array) -> Array:
    """(..., sets, 1) ‖w @ G‖, right even where large weights of nearly equal gradients cancel."""
    return np.asarray(np.sqrt(np.square(w[..., None, :] @ G).sum(-1)))
