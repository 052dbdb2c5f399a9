"""FairGrad: the bargain with a dial: how much more the worst-served task counts.

Paper: Ban & Ji, "Fair Resource Allocation in Multi-Task Learning", ICML 2024, arXiv 2402.15638, eq. 4.

    max_d Σ (g_k · d)^(1−α) / (1−α)  with ‖d‖ bounded:   d = Σ w_k g_k,   Gram w = w^(−1/α),  w > 0

α = 1 is Nash-MTL. α → 0 is the plain sum, w = 1; as α grows, all g_k · d approach one value: the direction of MGDA.

Fixes: gradient norm and direction: no task is hurt, and α says how equal their gains must be.
Fails: near conflict the step at α = 1 keeps its length, as Nash-MTL's; above 1 it grows, below 1 it shrinks. With
α ≠ 1 the unit of one loss decides again: above 1 the small task counts more, below 1 the large one.
"""

from __future__ import annotations

from dataclasses import dataclass

from mtlviz.methods.base import Array, Info, Observation, Range, Weighting, check_range
from mtlviz.solvers import bargain


@dataclass
class FairGrad(Weighting):
    """Solved exactly. At opposed gradients or a zero one there is no solution; the step is zero, as Nash-MTL's."""

    alpha: float = 1.0

    info = Info(
        title="FairGrad",
        equation=r"G G^{\top} w = w^{-1/\alpha}, \qquad d = \sum_k w_k\, g_k",
        paper="Ban & Ji 2024 (ICML), arXiv 2402.15638",
        fixes=(
            "Gradient norm and conflict, with a dial from the plain sum (small α) over Nash-MTL (α = 1) towards MGDA "
            "(large)."
        ),
        fails=(
            "With α = 1 its step does not get smaller as the gradients come to oppose each other, short of exactly "
            "180°; with α above 1 it grows, below 1 it shrinks. With α other than 1 the scale of one loss decides "
            "again: above 1 the smaller gradient gets the larger say, below 1 the larger one."
        ),
        ranges={
            "alpha": Range(
                0.5,
                10.0,
                "How much the worst-served task counts: 1 is Nash-MTL, large values tend to MGDA.",
                log=True,
            ),
        },
        balances=("gradient norm", "direction"),
        promises=("harmless", "scale", "order", "equal", "still"),
        checked="Gram·w = w^(−1/α) to 1e-8 for K = 2 … 6 and α = 0.5 … 20; α = 1 is Nash-MTL; TorchJD’s FairGrad",
    )

    def __post_init__(self) -> None:
        check_range("alpha", self.alpha, 0.5, 20)

    def weights(self, observation: Observation) -> Array:
        """(..., K) weights."""
        return bargain.solve(observation.gram, float(self.alpha))
