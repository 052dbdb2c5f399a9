"""DualProj: average first, then make the average harmless.

Paper: Lopez-Paz & Ranzato, "Gradient Episodic Memory for Continual Learning", NeurIPS 2017, arXiv 1706.08840, eq. 11;
as a rule for tasks on a par: Quinton & Rey 2024, arXiv 2406.16232, section 4.

    d = π(g_0),   g_0 = mean of the gradients,   π(x) = the point nearest to x in {d : d · g_k ≥ 0 for all k}
    two tasks, g_0 · g_2 < 0:   d = g_0 − (g_0 · g_2 / b) g_2, perpendicular to g_2

Fixes: direction: no task is hurt.
Fails: the average belongs to the largest gradient; where it conflicts with a small one, that task is merely ignored:
the step is perpendicular to its gradient.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mtlviz.arithmetic import divide
from mtlviz.methods.base import Array, Info, Observation, Weighting
from mtlviz.solvers import cone


@dataclass
class DualProj(Weighting):
    """A zero gradient sets no condition."""

    info = Info(
        title="DualProj",
        equation=(
            r"d = \operatorname*{argmin}_{d:\; d \cdot g_k \ge 0\, \forall k} "
            r"\Big\lVert d - \tfrac1K \sum_k g_k \Big\rVert"
        ),
        paper="Lopez-Paz & Ranzato 2017 (NeurIPS), arXiv 1706.08840; Quinton & Rey 2024, arXiv 2406.16232",
        fixes="Conflict: the average gradient, with what would hurt a task taken out.",
        fails=(
            "The average belongs to the largest gradient. Where the two conflict, the smaller one’s task is just not "
            "hurt: the step is perpendicular to its gradient and does nothing for it."
        ),
        balances=("direction",),
        promises=("harmless", "order", "equal", "still"),
        checked="KKT conditions to 1e-8 for K = 2 … 32; quadprog; TorchJD’s with reg_eps = 1e-12",
    )

    def weights(self, observation: Observation) -> Array:
        """(..., K) weights."""
        gram, K = observation.gram, observation.tasks
        if K > 2:
            return cone.project(gram, np.full((1, K), 1 / K))[..., 0, :]
        against = np.minimum(gram.sum(-1) / 2, 0.0)  # (..., 2) g_0 · g_k, where negative
        return 0.5 - divide(against, np.stack([gram[..., 0, 0], gram[..., 1, 1]], axis=-1))
