"""CAGrad, conflict-averse descent: near the average gradient, the step that serves the worst-served task best.

Paper: Liu et al., "Conflict-Averse Gradient Descent for Multi-task learning", NeurIPS 2021, arXiv 2110.14048.

    max_d min_k g_k · d   with ‖d − g_0‖ ≤ κ,   g_0 = mean of the gradients,   κ = c ‖g_0‖

Its dual: d = g_0 + κ g_w/‖g_w‖, where w minimises g_w·g_0 + κ‖g_w‖ over the convex combinations g_w of the gradients.
Two tasks in closed form, more by an active set that ends exactly (mtlviz/solvers/ball.py). d is not rescaled.

Fixes: mainly direction: the worst-off task gets more of the step. c = 0 is the plain average; as c → 1 no task is hurt.
Fails: with c < 1 a task can still be hurt: with two tasks and a large ratio, beyond 90° + arcsin c, which is 120° at
c = 0.5. Norms are hardly balanced: g_0 belongs to the largest gradient.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mtlviz import geometry
from mtlviz.arithmetic import divide
from mtlviz.methods.base import Array, Info, Observation, Range, Weighting, check_range
from mtlviz.solvers import ball


@dataclass
class CAGrad(Weighting):
    """`c` is the radius of the ball around g_0, as a part of ‖g_0‖; below 1, as in the paper.

    Where no step serves all tasks (a convex combination of the gradients is zero, or one of them), many steps can be
    equally good; of those that hurt no task, the one nearest to g_0 is taken, whatever the order of the tasks.
    """

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
            "It stays near the average, which belongs to the largest gradient. At large ratios the other task is hurt "
            "once the angle exceeds 90° + arcsin c: 120° at c = 0.5. A larger c does less harm and moves further from "
            "the average."
        ),
        note="The paper’s runs use c = 0.2 and 0.4; the authors’ code divides the step by 1 + c², this one does not.",
        ranges={
            "c": Range(0.0, 0.99, "Radius of the ball around the average gradient, as a part of that gradient’s norm."),
        },
        balances=("direction",),
        promises=("order", "equal"),
        checked="duality gap to 1e-8 for K = 2 … 32; all sets of tasks; TorchJD’s CAGrad",
    )

    def __post_init__(self) -> None:
        check_range("c", self.c, 0, np.nextafter(1, 0))

    def weights(self, observation: Observation) -> Array:
        """(..., K) weights."""
        gram, K = observation.gram, observation.tasks
        kappa = self.c * geometry.update_norm(gram, np.full(gram.shape[:-1], 1 / K))[..., None]  # (..., 1)
        step = _closed_form(gram, kappa) if K == 2 else ball.step(gram, kappa)  # (..., K)
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


def _scaled(gram: Array, w: Array, length: Array) -> Array:
    """(..., K) multiples of the weights w that give their update a length (..., 1); zero if it has none."""
    return np.asarray(w * divide(length, geometry.update_norm(gram, w)[..., None]))
