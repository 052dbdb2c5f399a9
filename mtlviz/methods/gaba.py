"""GABA, gradient-aware balancing: the task with the large gradient gets the small weight.

Source: *Gradient-Aware Multi-Task Learning for Predictive Maintenance*, ch. 4, sections 17–20 (book-ai.org), which
reports it as “Zhou et al. 2025”; that paper was not found in public. With n_k = ‖g_k‖:

    S   = Σ n_k
    λ_k = (S − n_k) / ((K−1) S)              two tasks: λ_1 = n_2 / (n_1 + n_2)
    λ̂_k ← β λ̂_k + (1−β) λ_k                  starts at 1/K; rests there during the warm-up (the book leaves this open)
    w_k = max(λ̂_k, floor) / Σ_j max(λ̂_j, floor)

Fixes: the difference in norm, without a new parameter to learn.
Fails: the floor keeps it from balancing beyond (1−floor)/floor = 19×: at 500×, at rest, the large gradient still pulls
25 times harder (26.3 when the floor is reached, after about 330 steps from equal weights), so the small task is hurt
as soon as the cosine is below −1/25. On the app's turbofans (Adam 0.01, 2,000 steps, 3 seeds) one task pulls more than
10 times harder than the other in 96 % of the steps, 46 times in the median; with equal weights it is 820 times. The
floor comes before the renormalisation, so a weight can end below it, at 0.05/1.05 = 0.0476. The step shrinks to about
the small gradient's norm: SGD slows down, Adam hides it. With three or more tasks no weight exceeds 1/(K−1) before the
floor.
Without floor, memory and warm-up two tasks get the angle bisector: that is IMTL-G, and it stands still at 180°.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil

import numpy as np

from mtlviz import geometry
from mtlviz.arithmetic import divide
from mtlviz.methods.base import Array, Info, Observation, Range, Weighting, check_range, remembered
from mtlviz.methods.book import book


@dataclass
class GABA(Weighting):
    """Warm-up counts `observation.step`, the step of the training, not the age of this object."""

    floor: float = 0.05
    beta: float = 0.99  # how much of the running average is kept
    warmup: int = 100  # steps of equal weights at the start of training
    keep_length: bool = False  # stretch the update to the norm of the equal-weight one
    _average: Array | None = field(default=None, init=False, repr=False, compare=False)  # λ̂ (..., K)

    info = Info(
        title="GABA",
        equation=(
            r"\lambda_k = \frac{S - n_k}{(K-1)\,S}, \quad S = \sum_j n_j, \qquad "
            r"\hat\lambda_k \leftarrow \beta\hat\lambda_k + (1-\beta)\lambda_k, \qquad "
            r"w_k = \frac{\max(\hat\lambda_k, \mathrm{floor})}{\sum_j \max(\hat\lambda_j, \mathrm{floor})}"
        ),
        paper=book("17–20"),
        fixes="One gradient is much larger than the other: the larger its norm, the smaller its weight.",
        fails=(
            "The imbalance gets smaller, it does not vanish: the floor stops it at a ratio of 19. At 500× the large "
            "gradient still pulls 25 times harder at rest (from about step 330 on), and the other task is hurt from "
            "92.3° on (cosine below −1/25); at 50× it is hurt from 113.1° on. It ignores direction and makes the step "
            "smaller."
        ),
        note="The average rests during the warm-up: this app’s choice.",
        needs=("gram", "history"),
        heads="w_k",
        ranges={
            "floor": Range(0.0, 0.5, "Smallest weight before the weights are scaled to sum 1; 0.05 is the book’s."),
            "beta": Range(0.0, 0.999, "How much of the running average of the weights is kept at each step."),
            "warmup": Range(0, 500, "Number of steps with equal weights at the start of training.", whole=True),
            "keep_length": Range(0, 1, "Give the update the norm that equal weights would give it.", whole=True),
        },
        balances=("gradient norm",),
        promises=("order", "equal"),
        checked=(
            "the book’s formulas and what follows from them: 0.0476, 5.05× at 100×, 25.05× at 500×; the bisector "
            "without floor"
        ),
    )

    def __post_init__(self) -> None:
        check_range("floor", self.floor, 0, 1)
        check_range("beta", self.beta, 0, 1)
        check_range("warmup", self.warmup, 0, np.inf)

    def weights(self, observation: Observation) -> Array:
        """(..., K) weights. Gradients that are all zero count as balanced."""
        self.advance(observation, 1)
        equal = np.full(observation.shape, 1 / observation.tasks)  # (..., K)
        if observation.step < self.warmup:
            return equal
        assert self._average is not None  # just made
        w = np.maximum(self._average, self.floor)
        w = w / w.sum(-1, keepdims=True)  # (..., K)
        return np.asarray(w * _stretch(observation.gram, w, equal)) if self.keep_length else w

    def advance(self, observation: Observation, steps: int, losses: Array | None = None) -> None:
        """See the same gradients `steps` times: what the average lacks of λ shrinks by β each time."""
        del losses
        K = observation.tasks
        average = self._average = remembered(self._average, np.full(observation.shape, 1 / K))  # (..., K)
        steps -= ceil(max(0, min(steps, self.warmup - observation.step)))
        if not steps:
            return
        n = geometry.norms(observation.gram)  # (..., K)
        others = n @ (1 - np.eye(K))  # (..., K) S − n_k, without cancellation
        raw = divide(others, (K - 1) * n.sum(-1, keepdims=True), empty=1 / K)  # (..., K)
        raw = np.where(np.isnan(raw), average, raw)  # a step without numbers teaches nothing
        kept = self.beta**steps
        self._average = kept * average + (1 - kept) * raw

    def reset(self) -> None:
        """Back to equal weights."""
        self._average = None


def _stretch(gram: Array, w: Array, equal: Array) -> Array:
    """(..., 1) factor that gives the update of w the norm of the equal-weight update; 1 where w's update is zero."""
    return np.asarray(divide(geometry.update_norm(gram, equal), geometry.update_norm(gram, w), empty=1.0))[..., None]
