"""STCH, smooth Tchebycheff scalarisation: work on the task that is worst, without jumping from one to another.

Paper: Lin et al., "Smooth Tchebycheff Scalarization for Multi-Objective Optimization", ICML 2024, arXiv 2402.19078;
for networks as in the authors' code. With f_k = log(L_k / reference_k):

    min μ K log Σ exp(f_k / μ),   hence w_k = K softmax_k(f/μ) / L_k

The reference is the mean loss of a warm-up, during which Σ log L_k is minimised, so w_k = 1/L_k. μ → 0 is the maximum:
all weight on the worst task. At μ = 1 it is Σ L_k / reference_k, scaled.

Fixes: the scale of the losses, and a task that falls behind its reference.
Fails: it looks neither at norms nor at directions; the reference is a few early batches that steer the whole run.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil

import numpy as np

from mtlviz.methods.base import (
    Array,
    Info,
    Observation,
    Range,
    Weighting,
    check_range,
    losses_along,
    losses_of,
    remembered,
)
from mtlviz.solvers.logloss import above, check_lowest


@dataclass
class STCH(Weighting):
    """The warm-up counts the observations of this object (the paper's code: epochs); its losses are measured from
    `lowest`, and count as at least 1e-8 above it."""

    mu: float = 1.0  # how smooth the maximum is
    warmup: int = 50  # steps
    lowest: tuple[float, ...] = ()  # the ideal point z*, one loss a task; () is 0
    _seen: int = field(default=0, init=False, repr=False, compare=False)
    _sum: Array | None = field(default=None, init=False, repr=False, compare=False)  # (..., K) of the warm-up's losses

    info = Info(
        title="STCH",
        equation=(
            r"\min\; \mu K \log \sum_k \exp\!\Big(\frac{f_k}{\mu}\Big), \quad "
            r"f_k = \log \frac{L_k}{L_k^{\mathrm{ref}}}, \qquad w_k = \frac{K \operatorname{softmax}_k(f/\mu)}{L_k}"
        ),
        paper="Lin et al. 2024 (ICML), arXiv 2402.19078",
        fixes="Losses of different scale, and a task that has fallen behind: the worse its loss, the larger its part.",
        fails=(
            "It never looks at a gradient. What counts as far behind is decided by the losses of a few early batches; "
            "with a small μ the weight jumps to whichever task is worst."
        ),
        needs=("losses", "history"),
        heads="w_k",
        ranges={
            "mu": Range(0.05, 5.0, "How smooth the maximum is: small values weight only the worst task.", log=True),
            "warmup": Range(1, 500, "Number of steps whose mean losses become the reference.", whole=True),
        },
        balances=("loss scale", "learning speed"),
        promises=("scale", "order", "equal"),
        checked="torch.autograd of the paper’s objective",
    )

    def __post_init__(self) -> None:
        check_range("mu", self.mu, 1e-3, np.inf)
        check_range("warmup", self.warmup, 1, np.inf)
        check_lowest(self.lowest)

    def weights(self, observation: Observation) -> Array:
        """(..., K) weights. ValueError without losses."""
        L = above(losses_of(self, observation), self.lowest)  # (..., K)
        if self._seen < self.warmup:
            self.advance(observation, 1)
            return 1 / L
        total = remembered(self._sum, np.zeros_like(L))
        f = np.log(L / (total / self._seen))
        z = np.exp((f - f.max(-1, keepdims=True)) / self.mu)
        return np.asarray(observation.tasks * z / z.sum(-1, keepdims=True) / L)

    def advance(self, observation: Observation, steps: int, losses: Array | None = None) -> None:
        """What is left of the warm-up sums the losses; later steps leave nothing."""
        steps = ceil(max(0, min(steps, self.warmup - self._seen)))
        L = above(losses_along(self, observation, steps, losses[:steps] if losses is not None else None), self.lowest)
        self._seen, self._sum = self._seen + len(L), remembered(self._sum, np.zeros(observation.shape)) + L.sum(0)

    def reset(self) -> None:
        """Back to the start of the warm-up."""
        self._seen, self._sum = 0, None
