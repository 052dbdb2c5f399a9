"""GradVac, "gradient vaccine": turn the gradients towards each other until they agree as much as they usually do.

Paper: Wang et al., "Gradient Vaccine", ICLR 2021, arXiv 2010.05874, algorithm 1. With φ̂ a running mean of the
cosines:

    for each task i, for the other tasks j in random order, with φ = cos(ĝ_i, g_j):
    if φ < φ̂_ij:  ĝ_i ← ĝ_i + ‖ĝ_i‖ (φ̂_ij √(1−φ²) − φ √(1−φ̂_ij²)) / (‖g_j‖ √(1−φ̂_ij²)) · g_j,  so that cos = φ̂_ij
    φ̂_ij ← (1 − β) φ̂_ij + β φ          starts at 0: the first step is PCGrad's
    d = Σ ĝ_i

Fixes: direction, with a target that adapts: tasks that usually agree are pulled together before they conflict.
Fails: tasks that usually conflict are left to it: the target sinks with the cosine, and after 1/β steps at 170°
nothing is corrected any more. It never balances norms.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from mtlviz.arithmetic import divide
from mtlviz.geometry import norms
from mtlviz.methods.base import Array, Info, Method, Observation, Range, check_range, remembered
from mtlviz.methods.pcgrad import orders


@dataclass
class GradVac(Method):
    """The order is drawn from (seed, step), as PCGrad's. A zero gradient has cosine 0 with all and is left as it is; so
    is a gradient with the target φ̂ = 1: no finite correction makes it parallel."""

    beta: float = 0.01  # how fast the target follows
    seed: int = 0
    _target: Array | None = field(default=None, init=False, repr=False, compare=False)  # φ̂ (..., K, K)

    info = Info(
        title="GradVac",
        equation=(
            r"\hat g_i \leftarrow \hat g_i + \frac{\lVert \hat g_i \rVert\,(\hat\varphi \sqrt{1-\varphi^2} - "
            r"\varphi \sqrt{1-\hat\varphi^2})}{\lVert g_j \rVert \sqrt{1-\hat\varphi^2}}\, g_j "
            r"\;\text{ if } \varphi < \hat\varphi, \qquad "
            r"\hat\varphi \leftarrow (1-\beta)\,\hat\varphi + \beta\,\varphi"
        ),
        paper="Wang et al. 2021 (ICLR), arXiv 2010.05874",
        fixes=(
            "Conflict, measured against what is usual: gradients that agree less than they used to are turned together."
        ),
        fails=(
            "Two tasks that always conflict come to be taken for granted: its target sinks to their cosine and nothing "
            "is corrected any more. It never balances norms."
        ),
        needs=("gram", "history"),
        ranges={
            "beta": Range(0.0, 0.5, "How fast the target follows the cosines that are seen; at 0 it stays PCGrad."),
            "seed": Range(0, 999, "Seed of the order of the projections; it matters from three tasks on.", whole=True),
        },
        balances=("direction",),
        promises=("equal", "still"),
        checked="the paper’s loop on vectors; PCGrad at its first step; TorchJD’s GradVac",
    )

    def __post_init__(self) -> None:
        check_range("beta", self.beta, 0, 1)
        check_range("seed", self.seed, 0, 2**63)

    def contributions(self, observation: Observation) -> Array:
        """(..., K, K): row i is ĝ_i in terms of the original gradients."""
        gram, K = observation.gram, observation.tasks
        target = remembered(self._target, np.zeros_like(gram)).copy()  # (..., K, K)
        order = orders(K, (int(self.seed), observation.step))
        n = norms(gram)  # (..., K)
        c = np.zeros(gram.shape)  # (..., K, K)
        for i in range(K):
            c[..., i, i] = 1.0
            dots, square = gram[..., i, :], gram[..., i, i]  # (..., K) ĝ_i · g_k, (...) ‖ĝ_i‖²
            for j in order[i]:
                dot, length, wanted = dots[..., j], np.sqrt(np.maximum(square, 0.0)), target[..., i, j]
                phi = np.minimum(np.maximum(divide(dot, length * n[..., j]), -1.0), 1.0)
                sine, sine_wanted = np.sqrt(1 - phi**2), np.sqrt(1 - wanted**2)
                turn = divide(length * (wanted * sine - phi * sine_wanted), n[..., j] * sine_wanted)
                turn = np.where(phi < wanted, turn, 0.0)
                c[..., i, j] += turn
                target[..., i, j] = (1 - self.beta) * wanted + self.beta * phi
                if j != order[i][-1]:
                    dots = dots + turn[..., None] * gram[..., j, :]
                    square = square + turn * (dot + dots[..., j])
        self._target = target
        return c

    def advance(self, observation: Observation, steps: int, losses: Array | None = None) -> None:
        """See the same gradients `steps` times. Two of them are not turned before their cosine is taken: it is the same
        each time, and what the target lacks of it shrinks by 1 − β."""
        if observation.tasks > 2:
            super().advance(observation, steps, losses)
            return
        n = norms(observation.gram)  # (..., 2)
        phi = np.clip(divide(observation.gram, n[..., None] * n[..., None, :]), -1.0, 1.0)  # (..., 2, 2)
        target = remembered(self._target, np.zeros_like(phi))
        kept = (1 - self.beta) ** steps
        self._target = np.where(np.eye(2, dtype=bool), target, kept * target + (1 - kept) * phi)

    def reset(self) -> None:
        """Back to the target 0."""
        self._target = None
