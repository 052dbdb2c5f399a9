"""IMTL-L, impartial losses: learn a factor for each loss until all products are 1.

Paper: Liu et al., "Towards Impartial Multi-task Learning", ICLR 2021 (openreview IMPnRXEWpvr), section 3.2. With s
from 0:

    min_s Σ e^(s_k) L_k − s_k,   w_k = e^(s_k)          at rest w_k = 1/L_k

Fixes: the scale of the losses. Uncertainty weighting does the same with another constant (at rest 1/(2 L_k)).
Fails: it looks at losses, not at gradients: a task that is nearly learnt gets an ever larger weight, and a loss that
can be negative has no rest at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from mtlviz.methods.base import Array, Info, Observation, Range, Weighting, check_range, losses_of, remembered
from mtlviz.solvers.adam import Adam


@dataclass
class IMTLL(Weighting):
    """s moves by Adam, the model's default optimiser. A loss that is not above 0 has no best factor: its s stays."""

    lr: float = 0.025  # learning rate of s
    _s: Array | None = field(default=None, init=False, repr=False, compare=False)  # (..., K)
    _adam: Adam = field(default_factory=Adam, init=False, repr=False, compare=False)

    info = Info(
        title="IMTL-L",
        equation=r"\min_s \sum_k e^{s_k} L_k - s_k, \qquad w_k = e^{s_k} \;\to\; \frac{1}{L_k}",
        paper="Liu et al. 2021 (ICLR), openreview IMPnRXEWpvr (no arXiv version)",
        fixes="Losses of different scale: it learns a factor for each until all weighted losses are 1.",
        fails=(
            "It never looks at a gradient, and equal losses need not have equal gradients. A task that is nearly "
            "learnt gets an ever larger weight; hundreds of steps pass before the factors fit, or thousands."
        ),
        note=(
            "The paper’s full method, IMTL, balances the losses with IMTL-L first and their gradients with IMTL-G then."
        ),
        needs=("losses", "history"),
        heads="w_k",
        ranges={"lr": Range(0.001, 0.2, "Learning rate of the factors’ logarithms.", log=True)},
        balances=("loss scale",),
        promises=("order", "equal"),
        checked="torch.autograd and torch.optim.Adam on the paper’s objective; 1/L at rest",
    )

    def __post_init__(self) -> None:
        check_range("lr", self.lr, 0, np.inf)

    def weights(self, observation: Observation) -> Array:
        """(..., K) weights. ValueError without losses."""
        L = losses_of(self, observation)  # (..., K)
        s = remembered(self._s, np.zeros_like(L))  # (..., K)
        w = np.exp(s)
        self._s = s + self._adam.step(np.where(L > 0, w * L - 1, 0.0), self.lr)
        return w

    def reset(self) -> None:
        """Back to s = 0."""
        self._s, self._adam = None, Adam()
