"""IMTL-G, impartial learning: the update projects equally on every task's direction.

Paper: Liu et al., "Towards Impartial Multi-task Learning", ICLR 2021 (openreview IMPnRXEWpvr). With u_k = g_k / n_k:

    d · u_1 = d · u_2 = … = d · u_K,   d = Σ w_k g_k,   Σ w_k = 1
    two tasks: w = (n_2, n_1) / (n_1 + n_2): the angle bisector, ‖d‖ = 2 n_1 n_2 / (n_1 + n_2) · cos(θ/2)

Fixes: gradient norm: a gradient 1,000 times larger gets no larger say. With two tasks neither is ever hurt.
Fails: the step shrinks to the small gradient's norm, and to nothing as the angle nears 180°. With three or more tasks
a weight can be negative; where their sum passes zero, Σ w = 1 makes the step explode and turns it around.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mtlviz import geometry, hull
from mtlviz.arithmetic import divide
from mtlviz.methods.base import Array, Info, Observation, Weighting


@dataclass
class IMTLG(Weighting):
    """A zero gradient has no direction; the limit n_k → 0 gives it all the weight, and the update is zero."""

    info = Info(
        title="IMTL-G",
        equation=(
            r"d \cdot u_1 = \dots = d \cdot u_K, \quad u_k = \frac{g_k}{n_k}, \quad \sum_k w_k = 1, \qquad "
            r"K = 2:\; w = \frac{(n_2,\, n_1)}{n_1 + n_2}"
        ),
        paper="Liu et al. 2021 (ICLR), openreview IMPnRXEWpvr (no arXiv version)",
        fixes=(
            "Different gradient norms: the step goes equally far along every gradient, however large that gradient is."
        ),
        fails=(
            "The step is as small as the smaller gradient, and shrinks to zero when two gradients oppose each other. "
            "With three or more tasks a weight can become negative and the step can even turn around."
        ),
        note=(
            "The paper’s full method, IMTL, balances the losses with IMTL-L first and their gradients with IMTL-G then."
        ),
        balances=("gradient norm",),
        promises=("harmless", "scale", "order", "equal", "still"),
        checked="equal projections to 1e-8 for K = 2 … 6; TorchJD’s IMTLG",
    )

    def weights(self, observation: Observation) -> Array:
        """(..., K) weights."""
        n = geometry.norms(observation.gram)  # (..., K)
        if observation.tasks == 2:
            return divide(n[..., ::-1], n.sum(-1, keepdims=True), empty=0.5)
        zero = n == 0
        w = np.where(zero.any(-1, keepdims=True), zero, _equal_projections(observation.gram, n))  # (..., K)
        return divide(w, w.sum(-1, keepdims=True), empty=1 / observation.tasks)


def _equal_projections(gram: Array, n: Array) -> Array:
    """(..., K) weights y/n with C y = s·1, C the cosines: y ∝ C⁻¹1, or s = 0 where the gradients cancel."""
    K = gram.shape[-1]
    n = np.where(n != 0, n, 1.0)
    u = n.min(-1, keepdims=True) / n  # (..., K)
    system = np.zeros((*gram.shape[:-2], K + 1, K + 1))  # [C −1; uᵀ 0] [y; s] = [0; 1]
    system[..., :K, :K] = gram / (n[..., :, None] * n[..., None, :])
    system[..., :K, K] = -1.0
    system[..., K, :K] = u
    y = hull.pseudo_inverse(system)[..., :K, K]  # (..., K)
    return np.asarray(u * y)
