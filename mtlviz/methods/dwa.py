"""DWA, dynamic weight average: a task whose loss falls more slowly than the others' gets a larger weight.

Paper: Liu, Johns & Davison, "End-to-End Multi-Task Learning with Attention", CVPR 2019, arXiv 1803.10704, eq. 7:

    w_k(e) = K · softmax_k(r_k / T),   r_k = L_k(e−1) / L_k(e−2),   L_k(e) = mean loss of epoch e

An epoch here is a block of `epoch` steps: a method sees steps, not passes over the data. 64 is one pass over the app's
simulated turbofans at batch size 256.

Fixes: unequal learning speed, for the price of two numbers a task: no gradient is needed.
Fails: after the first epochs r_k hardly ever leaves 0.9 … 1.1, and the softmax at T = 2 makes of it weights within 5 %
of 1: it is close to equal weighting then. It looks neither at norms nor at directions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil

import numpy as np

from mtlviz.methods.base import Array, Info, Observation, Range, Weighting, check_range, losses_along, remembered


@dataclass
class DWA(Weighting):
    """Weights are 1 until two epochs are complete, and where a mean is not above 0 or not finite: such a ratio says
    nothing. Epochs count from the first observation, so a change of rule starts a new one."""

    T: float = 2.0  # temperature: the larger, the more equal
    epoch: int = 64  # steps
    _steps: int = field(default=0, init=False, repr=False, compare=False)
    _sum: Array | None = field(default=None, init=False, repr=False, compare=False)  # (..., K) of the epoch so far
    _means: tuple[Array, ...] = field(default=(), init=False, repr=False, compare=False)  # of the last two epochs

    info = Info(
        title="DWA",
        equation=(
            r"w_k(e) = K \cdot \operatorname{softmax}_k\!\big(r_k / T\big), \qquad "
            r"r_k = \frac{\bar L_k(e-1)}{\bar L_k(e-2)}"
        ),
        paper="Liu et al. 2019 (CVPR), arXiv 1803.10704",
        fixes="A task that learns more slowly than the others gets a larger weight, without looking at gradients.",
        fails=(
            "Once the losses change by only a few percent from one epoch to the next, its weights are within a few "
            "percent of each other: it is close to equal weighting, with its troubles of norm and direction. Early in "
            "training, while losses fall fast, they are further apart: by 23 to 33% in steps 128 to 191 of this app’s "
            "run (Adam at 0.01, three seeds), by a few percent only from about step 400 on."
        ),
        needs=("losses", "history"),
        heads="w_k",
        ranges={
            "T": Range(0.5, 10.0, "Temperature of the softmax: the larger, the more equal the weights."),
            "epoch": Range(1, 500, "Number of steps whose losses are averaged between changes of weights.", whole=True),
        },
        balances=("learning speed",),
        promises=("order", "equal"),
        checked="the paper’s formula over whole epochs of recorded losses",
    )

    def __post_init__(self) -> None:
        check_range("T", self.T, 1e-3, np.inf)
        check_range("epoch", self.epoch, 1, np.inf)

    def weights(self, observation: Observation) -> Array:
        """(..., K) weights with sum K. ValueError without losses."""
        self.advance(observation, 1)
        return _weights(*self._means, self.T) if len(self._means) == 2 else np.ones(observation.shape)

    def advance(self, observation: Observation, steps: int, losses: Array | None = None) -> None:
        """Sum the losses, block after block."""
        left = losses_along(self, observation, steps, losses)  # (steps, ..., K)
        total = remembered(self._sum, np.zeros(observation.shape))  # (..., K)
        while len(left):
            if self._steps >= self.epoch:
                self._means = (*self._means[-1:], total / self._steps)
                self._steps, total = 0, np.zeros_like(total)
            room = ceil(min(len(left), self.epoch - self._steps))
            block, left = left[:room], left[room:]
            self._steps, total = self._steps + len(block), total + block.sum(0)
        self._sum = total

    def reset(self) -> None:
        """Back to the start of the first epoch."""
        self._steps, self._sum, self._means = 0, None, ()


def _weights(before: Array, last: Array, T: float) -> Array:
    """(..., K) K·softmax(r/T)."""
    usable = (np.isfinite(before) & np.isfinite(last) & (before > 0) & (last > 0)).all(-1, keepdims=True)
    r = np.where(usable, last, 1.0) / np.where(usable, before, 1.0)
    z = np.exp((r - r.max(-1, keepdims=True)) / T)
    return np.asarray(r.shape[-1] * z / z.sum(-1, keepdims=True))
