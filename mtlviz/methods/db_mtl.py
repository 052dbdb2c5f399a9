"""DB-MTL, dual balancing: logarithms of the losses, then gradients of equal norm.

Paper: Lin et al., "Dual-Balancing for Multi-Task Learning", 2023, arXiv 2308.12029, algorithm 1. At every step:

    ĝ_k ← β ĝ_k + (1 − β) ∇log L_k,  from 0           ∇log L_k = g_k / L_k
    d   = max_j ‖ĝ_j‖ · Σ ĝ_k / ‖ĝ_k‖

The parameters of one task alone get ∇log L_k as it is, which is their gradient times 1/L_k.

Two tasks, β = 0: d = max(n_1/L_1, n_2/L_2) (u_1 + u_2), the angle bisector.

Fixes: gradient norm, and with two tasks conflict, of the remembered gradients; the logarithm takes the scale of the
losses.
Fails: ĝ remembers 1/(1−β) steps, so d is not quite harmless to the gradients of today; what it has of yesterday's lies
outside the plane that today's span. It keeps one gradient per task in memory. Opposed gradients stop it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from mtlviz.arithmetic import divide
from mtlviz.methods.base import (
    Array,
    Info,
    Method,
    Observation,
    Range,
    check_range,
    gradients_of,
    losses_along,
    remembered,
)
from mtlviz.solvers import span
from mtlviz.solvers.logloss import above, check_lowest


@dataclass
class DBMTL(Method):
    """A zero ĝ_k has no direction and is left out. A loss counts as at least 1e-8, as in the authors' code."""

    beta: float = 0.9  # how much of the running mean is kept
    lowest: tuple[float, ...] = ()  # subtracted from the losses before the logarithm, one a task; () is 0
    _mean: Array | None = field(default=None, init=False, repr=False, compare=False)  # ĝ (..., K, P)
    _outside: Array | None = field(default=None, init=False, repr=False, compare=False)  # (..., P)

    info = Info(
        title="DB-MTL",
        equation=(
            r"\hat g_k \leftarrow \beta\,\hat g_k + (1-\beta)\,\nabla \log L_k, \qquad "
            r"d = \max_j \lVert \hat g_j \rVert \sum_k \frac{\hat g_k}{\lVert \hat g_k \rVert}"
        ),
        paper="Lin et al. 2023, arXiv 2308.12029",
        fixes="Losses of different scale and gradients of different norm, smoothed over the last steps.",
        fails=(
            "Its gradients are running means: the step is balanced for the last ten batches, not for this one, and can "
            "hurt a task of today. It keeps one gradient per task in memory, and opposed gradients stop it."
        ),
        needs=("gram", "losses", "gradients", "history"),
        heads="1/L_k",
        ranges={"beta": Range(0.0, 0.99, "How much of the running mean of the gradients is kept at each step.")},
        balances=("gradient norm", "loss scale"),
        promises=("scale", "order", "equal", "still"),
        checked="the paper’s algorithm on vectors with torch.autograd of log L; the bisector at β = 0",
    )

    def __post_init__(self) -> None:
        check_range("beta", self.beta, 0, np.nextafter(1, 0))
        check_lowest(self.lowest)

    def contributions(self, observation: Observation) -> Array:
        """(..., K, K): row i is what today's gradients show of ĝ_i. ValueError without losses or gradients."""
        G = gradients_of(self, observation)  # (..., K, P)
        self.advance(observation, 1)
        assert self._mean is not None  # just made
        n = np.sqrt(np.square(self._mean).sum(-1, keepdims=True))  # (..., K, 1)
        parts = self._mean * divide(n.max(-2, keepdims=True), n)  # (..., K, P)
        c = span.coordinates(parts, G, observation.gram)
        self._outside = (parts - c @ G).sum(-2)
        return c

    def advance(self, observation: Observation, steps: int, losses: Array | None = None) -> None:
        """See the same gradients `steps` times, at changing losses: the older, the less of them is left."""
        G = gradients_of(self, observation)  # (..., K, P)
        inverse = 1 / above(losses_along(self, observation, steps, losses), self.lowest)  # (steps, ..., K)
        left = (1 - self.beta) * self.beta ** np.arange(steps)[::-1]  # (steps,)
        mean = self.beta**steps * remembered(self._mean, np.zeros_like(G))
        self._mean = mean + np.tensordot(left, inverse, 1)[..., None] * G

    def outside(self, observation: Observation) -> Array | None:
        """(..., P): what is left of earlier gradients, perpendicular to all of today's."""
        del observation
        return self._outside

    def heads(self, weights: Array, losses: Array) -> Array:
        """(..., K): 1/L_k, for what is minimised is log L_k; the balancing is of the shared parameters alone."""
        del weights
        return 1 / above(losses, self.lowest)

    def reset(self) -> None:
        """Forget the earlier gradients."""
        self._mean = self._outside = None
