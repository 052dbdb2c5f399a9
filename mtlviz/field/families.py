"""Families of methods for two tasks: which of them give the same update direction, and differ in the norm alone.

Families are measured, not listed: two methods are of one family if their steps have the same direction in every state.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mtlviz import geometry, methods
from mtlviz.arithmetic import Array, divide
from mtlviz.field.states import ANGLES, RATIOS, STEPS, grid, settled

SAME = 1e-6  # degrees


@dataclass(frozen=True)
class Variant:
    """A method of the registry with its settings, after `steps` steps in the same state."""

    name: str
    hyper: Mapping[str, Any] = field(default_factory=dict)
    steps: int = STEPS
    title: str = ""

    def __str__(self) -> str:
        return self.title or methods.info(self.name).title

    def weights(self, gram: Array) -> Array:
        """(..., 2) weights, both losses 1."""
        return settled(self.name, gram, steps=self.steps, **self.hyper)

    def update(self, gram: Array) -> Array:
        """(..., 2) the step in the plane of `geometry.plane`."""
        update: Array = (self.weights(gram)[..., None, :] @ geometry.plane(gram))[..., 0, :]
        return update


@dataclass(frozen=True)
class Length:
    """A closed form for the length of a family's step: update = factor · direction, as LaTeX and as a function."""

    variant: Variant
    latex: str
    factor: Callable[[Array, Array, Array], Array]  # of n_1, n_2, ρ


RAW_GABA = Variant("gaba", {"floor": 0.0, "beta": 0.0, "warmup": 0}, 1, "GABA without floor and memory")
FIRST_GRADVAC = Variant("gradvac", {}, 1, "GradVac’s first step")
# At such a rate its weights are at rest at once.
GRADNORM_AT_REST = Variant("gradnorm", {"alpha": 0.0, "lr": 1e9}, 3, "GradNorm at rest (α = 0)")
VARIANTS = (*(Variant(name) for name in methods.names()), RAW_GABA, FIRST_GRADVAC, GRADNORM_AT_REST)

# d = factor · (u_1 + u_2), the angle bisector; ‖u_1 + u_2‖ = 2 cos(θ/2)
BISECTOR = (
    Length(RAW_GABA, r"\frac{n_1 n_2}{n_1 + n_2}", lambda n_1, n_2, _: n_1 * n_2 / (n_1 + n_2)),
    Length(Variant("imtl_g"), r"\frac{n_1 n_2}{n_1 + n_2}", lambda n_1, n_2, _: n_1 * n_2 / (n_1 + n_2)),
    Length(GRADNORM_AT_REST, r"\frac{2 n_1 n_2}{n_1 + n_2}", lambda n_1, n_2, _: 2 * n_1 * n_2 / (n_1 + n_2)),
    Length(Variant("nash"), r"\frac{1}{\sqrt{1 + \rho}}", lambda _, __, rho: 1 / np.sqrt(1 + rho)),
    Length(Variant("fairgrad"), r"\frac{1}{\sqrt{1 + \rho}}", lambda _, __, rho: 1 / np.sqrt(1 + rho)),
    Length(Variant("config"), r"\frac{n_1 + n_2}{2}", lambda n_1, n_2, _: (n_1 + n_2) / 2),
    Length(Variant("db_mtl"), r"\max(n_1, n_2)", lambda n_1, n_2, _: np.maximum(n_1, n_2)),
)

# d = factor · (ĝ_1 + ĝ_2), each without what opposes the other
SURGERY = (
    Length(Variant("pcgrad"), "1", lambda n_1, _, __: np.ones_like(n_1)),
    Length(FIRST_GRADVAC, "1", lambda n_1, _, __: np.ones_like(n_1)),
    Length(Variant("upgrad"), r"\tfrac12", lambda n_1, _, __: np.full_like(n_1, 0.5)),
)


def grouped(
    variants: tuple[Variant, ...] = VARIANTS, ratios: Array = RATIOS, angles: Array = ANGLES
) -> list[list[Variant]]:
    """The variants, grouped by the direction of their steps; the largest family first, in the order given."""
    gram = grid(ratios, angles)
    updates = [variant.update(gram) for variant in variants]
    found: list[list[int]] = []
    for i, update in enumerate(updates):
        home = next((family for family in found if _same_way(updates[family[0]], update, gram)), None)
        if home is None:
            found.append([i])
        else:
            home.append(i)
    return [[variants[i] for i in family] for family in sorted(found, key=len, reverse=True)]


def _same_way(one: Array, other: Array, gram: Array) -> bool:
    """True if two fields of steps (..., 2) have one direction wherever both move, and stand still together."""
    noise = 1e-7 * geometry.norms(gram).min(-1)
    lengths = np.hypot(*np.moveaxis(one, -1, 0)), np.hypot(*np.moveaxis(other, -1, 0))
    moves = lengths[0] > noise, lengths[1] > noise
    cross, dot = one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0], (one * other).sum(-1)
    apart = np.degrees(np.abs(np.arctan2(cross, dot)))
    return bool((moves[0] == moves[1]).all() and np.max(apart[moves[0]], initial=0.0) < SAME)


def factors(lengths: tuple[Length, ...], gram: Array, along: Array) -> dict[str, Array]:
    """Title → (...) measured factor ‖update‖ / ‖along‖ for a direction along (..., 2); 0 where that is zero."""
    size = np.hypot(*np.moveaxis(along, -1, 0))
    return {
        str(length.variant): divide(np.hypot(*np.moveaxis(length.variant.update(gram), -1, 0)), size)
        for length in lengths
    }
