"""PCGrad, "gradient surgery": remove from each gradient what opposes another task.

Paper: Yu et al., "Gradient Surgery for Multi-Task Learning", NeurIPS 2020, arXiv 2001.06782, algorithm 1.

    ĝ_i = g_i;  for the other tasks j in random order:  if ĝ_i · g_j < 0:  ĝ_i ← ĝ_i − (ĝ_i · g_j / ‖g_j‖²) g_j
    d   = Σ ĝ_i          two tasks in conflict: d = (1 − c/a) g_1 + (1 − c/b) g_2,  a = ‖g_1‖², b = ‖g_2‖², c = g_1·g_2

Projections are against the original g_j, not against the changed ĝ_j.

Fixes: direction: with two tasks the update hurts neither.
Fails: it does nothing at all while the cosine is ≥ 0, and it never touches the norms: at 100× the large gradient still
decides, so where norms differ it answers the wrong failure. With three or more tasks a later projection can undo an
earlier one: the result depends on the order and promises nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mtlviz.methods.base import Array, Info, Method, Observation, Range, check_range


@dataclass
class PCGrad(Method):
    """The order is drawn from (seed, step), one for the whole batch: a replayed step repeats it. K = 2 has only one."""

    seed: int = 0

    info = Info(
        title="PCGrad",
        equation=(
            r"\hat g_i \leftarrow \hat g_i - \frac{\hat g_i \cdot g_j}{\lVert g_j \rVert^2}\, g_j "
            r"\;\text{ if } \hat g_i \cdot g_j < 0, \qquad d = \sum_i \hat g_i"
        ),
        paper="Yu et al. 2020 (NeurIPS), arXiv 2001.06782",
        fixes=(
            "Gradients that point against each other. “Gradient surgery”: each loses the part that would hurt the "
            "other task."
        ),
        fails=(
            "While the gradients agree it does nothing, and it never touches their norms: a 100 times larger gradient "
            "still decides the step. With three or more tasks the order of the projections matters, and a task can be "
            "hurt."
        ),
        balances=("direction",),
        promises=("harmless", "equal", "still"),
        ranges={
            "seed": Range(0, 999, "Seed of the order of the projections; it matters from three tasks on.", whole=True)
        },
        checked="the paper’s algorithm on vectors in every order; TorchJD’s PCGrad",
    )

    def __post_init__(self) -> None:
        check_range("seed", self.seed, 0, 2**63)

    def contributions(self, observation: Observation) -> Array:
        """(..., K, K): row i is ĝ_i in terms of the original gradients."""
        gram, K = observation.gram, observation.tasks
        order = orders(K, (int(self.seed), observation.step))
        c = np.zeros(gram.shape)  # (..., K, K)
        for i in range(K):
            c[..., i, i] = 1.0
            dots = gram[..., i, :]  # (..., K) ĝ_i · g_k
            for j in order[i]:
                opposed = dots[..., j] < 0  # never true of a zero g_j
                back = np.where(opposed, dots[..., j], 0.0) / np.where(opposed, gram[..., j, j], 1.0)  # (...)
                c[..., i, j] -= back
                if j != order[i][-1]:
                    dots = dots - back[..., None] * gram[..., j, :]
        return c


def orders(K: int, seed: tuple[int, int]) -> list[list[int]]:
    """For each task the other tasks, in an order drawn from seed."""
    others = [[j for j in range(K) if j != i] for i in range(K)]
    if K == 2:
        return others  # nothing to shuffle, and a generator costs as much as the rest of the step
    random = np.random.default_rng(seed)
    return [random.permutation(tasks).tolist() for tasks in others]
