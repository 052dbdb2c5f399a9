"""MGDA, the multiple-gradient descent algorithm: step along the shortest vector between the gradients.

Paper: Sener & Koltun, "Multi-Task Learning as Multi-Objective Optimization", NeurIPS 2018, arXiv 1810.04650;
Désidéri 2012 before it.

    w = argmin ‖Σ w_k g_k‖²,  w ≥ 0, Σ w_k = 1;   d = Σ w_k g_k
    two tasks: w = (t, 1−t),  t = clip((b − c) / (a + b − 2c), 0, 1),  a = ‖g_1‖², b = ‖g_2‖², c = g_1·g_2

Fixes: direction: d·g_k ≥ ‖d‖² for every task, so none is hurt; d = 0 exactly where no direction helps all.
Fails: the shortest vector lies at the short gradient: at 100× the step is almost the small task's alone, and tiny. A
task that is nearly learnt (a gradient near zero) stops all the others.
"""

from __future__ import annotations

from dataclasses import dataclass

from mtlviz import geometry
from mtlviz.methods.base import Array, Info, Observation, Weighting


@dataclass
class MGDA(Weighting):
    """The gradients enter as they are, without normalisation."""

    info = Info(
        title="MGDA",
        equation=r"w = \operatorname*{argmin}_{w \ge 0,\; \sum_k w_k = 1} \Big\lVert \sum_k w_k\, g_k \Big\rVert^2",
        paper="Sener & Koltun 2018 (NeurIPS), arXiv 1810.04650",
        fixes="Conflict: its step hurts no task, and it is zero only where no direction helps all tasks.",
        fails=(
            "It follows the shortest gradient: with lengths 100 to 1 the step is nearly the short one alone, and tiny. "
            "A task that has finished learning stops all the others."
        ),
        balances=("direction",),
        promises=("harmless", "order", "equal", "still"),
        checked="KKT conditions to 1e-8 for K = 2 … 9; TorchJD's MGDA",
    )

    def weights(self, observation: Observation) -> Array:
        """(..., K) weights."""
        return geometry.min_norm_weights(observation.gram)
