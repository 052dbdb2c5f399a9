"""Nash-MTL: the step on which the tasks agree when they bargain.

Paper: Navon et al., "Multi-Task Learning as a Bargaining Game", ICML 2022, arXiv 2202.01017, claim 3.1.

    max_d Σ log(g_k · d)  with ‖d‖ bounded:   d = Σ α_k g_k,   Gram α = 1/α,  α > 0
    two tasks: α_k = 1 / (n_k √(1+ρ)),  ρ the cosine:   d = (u_1 + u_2) / √(1+ρ), the angle bisector

Every task gets α_k g_k · d = 1, so ‖d‖ = √K whatever the gradients are: ten times larger gradients take the same step.

Fixes: gradient norm and direction: no task is hurt, and a large gradient gets no larger say.
Fails: it never takes a smaller step, neither near the end of training nor near conflict: at 179° the weights are 80
times those at 90°, for a step that helps almost no task. The learning rate has another unit than with other methods.
"""

from __future__ import annotations

from dataclasses import dataclass

from mtlviz.methods.base import Array, Info, Observation, Weighting
from mtlviz.solvers import bargain


@dataclass
class NashMTL(Weighting):
    """Exact, not the paper's approximation. Without an agreement, at opposed gradients or a zero one, the step is zero:
    that is the paper's disagreement point."""

    info = Info(
        title="Nash-MTL",
        equation=(
            r"G G^{\top} \alpha = 1/\alpha, \quad d = \sum_k \alpha_k\, g_k, \qquad "
            r"K = 2:\; \alpha_k = \frac{1}{n_k \sqrt{1 + \rho}}"
        ),
        paper="Navon et al. 2022 (ICML), arXiv 2202.01017",
        fixes=(
            "Gradient norm and conflict: every task has the same share of the update, however large its gradient, and "
            "none is hurt."
        ),
        fails=(
            "Its step has the same norm, √K, wherever it is not zero: it does not slow down as the gradients shrink or "
            "come to oppose each other, where it helps hardly any task, and falls to zero only where no step helps "
            "every task (two: at exactly 180°). Its learning rate cannot be compared with that of other methods."
        ),
        note="This is the exact solution. The authors’ code approximates it and clips the update to norm 1.",
        balances=("gradient norm", "direction"),
        promises=("harmless", "scale", "order", "equal", "still"),
        checked="Gram·α = 1/α to 1e-8 for K = 2 … 6; its objective by random search",
    )

    def weights(self, observation: Observation) -> Array:
        """(..., K): α."""
        return bargain.solve(observation.gram)
