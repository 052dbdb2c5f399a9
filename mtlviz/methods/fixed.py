"""Fixed weighting: the same weights at every step.

    d = Σ w_k g_k,   Σ w_k = 1;   two tasks: w = (λ, 1−λ)

Source: Caruana, "Multitask Learning", Machine Learning 28 (1997). Equal weights, w_k = 1/K, are the reference of every
comparison; a tuned plain sum is hard to beat (Kurin et al., NeurIPS 2022, arXiv 2201.04122).

Fixes: nothing by itself; λ balances one ratio of the norms.
Fails: the ratio moves during training and λ does not. At 100×, 0° and λ = ½ the large gradient is 99 % of the
update (100/101), at 90° 99.99 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, isclose
from typing import Any

import numpy as np

from mtlviz.methods.base import Array, Info, Observation, Weighting, check_range


@dataclass(init=False)
class Fixed(Weighting):
    """`weights` are one number a task with sum 1; None is 1/K each."""

    given: tuple[float, ...] | None  # not called `weights`: that is the method every Method has

    info = Info(
        title="Fixed weights",
        equation=r"d = \sum_k w_k\, g_k, \qquad \sum_k w_k = 1, \qquad K = 2:\; w = (\lambda,\, 1-\lambda)",
        paper="Caruana 1997, Machine Learning 28; see Kurin et al. 2022, arXiv 2201.04122",
        fixes=(
            "Nothing by itself: equal weights are what other methods are compared with. A well-chosen λ balances one "
            "ratio of the norms."
        ),
        fails=(
            "The ratio of the gradients changes while the network trains, λ does not. "
            "With equal weights and one norm 100 times the other, that task has 99.01 % of the update at 0° and "
            "99.99 % at 90°."
        ),
        needs=(),
        heads="w_k",
        promises=("order", "equal"),
        checked="its definition",
    )

    def __init__(self, weights: Sequence[float] | None = None) -> None:
        if weights is not None:
            for k, w in enumerate(weights):
                check_range(f"weight {k}", w, 0, 1)
            if len(weights) < 2 or not isclose(fsum(weights), 1, abs_tol=1e-6):
                raise ValueError(f"weights are {tuple(weights)}; expected at least two numbers with sum 1")
        self.given = None if weights is None else tuple(float(w) for w in weights)

    def weights(self, observation: Observation) -> Array:
        """(..., K): w, whatever the gradients are."""
        K = observation.tasks
        if self.given is None:
            return np.full(observation.shape, 1 / K)
        if len(self.given) != K:
            raise ValueError(f"{len(self.given)} fixed weights for {K} tasks; expected one weight a task")
        return np.full(observation.shape, self.given)

    def settings(self) -> dict[str, Any]:
        """The hyper-parameters, by name."""
        return {"weights": self.given}
