"""The recipes of a run at work: one method a recipe, batched over the recipe's seeds."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy, deepcopy
from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mtlviz import geometry
from mtlviz.arithmetic import divide
from mtlviz.losses import failure_weight, regression, weighted_mse
from mtlviz.methods import Observation
from mtlviz.recipes import Recipe
from mtlviz.runconfig import Heads, Length

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Step:
    """What the methods decide about one step.

    contributions: (E, K, K); weights: (E, K), their column sums.
    outside:       (E, P), what updates have outside the plane of the gradients; None where no method leaves it.
    heads:         (E, K), the factor of each head's own gradient.
    """

    contributions: Array
    weights: Array
    outside: Array | None
    heads: Array


class Balancing:
    """E = recipes × seeds replicas, the seeds of the first recipe first."""

    def __init__(self, recipes: Sequence[Recipe], seeds: int, heads: Heads, length: Length) -> None:
        self._methods = [recipe.create() for recipe in recipes]
        self._rows = [slice(r * seeds, (r + 1) * seeds) for r in range(len(recipes))]
        self._own_heads, self._equally_long = heads == "one", length == "equal"
        self.need_gradients = any("gradients" in method.info.needs for method in self._methods)
        self._shapes = {recipe.regression_loss for recipe in recipes}
        biased = [recipe.regression_loss == "amnl" for recipe in recipes]
        self._biased = torch.tensor(biased).repeat_interleave(seeds)[:, None]  # (E, 1)

    def snapshot(self) -> Self:
        """A copy that later steps leave alone: the methods' memory is all that changes."""
        twin = copy(self)
        twin._methods = deepcopy(self._methods)
        return twin

    def regression(self, prediction: Tensor, rul: Tensor, rows: slice | None = None) -> Tensor:
        """(E,) regression loss of (E, B) cycles, each in its recipe's shape: shapes differ in a weight."""
        if len(self._shapes) == 1:
            return regression(*self._shapes)(prediction, rul)
        biased = self._biased if rows is None else self._biased[rows]
        return weighted_mse(prediction, rul, torch.where(biased, failure_weight(rul), 1.0))

    def step(self, gram: Array, losses: Array, step: int, G: Array | None) -> Step:
        """What each replica's recipe makes of gram (E, K, K) and losses (E, K).

        Gradients G (E, K, P), None unless `need_gradients`, are shown to the methods that need them and to no other.
        """
        contributions, outside = self._contributions(gram, losses, step, G)
        weights = contributions.sum(axis=-2)
        heads = self._heads(weights, losses)
        if not self._equally_long:
            return Step(contributions, weights, outside, heads)
        beyond = 0.0 if outside is None else np.sqrt(np.square(outside).sum(-1))
        # The whole step is rescaled, as by a learning rate of its own: PCGrad without conflict is then equal weights,
        # in the heads as well. An update that is zero stays zero.
        length = geometry.step_length(gram, weights, beyond)
        scale = divide(np.ones_like(length), length, empty=1.0)[:, None]
        outside = None if outside is None else scale * outside
        heads = heads if self._own_heads else scale * heads
        return Step(scale[..., None] * contributions, scale * weights, outside, heads)

    def _contributions(self, gram: Array, losses: Array, step: int, G: Array | None) -> tuple[Array, Array | None]:
        if len(self._methods) == 1 and G is None:
            return self._methods[0].contributions(Observation(gram, losses, step)), None
        found, outside = [], None if G is None else np.zeros((len(G), G.shape[-1]))
        for rows, method in zip(self._rows, self._methods, strict=True):
            shown = G[rows] if G is not None and "gradients" in method.info.needs else None
            seen = Observation(gram[rows], losses[rows], step, shown)
            found.append(method.contributions(seen))
            beyond = method.outside(seen)
            if outside is not None and beyond is not None:
                outside[rows] = beyond
        return np.concatenate(found), outside

    def _heads(self, weights: Array, losses: Array) -> Array:
        """(E, K), the methods' own factors, w_k where they weight the losses; or 1 for all."""
        if self._own_heads:
            return np.ones_like(weights)
        if len(self._methods) == 1:
            return self._methods[0].heads(weights, losses)
        pairs = zip(self._rows, self._methods, strict=True)
        return np.concatenate([method.heads(weights[rows], losses[rows]) for rows, method in pairs])

    @property
    def looking_back(self) -> list[slice]:
        """The replicas whose methods want the losses of the same batch after the step."""
        return [rows for rows, method in zip(self._rows, self._methods, strict=True) if method.looks_back]

    def after_step(self, rows: slice, losses: Array) -> None:
        """Tell the method of these replicas, one of `looking_back`, their losses (S, K) after the step."""
        self._methods[self._rows.index(rows)].after_step(losses)
