"""UPGrad, "unconflicting projection": make each gradient harmless to all tasks, then average.

Paper: Quinton & Rey, "Jacobian Descent for Multi-Objective Optimization", arXiv 2406.16232, 2024, eq. 5.

    d = (1/K) Σ π(g_i),   π(x) = the point nearest to x in the dual cone {d : d · g_k ≥ 0 for all k}
    two tasks in conflict: π(g_1) = g_1 − (c/b) g_2,  π(g_2) = g_2 − (c/a) g_1: half of PCGrad

Fixes: direction, for any number of tasks: no task is hurt, and d = 0 only where no direction helps all.
Fails: it never balances norms: while no two gradients conflict it is the plain average.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mtlviz.arithmetic import divide
from mtlviz.methods.base import Array, Info, Method, Observation
from mtlviz.solvers import cone


@dataclass
class UPGrad(Method):
    """A zero gradient sets no condition and adds nothing."""

    info = Info(
        title="UPGrad",
        equation=(
            r"d = \tfrac1K \sum_i \pi(g_i), \qquad "
            r"\pi(x) = \operatorname*{argmin}_{d:\; d \cdot g_k \ge 0\, \forall k} \lVert d - x \rVert"
        ),
        paper="Quinton & Rey 2024, arXiv 2406.16232",
        fixes=(
            "Conflict, for any number of tasks: each gradient is made harmless to all others before they are averaged."
        ),
        fails=(
            "It does not balance norms: while the gradients agree it is the plain average, and a 100 times larger "
            "gradient decides the step. With two tasks it is half of PCGrad."
        ),
        balances=("direction",),
        promises=("harmless", "order", "equal", "still"),
        checked="KKT conditions to 1e-8 for K ≤ 32; quadprog; half of PCGrad at K = 2; TorchJD’s with reg_eps=1e-12",
    )

    def contributions(self, observation: Observation) -> Array:
        """(..., K, K): row i is π(g_i) / K in terms of the gradients."""
        gram, K = observation.gram, observation.tasks
        if K > 2:
            return cone.project(gram, np.eye(K)) / K
        opposed = np.minimum(gram[..., 0, 1], 0.0)[..., None]  # (..., 1) c, if in conflict
        taken = divide(opposed, np.stack([gram[..., 1, 1], gram[..., 0, 0]], axis=-1))  # (..., 2) c/b, c/a
        return np.asarray(np.eye(2) - taken[..., None] * np.array([[0.0, 1.0], [1.0, 0.0]])) / 2
