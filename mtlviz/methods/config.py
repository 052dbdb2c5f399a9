"""ConFIG, conflict-free inverse gradients: the direction at the same angle to all gradients, as far as they reach.

Paper: Liu et al., "ConFIG: Towards Conflict-free Training of Physics Informed Neural Networks", ICLR 2025, arXiv
2408.11104, eq. 2. With U the unit gradients u_k as rows:

    d = (Σ g_k · v) v,   v = U⁺ 1 / ‖U⁺ 1‖          two tasks: d = (n_1 + n_2)/2 · (u_1 + u_2), the angle bisector

Fixes: gradient norm and direction: every cosine with d is the same, so no task is hurt.
Fails: where no direction is at the same angle to all (four gradients in a plane), the least-squares one can hurt a
task. Its norm is still decided by the largest gradient.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mtlviz.arithmetic import divide
from mtlviz.methods.base import Array, Info, Observation, Weighting
from mtlviz.solvers import span

CANCELLED = 1e-12  # a shorter U⁺ 1 is the rounding of unit gradients that cancel


@dataclass
class ConFIG(Weighting):
    """A zero gradient has no direction and is left out: the others keep their step. Where the unit gradients cancel,
    such as two opposed ones or two opposed pairs, U⁺ 1 = 0 and there is no step."""

    info = Info(
        title="ConFIG",
        equation=(
            r"d = \Big(\sum_k g_k \cdot v\Big) v, \quad v = \frac{U^{+} \mathbf 1}{\lVert U^{+} \mathbf 1 \rVert}, "
            r"\quad u_k = \frac{g_k}{n_k}, \qquad K = 2:\; d = \tfrac{n_1 + n_2}{2}\,(u_1 + u_2)"
        ),
        paper="Liu et al. 2025 (ICLR), arXiv 2408.11104",
        fixes=(
            "Gradient norm and conflict: the update has the same cosine with every gradient. The effects still "
            "differ, by the ratio of the norms."
        ),
        fails=(
            "More gradients than they span dimensions, such as four in a plane, may have no such direction, and the "
            "nearest thing to it can hurt a task. How far it steps is still decided by the largest gradient."
        ),
        balances=("gradient norm", "direction"),
        promises=("harmless", "scale", "order", "equal", "still"),
        checked="equal cosines to 1e-8 for K = 2 … 6; TorchJD’s ConFIG",
    )

    def weights(self, observation: Observation) -> Array:
        """(..., K) weights."""
        n, cosines = span.unit(observation.gram)
        if observation.tasks == 2:
            present = np.maximum((n > 0).sum(-1, keepdims=True), 1)
            return divide(n.sum(-1, keepdims=True) / present, n)
        y = (span.pseudo_inverse(cosines) @ (n > 0).astype(float)[..., None])[..., 0]  # (..., K) U⁺ 1 = Σ y_k u_k
        along = (cosines @ y[..., None])[..., 0]  # (..., K) u_k · U⁺ 1
        square = (y * along).sum(-1, keepdims=True)  # ‖U⁺ 1‖²
        square = np.where(square <= CANCELLED**2, 0.0, square)
        length = divide((n * along).sum(-1, keepdims=True), square)  # Σ g_k · v, over ‖U⁺ 1‖
        return divide(length * y, n)
