"""GradNorm: learn the weights so that all tasks train at a similar pace.

Paper: Chen et al., "GradNorm", ICML 2018, arXiv 1711.02257, algorithm 1. With n_k = ‖g_k‖:

    r_k      = (L_k / L_k(0)) / mean_j(L_j / L_j(0))         the slower a task learns, the larger
    target_k = mean_j(w_j n_j) · r_k^α                        held constant
    w_k      ← w_k − lr · ∂/∂w_k Σ|w_k n_k − target_k|        then renormalised to Σ w_k = K

The derivative is ±n_k, so a plain step of lr·n_k can jump past the point where w_k n_k = target_k, and below zero.
Ours is the proximal step of the same objective: the paper's, unless it would cross that point, where it stops. So
w > 0. As in the paper, the weights of a step were learnt from the steps before it. The paper measures n_k on the last
shared layer; here the observation decides.

Fixes: gradient norm, and a task that falls behind. At rest w_k ∝ r_k^α / n_k; with α = 0 that is twice GABA without
its floor.
Fails: it never looks at direction. lr·n_k depends on the unit of the loss: large gradients move the weights at once,
small ones hardly ever. And L_k(0) is one noisy batch that steers the whole run.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from mtlviz import geometry
from mtlviz.arithmetic import all_finite
from mtlviz.methods.base import Array, Info, Observation, Range, Weighting, check_range, losses_along, remembered

SMALLEST = 1e-6  # a task with loss 0 has target 0; its weight still stays above zero


@dataclass
class GradNorm(Weighting):
    """The first observation sets L(0) and is answered with w = 1."""

    alpha: float = 1.5  # how strongly a slow task is favoured
    lr: float = 0.025  # learning rate of the weights
    _w: Array | None = field(default=None, init=False, repr=False, compare=False)  # (..., K), of the coming step
    _first: Array | None = field(default=None, init=False, repr=False, compare=False)  # L(0) (..., K)

    info = Info(
        title="GradNorm",
        equation=(
            r"\min_w \sum_k \left| w_k n_k - \bar G\, r_k^{\alpha} \right|, \quad "
            r"\bar G = \operatorname{mean}_j(w_j n_j), \quad "
            r"r_k = \frac{L_k/L_k(0)}{\operatorname{mean}_j L_j/L_j(0)}, \quad \sum_k w_k = K"
        ),
        paper="Chen et al. 2018 (ICML), arXiv 1711.02257",
        fixes="Gradients of different norm, and a task that learns more slowly than the others.",
        fails=(
            "It never looks at the direction. How fast its weights move depends on the unit of the losses, "
            "and the very first batch decides what counts as slow."
        ),
        note=(
            "The step on the weights is proximal: the paper’s own, but it stops where a task’s pull meets its target "
            "instead of jumping past it, so that weights stay above 0."
        ),
        needs=("gram", "losses", "history"),
        heads="w_k",
        ranges={
            "alpha": Range(0.0, 3.0, "How strongly a task that learns slowly is favoured; at 0 only norms count."),
            "lr": Range(0.001, 0.5, "Learning rate of the weights.", log=True),
        },
        balances=("gradient norm", "learning speed"),
        promises=("scale", "order", "equal", "still"),
        checked="torch.autograd of the paper’s objective; its resting point",
    )

    def __post_init__(self) -> None:
        check_range("alpha", self.alpha, 0, np.inf)
        check_range("lr", self.lr, 0, np.inf)

    def weights(self, observation: Observation) -> Array:
        """(..., K) weights with sum K. ValueError without losses."""
        w = remembered(self._w, np.ones(observation.shape))
        self.advance(observation, 1)
        return w

    def advance(self, observation: Observation, steps: int, losses: Array | None = None) -> None:
        """Learn for `steps` steps; what is the same in all of them is made once."""
        along = losses_along(self, observation, steps, losses)  # (steps, ..., K)
        w = remembered(self._w, np.ones(observation.shape))  # (..., K)
        first = along[0] if self._first is None else self._first
        self._first = remembered(self._first, np.broadcast_to(first, observation.shape).copy())
        pace = _relative_rate(along, first) ** self.alpha  # (steps, ..., K) r^α
        n, K = geometry.norms(observation.gram), observation.tasks
        most, above_zero = self.lr * n, np.where(n == 0, 1.0, n)  # a task whose gradient is zero cannot move anyway
        with np.errstate(over="ignore"):
            for r in pace:
                balanced = (w * n).sum(-1, keepdims=True) * (r / K) / above_zero  # where w n would be its target
                stepped = np.maximum(np.minimum(np.maximum(balanced, w - most), w + most), SMALLEST)
                stepped *= K / stepped.sum(-1, keepdims=True)
                if not all_finite(stepped):
                    stepped = np.where(np.isfinite(stepped).all(-1, keepdims=True), stepped, w)
                w = stepped
        self._w = w

    def reset(self) -> None:
        """Back to equal weights; the next losses are L(0)."""
        self._w = self._first = None


def _relative_rate(losses: Array, first: Array) -> Array:
    """(..., K) r_k with mean 1; all ones where the rates say nothing: a first loss of 0, a loss below 0, NaN or inf."""
    usable = np.isfinite(losses) & np.isfinite(first) & (losses >= 0) & (first > 0)  # (..., K)
    rate = np.where(usable, losses, 1.0) / np.where(usable, first, 1.0)
    mean = rate.mean(-1, keepdims=True)
    usable = usable.all(-1, keepdims=True) & (mean > 0)
    return np.where(usable, rate / np.where(usable, mean, 1.0), 1.0)
