"""Uncertainty weighting: each loss is divided by a learnt scale, and large scales cost something.

Paper: Kendall, Gal & Cipolla, "Multi-Task Learning Using Uncertainty to Weigh Losses", CVPR 2018, arXiv 1705.07115,
eq. 7–10. With s_k = log σ_k², learnt from 0:

    min_s Σ f_k e^(−s_k) L_k + ½ s_k,   w_k = f_k e^(−s_k)          f_k = ½ for a squared error, 1 for a cross-entropy

At rest w_k = 1 / (2 L_k), whatever f_k is: it decides where the weight starts, not where it goes. In the app RUL
is task 0 and has a squared error, `regression=(0,)` (mtlviz/recipes.py); the default says nothing about the tasks.

Fixes: the scale of the losses: a loss that is always 1,000 times larger counts no more than the others.
Fails: it looks at losses, not at gradients: a task that is nearly learnt gets an ever larger weight. The scales learn
at their own rate, so early steps are as unbalanced as plain ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import numpy as np

from mtlviz.methods.base import Array, Info, Observation, Range, Weighting, check_range, losses_of, remembered
from mtlviz.solvers.adam import Adam


@dataclass
class UncertaintyWeighting(Weighting):
    """s moves by Adam, the model's default optimiser. A loss that is not above 0 has no best scale: its s stays."""

    regression: tuple[int, ...] = ()  # the tasks with a squared error
    lr: float = 0.025  # learning rate of s
    _s: Array | None = field(default=None, init=False, repr=False, compare=False)  # (..., K)
    _adam: Adam = field(default_factory=Adam, init=False, repr=False, compare=False)

    info = Info(
        title="Uncertainty weighting",
        equation=r"\min_s \sum_k f_k\, e^{-s_k} L_k + \tfrac12 s_k, \qquad w_k = f_k\, e^{-s_k}",
        paper="Kendall et al. 2018 (CVPR), arXiv 1705.07115",
        fixes="Losses of different scale: it learns how large each loss usually is, and divides by it.",
        fails=(
            "It never looks at a gradient. A task that is nearly learnt has a small loss, so its weight keeps growing; "
            "and the scales need hundreds of steps before they balance, thousands where losses are 1,000 times apart."
        ),
        needs=("losses", "history"),
        heads="w_k",
        ranges={"lr": Range(0.001, 0.2, "Learning rate of the losses’ log-variances.", log=True)},
        balances=("loss scale",),
        promises=("order", "equal"),
        checked="torch.autograd and torch.optim.Adam on the paper’s objective; 1/(2L) at rest",
    )

    def __post_init__(self) -> None:
        check_range("lr", self.lr, 0, np.inf)
        if not all(isinstance(k, int) and k >= 0 for k in self.regression):
            raise ValueError(f"regression is {self.regression!r}; expected the indices of tasks, counted from 0")

    def weights(self, observation: Observation) -> Array:
        """(..., K) weights. ValueError without losses."""
        L = losses_of(self, observation)  # (..., K)
        f = _factors(self.regression, observation.tasks)  # (K,)
        s = remembered(self._s, np.zeros_like(L))  # (..., K)
        w = f * np.exp(-s)
        self._s = s + self._adam.step(np.where(L > 0, 0.5 - w * L, 0.0), self.lr)
        return w

    def reset(self) -> None:
        """Back to s = 0."""
        self._s, self._adam = None, Adam()


@cache
def _factors(regression: tuple[int, ...], K: int) -> Array:
    return np.where(np.isin(np.arange(K), regression), 0.5, 1.0)
