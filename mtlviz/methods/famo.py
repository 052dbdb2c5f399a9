"""FAMO, fast adaptive multitask optimisation: the log-losses are to fall equally fast; losses alone tell how.

Paper: Liu et al., "FAMO: Fast Adaptive Multitask Optimization", NeurIPS 2023, arXiv 2306.03792, algorithm 1. With the
lowest losses L_min, z = softmax(ξ) and ξ from 0:

    w_k = c z_k / (L_k − L_min,k),   c so that Σ w_k = 1                        the step on Σ z_k log(L_k − L_min,k)
    ξ  ← ξ − lr · Adam(Jᵀ δ + γ ξ),   δ_k = log(L_k − L_min,k) before − after the step,   J = ∂z/∂ξ

The task whose log-loss fell most loses weight. "After" is a second forward pass on the same batch, for which a loop
calls `after_step`. The cheap way, `same_batch=False`, takes the losses of the next batch instead: no second pass, but
δ is then mostly the difference between two batches. A loop that never calls `after_step` gets the cheap way too.
Measured on the app's turbofans with Adam at 0.01, z of the RUL task after 500 steps, seeds 0 to 2: 0.58, 0.58, 0.56 on
the same batch, 0.48 each with the next, the other side of ½. The RMSE after 2,000 steps is the same (21 cycles).

Fixes: unequal learning speed of the log-losses, hence the scale of the losses too, without per-task gradients.
Fails: it looks neither at norms nor at directions; and a task whose loss comes near its lowest gets nearly all the
weight.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from mtlviz.methods.base import Array, Info, Observation, Range, Weighting, check_range, losses_of, remembered
from mtlviz.solvers.adam import Adam
from mtlviz.solvers.logloss import above, check_lowest


@dataclass
class FAMO(Weighting):
    """A loss counts as at least 1e-8 above the lowest, as in the authors' code."""

    lr: float = 0.025  # learning rate of ξ
    gamma: float = 0.01  # how strongly ξ is drawn to 0, to equal z
    lowest: tuple[float, ...] = ()  # L_min, one per task; () is 0
    same_batch: bool = True  # the fall of the losses is measured on the same batch, as in the paper
    _xi: Array | None = field(default=None, init=False, repr=False, compare=False)  # (..., K)
    _log: Array | None = field(default=None, init=False, repr=False, compare=False)  # (..., K) log-losses of last step
    _adam: Adam = field(default_factory=Adam, init=False, repr=False, compare=False)

    info = Info(
        title="FAMO",
        equation=(
            r"w_k \propto \frac{z_k}{L_k - L^{\min}_k}, \quad z = \operatorname{softmax}(\xi), \qquad "
            r"\xi \leftarrow \xi - \eta\,\big(J^{\top} \delta + \gamma\,\xi\big), \quad "
            r"\delta_k = \log \frac{L_k(\theta_t) - L^{\min}_k}{L_k(\theta_{t+1}) - L^{\min}_k}"
        ),
        paper="Liu et al. 2023 (NeurIPS), arXiv 2306.03792",
        fixes=(
            "Tasks that learn at different speed: the one whose log-loss fell least gets more weight; no gradients "
            "needed."
        ),
        fails=(
            "It never looks at a gradient. Each step costs a second forward pass; read from the next batch instead, "
            "the fall of a loss is mostly noise. A task whose loss comes close to its lowest value gets nearly all "
            "the weight."
        ),
        needs=("losses", "history"),
        heads="w_k",
        ranges={
            "lr": Range(0.001, 0.2, "Learning rate of the weights’ logits.", log=True),
            "gamma": Range(0.0, 0.1, "How strongly the weights’ logits are drawn back to equal weights."),
            "same_batch": Range(
                0, 1, "Measure the fall of each loss on the same batch, as the paper does.", whole=True, trains=True
            ),
        },
        balances=("loss scale", "learning speed"),
        promises=("scale", "order", "equal"),
        checked="the paper’s algorithm with torch.autograd and torch.optim.Adam",
    )

    def __post_init__(self) -> None:
        check_range("lr", self.lr, 0, np.inf)
        check_range("gamma", self.gamma, 0, np.inf)
        check_lowest(self.lowest)

    def weights(self, observation: Observation) -> Array:
        """(..., K) weights with sum 1. ValueError without losses."""
        D = above(losses_of(self, observation), self.lowest)  # (..., K)
        self._xi = remembered(self._xi, np.zeros_like(D))
        log = np.log(D)
        self._learn(log)
        self._log = log
        w = _softmax(self._xi) / D
        return np.asarray(w / w.sum(-1, keepdims=True))

    @property
    def looks_back(self) -> bool:
        """True unless it takes the losses of the next batch instead."""
        return self.same_batch

    def after_step(self, losses: Array) -> None:
        """Move ξ by how much the losses of the batch fell in this step."""
        self._learn(np.log(above(losses, self.lowest)))

    def _learn(self, after: Array) -> None:
        """The fall of the log-losses (..., K) since the last step, which counts once."""
        if self._log is None or self._xi is None:
            return
        z, delta = _softmax(self._xi), self._log - after
        slope = z * (delta - (z * delta).sum(-1, keepdims=True)) + self.gamma * self._xi
        self._xi, self._log = self._xi + self._adam.step(slope, self.lr), None

    def reset(self) -> None:
        """Back to equal z; the next losses have nothing to compare with."""
        self._xi, self._log, self._adam = None, None, Adam()


def _softmax(x: Array) -> Array:
    """(..., K), sum 1."""
    z = np.exp(x - x.max(-1, keepdims=True))
    return np.asarray(z / z.sum(-1, keepdims=True))
