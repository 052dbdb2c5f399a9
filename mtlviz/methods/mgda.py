"""MGDA, the multiple-gradient descent algorithm: step along the shortest vector between the gradients.

Paper: Sener & Koltun, "Multi-Task Learning as Multi-Objective Optimization", NeurIPS 2018, arXiv 1810.04650;
Désidéri 2012 before it.

    w = argmin ‖Σ w_k g_k‖²,  w ≥ 0, Σ w_k = 1;   d = Σ w_k g_k
    two tasks: w = (t, 1−t),  t = clip((b − c) / (a + b − 2c), 0, 1),  a = ‖g_1‖², b = ‖g_2‖², c = g_1·g_2

Fixes: direction: d·g_k ≥ ‖d‖² for every task, so none is hurt; d = 0 exactly where no direction helps all.
Fails: the shortest vector lies at the small gradient: at 100× the step is almost the small task's alone, and tiny. A
task that is nearly learnt (a gradient near zero) stops all the others.
Normalised, the same for the unit gradients u_k: d = Σ w_k u_k. With two tasks that is half of u_1 + u_2, the bisector.
It is an option of the authors' code, "not included in the paper"; there the weights are then applied to the losses as
they are, in LibMTL, as here, to the normalised gradients.
"""

from __future__ import annotations

from dataclasses import dataclass

from mtlviz import geometry
from mtlviz.arithmetic import divide
from mtlviz.methods.base import Array, Info, Observation, Range, Weighting
from mtlviz.solvers import span


@dataclass
class MGDA(Weighting):
    """A zero gradient stops all, normalised or not."""

    normalised: bool = False  # divide each gradient by its norm first

    info = Info(
        title="MGDA",
        equation=r"w = \operatorname*{argmin}_{w \ge 0,\; \sum_k w_k = 1} \Big\lVert \sum_k w_k\, g_k \Big\rVert^2",
        paper="Désidéri 2012, Comptes Rendus Mathématique 350; Sener & Koltun 2018 (NeurIPS), arXiv 1810.04650",
        fixes="Conflict: its step hurts no task, and it is zero only where no direction helps all tasks.",
        fails=(
            "It follows the smallest gradient: with norms 100 to 1 the step is nearly the small one alone, and tiny. "
            "A task that has finished learning stops all the others."
        ),
        note="Many programs normalise the gradients first: a switch here, off as in the paper.",
        ranges={"normalised": Range(0, 1, "Divide each gradient by its norm first, as many programs do.", whole=True)},
        balances=("direction",),
        promises=("harmless", "order", "equal", "still"),
        checked="KKT conditions to 1e-8 for K = 2 … 9; TorchJD’s MGDA",
    )

    def weights(self, observation: Observation) -> Array:
        """(..., K) weights."""
        if not self.normalised:
            return geometry.min_norm_weights(observation.gram)
        n, cosines = span.unit(observation.gram)
        return divide(geometry.min_norm_weights(cosines), n)
