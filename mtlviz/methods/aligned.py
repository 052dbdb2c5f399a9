"""Aligned-MTL: replace the gradients by the nearest orthogonal ones of equal norm, then average.

Paper: Senushkin et al., "Independent Component Alignment for Multi-Task Learning", CVPR 2023, arXiv
2305.19000, algorithm 1.

    B = √λ_min · Gram^(−1/2),   ĝ_i = Σ_j B_ij g_j,   d = (1/K) Σ ĝ_i        B Gram Bᵀ = λ_min · 1: condition number 1
    two tasks, with s = √(ab − c²), t = √(a + b + 2s), λ_max = (a + b + √((a−b)² + 4c²))/2:
    B = [[b + s, −c], [−c, a + s]] / (√λ_max t)

λ_min is the smallest eigenvalue of the Gram that is not zero, as in the paper.

Fixes: gradient norm and direction at once, measured by one number, the condition number of the matrix of gradients.
Fails: a ĝ_i is near g_i only if the gradients are nearly perpendicular: beyond 135° and at a large ratio the task of
the smaller gradient is hurt. The steps vanish as two gradients become parallel, and jump to full size where they are:
λ_min is then another eigenvalue.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mtlviz.arithmetic import Array, divide, resolved
from mtlviz.methods.base import Info, Method, Observation
from mtlviz.solvers import span


@dataclass
class AlignedMTL(Method):
    """Gradients that span fewer than K directions (parallel, opposed, zero) are aligned within their span, as in the
    paper; which they are is decided by their directions, so a small gradient is not taken for a missing one."""

    info = Info(
        title="Aligned-MTL",
        equation=r"B = \sqrt{\lambda_{\min}}\,(G G^{\top})^{-1/2}, \qquad d = \tfrac1K \sum_i \sum_j B_{ij}\, g_j",
        paper="Senushkin et al. 2023 (CVPR), arXiv 2305.19000",
        fixes=(
            "Differences in gradient norm and direction at once: it replaces the gradients by the nearest orthogonal "
            "ones of equal norm, then averages."
        ),
        fails=(
            "Beyond 135° and at large ratios the replacement of the smaller gradient points away from it, and its "
            "task is hurt. Steps shrink to nothing as gradients become parallel, though the tasks then agree."
        ),
        note=(
            "The authors’ code sums where the paper’s preference w averages: K times the step for equal tasks (w = 1)."
        ),
        balances=("gradient norm", "direction"),
        promises=("order", "equal"),
        checked="condition number 1 to 1e-8 for K = 2 … 6; TorchJD’s AlignedMTL",
    )

    def contributions(self, observation: Observation) -> Array:
        """(..., K, K): B / K."""
        gram, K = observation.gram, observation.tasks
        return (_two(gram) if K == 2 else _balance(gram)) / K


def _two(gram: Array) -> Array:
    """(..., 2, 2) B in closed form."""
    a, b, c = gram[..., 0, 0], gram[..., 1, 1], gram[..., 0, 1]
    product = np.sqrt(a) * np.sqrt(b)
    s = np.sqrt(np.maximum(resolved(product - c, product), 0.0) * np.maximum(resolved(product + c, product), 0.0))
    t, longest = np.sqrt(a + b + 2 * s), np.sqrt((a + b + np.hypot(a - b, 2 * c)) / 2)
    dependent = s == 0  # one direction: B projects on it
    c = np.where(dependent, -c, c)
    B = np.empty(gram.shape)  # (..., 2, 2)
    B[..., 0, 0], B[..., 1, 1] = np.where(dependent, a, b) + s, np.where(dependent, b, a) + s
    B[..., 0, 1] = B[..., 1, 0] = -c
    return divide(B, (longest * t)[..., None, None])


def _balance(gram: Array) -> Array:
    """(..., K, K) B = σ_min U Σ⁻¹ Uᵀ of gradients with this Gram; their singular values keep digits that it squares."""
    F = span.factor(gram)
    finite = np.asarray(np.isfinite(F).all(axis=(-2, -1)))[..., None]
    U, sigma, _ = np.linalg.svd(np.where(finite[..., None], F, 0.0))  # (..., K, K), (..., K) descending
    exists = np.arange(sigma.shape[-1]) < (F != 0).any(-2).sum(-1, keepdims=True)  # (..., K), rank of them
    smallest = np.where(exists, sigma, np.inf).min(-1, keepdims=True)
    scale = np.where(exists, divide(smallest, np.where(exists, sigma, 1.0)), 0.0)  # (..., K)
    return np.asarray((U * np.where(finite, scale, np.nan)[..., None, :]) @ U.swapaxes(-1, -2))
