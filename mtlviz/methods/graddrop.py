"""GradDrop, "just pick a sign": each parameter follows the gradients of one sign, drawn by how strong that sign is.

Paper: Chen et al., "Just Pick a Sign", NeurIPS 2020, arXiv 2010.06808, algorithm 1, on the gradients of the shared
parameters. For each parameter p, with g_kp the gradient of task k there:

    P = ½ (1 + Σ_k g_kp / Σ_k |g_kp|),   U uniform in [0, 1]
    ĝ_kp = g_kp if it is positive and P > U, or negative and P < U, else leak · g_kp;      d = Σ ĝ_k

It looks at parameters one by one, so norms and angles do not decide its answer, and its update leaves the plane of
the gradients. What lies outside is perpendicular to every g_k: to first order it changes no loss.

Fixes: direction, parameter by parameter: what is kept does not contradict itself.
Fails: the large gradient decides nearly all signs; a task can be hurt; and every step is a draw.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mtlviz.methods.base import Array, Info, Method, Observation, Range, check_range, gradients_of
from mtlviz.solvers import span


@dataclass
class GradDrop(Method):
    """U is drawn from (seed, step), one a parameter for the whole batch: a replayed step repeats it. Where all
    gradients are zero, so is the update; of opposed ones, the larger is kept more often."""

    leak: float = 0.0  # what stays of the sign that is dropped
    seed: int = 0

    info = Info(
        title="GradDrop",
        equation=(
            r"P = \tfrac12\Big(1 + \frac{\sum_k g_{kp}}{\sum_k |g_{kp}|}\Big), \quad U \sim \mathcal U(0, 1), \qquad "
            r"\hat g_{kp} = g_{kp}\,\big(\mathbb 1[g_{kp} > 0,\, P > U] + \mathbb 1[g_{kp} < 0,\, P < U]\big)"
        ),
        paper="Chen et al. 2020 (NeurIPS), arXiv 2010.06808",
        fixes="Conflict in single parameters: each follows only the gradients of one sign, drawn by their strength.",
        fails=(
            "The larger gradient decides nearly all signs, so norms are not balanced and a task can be hurt. Steps "
            "are drawn at random; with gradients of similar norm, a good part of each serves no task."
        ),
        note=(
            "The paper applies it to the gradients of activations, sample by sample; here it is applied to parameters."
        ),
        needs=("gradients",),
        ranges={
            "leak": Range(0.0, 1.0, "How much of the gradients of the dropped sign is kept; 1 is the plain sum."),
            "seed": Range(0, 999, "Seed of the random draws.", whole=True),
        },
        balances=("direction",),
        promises=("order",),
        checked="TorchJD’s GradDrop with the same draws; its expected update",
        random=True,
        coordinatewise=True,
    )

    def __post_init__(self) -> None:
        check_range("leak", self.leak, 0, 1)
        check_range("seed", self.seed, 0, 2**63)

    def contributions(self, observation: Observation) -> Array:
        """(..., K, K): row i is what the plane can show of ĝ_i. ValueError without gradients."""
        return span.coordinates(self._kept(observation), gradients_of(self, observation), observation.gram)

    def outside(self, observation: Observation) -> Array:
        """(..., P): the rest of the update."""
        kept, G = self._kept(observation), gradients_of(self, observation)
        return np.asarray((kept - span.coordinates(kept, G, observation.gram) @ G).sum(-2))

    def update(self, observation: Observation) -> Array:
        """(..., P): Σ ĝ, without the detour over the plane."""
        return np.asarray(self._kept(observation).sum(-2))

    def _kept(self, observation: Observation) -> Array:
        """(..., K, P) ĝ."""
        G = gradients_of(self, observation)
        U = np.random.default_rng((int(self.seed), observation.step)).random(G.shape[-1])  # (P,)
        positive = G.sum(-2) > np.abs(G).sum(-2) * (2 * U - 1)  # (..., P) P > U, without the quotient
        keep = (G > 0) == positive[..., None, :]  # (..., K, P)
        return np.asarray(G * (np.maximum(keep, self.leak) if self.leak else keep))
