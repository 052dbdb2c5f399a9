"""RLW, random loss weighting: fresh random weights at every step. What a balancing method has to beat.

Paper: Lin et al., "Reasonable Effectiveness of Random Weighting", TMLR 2022, arXiv 2111.10603, algorithm 1:

    w = softmax(z),   z ~ N(0, 1) for each task, drawn anew at every step

Fixes: nothing. On average it is equal weighting, plus noise; the paper finds it on a par with elaborate methods.
Fails: at 100× the large gradient still decides; and the noise slows the end of training.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from mtlviz.methods.base import Array, Info, Observation, Range, Weighting, check_range

DRAWN = 128  # steps at once


@dataclass
class RLW(Weighting):
    """The weights are drawn from (seed, step), the same for the whole batch: a replayed step repeats them."""

    seed: int = 0

    info = Info(
        title="Random weights (RLW)",
        equation=r"w = \operatorname{softmax}(z), \qquad z_k \sim \mathcal N(0, 1) \text{ at every step}",
        paper="Lin et al. 2022 (TMLR), arXiv 2111.10603",
        fixes="Nothing. A method that does not beat random weights balances nothing.",
        fails=(
            "On average it weights equally, so a 100 times larger gradient decides; and its weights jump from step to "
            "step, which keeps the end of training noisy."
        ),
        needs=(),
        heads="w_k",
        ranges={"seed": Range(0, 999, "Seed of the random draws.", whole=True)},
        checked="the distribution of its draws; the same (seed, step) draws the same",
        random=True,
    )

    def __post_init__(self) -> None:
        check_range("seed", self.seed, 0, 2**63)

    def weights(self, observation: Observation) -> Array:
        """(..., K) weights with sum 1."""
        block, place = divmod(observation.step, DRAWN)
        return np.full(observation.shape, _drawn(int(self.seed), block, observation.tasks)[place])


@lru_cache(maxsize=64)
def _drawn(seed: int, block: int, K: int) -> Array:
    """(DRAWN, K) weights of a block of steps: to set up a generator costs far more than a draw."""
    z = np.exp(np.random.default_rng((seed, block)).normal(size=(DRAWN, K)))
    return np.asarray(z / z.sum(-1, keepdims=True))
