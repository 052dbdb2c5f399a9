"""The families of methods in one state of the page: their direction, the norms of the updates, and closed forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from mtlviz import geometry, methods
from mtlviz.field.families import BISECTOR, SURGERY, VARIANTS, Length, Variant, grouped
from mtlviz.field.states import grid
from mtlviz.lessons.state import State

Array = geometry.Array

RATIOS = np.array([1.0, 2.0, 7.0, 40.0, 300.0])  # the states in which directions are compared
ANGLES = np.array([20.0, 65.0, 100.0, 130.0, 165.0])
STILL = 1e-7  # of the smaller gradient: a shorter update is rounding


@dataclass(frozen=True)
class OnUnits(Variant):
    """A method that gets the gradients at length 1."""

    def weights(self, gram: Array) -> Array:
        """(..., 2) weights on the gradients as they are."""
        n = geometry.norms(gram)
        return super().weights(gram / (n[..., :, None] * n[..., None, :])) / n


_UNIT_MGDA = OnUnits("mgda", steps=1, title="MGDA on unit gradients")
_PURE = (*(variant for variant in VARIANTS if variant.title), _UNIT_MGDA)
_BISECTOR = (*BISECTOR, Length(_UNIT_MGDA, r"\tfrac12", lambda n_1, _, __: np.full_like(n_1, 0.5)))


@dataclass(frozen=True)
class Member:
    """A method with its settings, and the norm of its update as `length`.

    `factor`: its update is always this multiple of the first member's, None when that varies. `latex` and `known`: the
    closed form and what it gives here; "" and None without one.
    """

    name: str
    title: str
    length: float
    factor: float | None
    latex: str
    known: float | None


@dataclass(frozen=True)
class Family:
    """Methods with one direction: `angle` from RUL's gradient towards health's in degrees, None when no one moves."""

    members: tuple[Member, ...]
    angle: float | None


def families(state: State) -> tuple[Family, ...]:
    """All methods of the registry, and the pure forms of some, by direction; the largest family first."""
    known = _known(state.gram)
    return tuple(_family(group, state.gram, known) for group in _groups(methods.names()))


@lru_cache(maxsize=8)
def _groups(names: tuple[str, ...]) -> list[list[Variant]]:
    variants = (*map(Variant, names), *(variant for variant in _PURE if variant.name in names))
    return grouped(variants, RATIOS, ANGLES)


def _family(group: list[Variant], gram: Array, known: Mapping[str, tuple[str, float]]) -> Family:
    states = grid(RATIOS, ANGLES)
    first = _length(group[0].update(states))
    members, angle = [], None
    for variant in group:
        d = variant.update(gram)
        moves = _length(d) > STILL * geometry.norms(gram).min()
        if angle is None and moves:
            angle = float(np.degrees(np.arctan2(d[1], d[0])))
        factors = _length(variant.update(states)) / first
        steady = np.ptp(factors) <= 1e-6 * factors.max()
        latex, closed = known.get(str(variant), ("", None))
        members.append(
            Member(
                variant.name,
                str(variant),
                float(_length(d)) if moves else 0.0,
                float(factors.flat[0]) if steady else None,
                latex,
                closed,
            )
        )
    return Family(tuple(members), angle)


def _known(gram: Array) -> dict[str, tuple[str, float]]:
    """Title → closed form, and the length that it gives for gram (2, 2)."""
    n_1, n_2 = geometry.norms(gram)
    rho, dot = geometry.cosine(gram), min(gram[0, 1], 0.0)
    chord = np.sqrt(np.maximum(2 + 2 * rho, 0.0))  # ‖u_1 + u_2‖
    spared = geometry.update_norm(gram, 1 - dot / np.array([n_1, n_2]) ** 2)  # ‖ĝ_1 + ĝ_2‖
    found = {}
    for lengths, along, name in (
        (_BISECTOR, chord, "(u_1 + u_2)"),
        (SURGERY, spared, r"(\hat g_1 + \hat g_2)"),
    ):
        for length in lengths:
            if along:
                factor = f"{length.latex}\\," if length.latex != "1" else ""
                found[str(length.variant)] = factor + name, float(length.factor(n_1, n_2, rho) * along)
    return found


def _length(d: Array) -> Array:
    return np.asarray(np.hypot(d[..., 0], d[..., 1]))
