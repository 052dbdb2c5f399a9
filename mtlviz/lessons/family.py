"""The family portrait: which methods point the same way, whatever the two gradients are, and differ only in length.

Two methods are of one family when their updates have the same direction in every state of a grid, to 1e-6 rad. Some
belong together only in their pure form, without memory, floor or warm-up: these stand beside the method as it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np

from mtlviz import geometry, methods
from mtlviz.arithmetic import divide
from mtlviz.lessons.field import NONE, Situation, over
from mtlviz.lessons.state import LONG

Array = geometry.Array
Length = Callable[[float, float, float], float]

SAME = 1e-6  # rad, and relative difference of lengths
GRID = geometry.two_gradients([[1.0], [2.0], [7.0], [40.0], [300.0]], [20.0, 65.0, 100.0, 130.0, 165.0], LONG)


@dataclass(frozen=True)
class Form:
    """One way to use a method: `steps` None is the situation's; `unit`: it gets the gradients at length 1.

    Where known, `latex` and `length` say how long the update is, as a factor on u_1 + u_2 (the unit gradients):
    a function of n_1, n_2 and the cosine ρ.
    """

    name: str
    title: str
    hyper: Mapping[str, Any] = field(default_factory=dict, hash=False)
    steps: int | None = None
    unit: bool = False
    latex: str = ""
    length: Length | None = None

    def contributions(self, gram: Array, situation: Situation) -> Array:
        """(..., 2, 2) contributions on gradients gram (..., 2, 2)."""
        n = geometry.norms(gram) if self.unit else np.ones(gram.shape[:-1])
        asked = situation if self.steps is None else replace(situation, steps=self.steps, losses=(1.0, 1.0))
        scaled = gram / (n[..., :, None] * n[..., None, :])
        return np.asarray(over(self.name, scaled, asked, **self.hyper).contributions / n[..., None, :])


@dataclass(frozen=True)
class Member:
    """A form in one situation. `length` of its update; `factor`: always this multiple of the first member's update,
    None when the factor varies; `known`: the length that its closed form gives, None without one."""

    form: Form
    length: float
    factor: float | None
    known: float | None


@dataclass(frozen=True)
class Family:
    """Forms with one direction: `angle` from RUL's gradient towards health's in degrees, None when no one moves."""

    members: tuple[Member, ...]
    angle: float | None


# Lengths known in closed form, and pure forms of methods that are more than a direction. A method without an entry is
# measured all the same.
_KNOWN: Mapping[str, tuple[str, Length]] = {
    "imtl_g": (r"\frac{n_1 n_2}{n_1 + n_2}", lambda n, m, _: n * m / (n + m)),
    "nash": (r"\frac{1}{\sqrt{1 + \rho}}", lambda _n, _m, rho: (1 + rho) ** -0.5),
    "fairgrad": (r"\frac{1}{\sqrt{1 + \rho}}", lambda _n, _m, rho: (1 + rho) ** -0.5),
    "config": (r"\frac{n_1 + n_2}{2}", lambda n, m, _: (n + m) / 2),
}
_PURE = (
    Form(
        "gaba",
        "GABA without floor, memory and warm-up",
        {"floor": 0.0, "beta": 0.0, "warmup": 0},
        1,
        latex=r"\frac{n_1 n_2}{n_1 + n_2}",
        length=lambda n, m, _: n * m / (n + m),
    ),
    Form(
        "gradnorm",
        "GradNorm at rest, α = 0",
        {"alpha": 0.0, "lr": 1e9},  # as fast as it can: at rest after a step
        3,
        latex=r"\frac{2\,n_1 n_2}{n_1 + n_2}",
        length=lambda n, m, _: 2 * n * m / (n + m),
    ),
    Form("mgda", "MGDA on unit gradients", unit=True, latex=r"\frac{1}{2}", length=lambda *_: 0.5),
    Form(
        "db_mtl",
        "DB-MTL without memory, equal losses",
        {"beta": 0.0},
        1,
        latex=r"\max(n_1, n_2)",
        length=lambda n, m, _: max(n, m),
    ),
    Form("gradvac", "GradVac, first step", steps=1),
)


def forms() -> tuple[Form, ...]:
    """Every method of the registry as it is used, and the pure forms of those that have one."""
    used = []
    for name in methods.names():
        latex, length = _KNOWN.get(name, ("", None))
        used.append(Form(name, methods.info(name).title, latex=latex, length=length))
    return (*used, *(form for form in _PURE if form.name in methods.names()))


def families(situation: Situation) -> tuple[Family, ...]:
    """All forms by direction, the largest family first; lengths and angles are those of `situation`."""
    return _families(situation, forms())


@lru_cache(maxsize=64)
def _families(situation: Situation, forms: tuple[Form, ...]) -> tuple[Family, ...]:
    groups: list[list[tuple[Form, Array]]] = []
    coordinates = geometry.plane(GRID)
    for form in forms:
        d = (form.contributions(GRID, situation) @ coordinates).sum(-2)  # (5, 5, 2)
        kin = next((g for g in groups if np.abs(_unit(d) - _unit(g[0][1])).max() <= SAME), None)
        if kin is None:
            groups.append([(form, d)])
        else:
            kin.append((form, d))
    groups.sort(key=len, reverse=True)
    return tuple(_family(group, situation) for group in groups)


def _family(group: list[tuple[Form, Array]], situation: Situation) -> Family:
    gram = situation.state.gram
    n_1, n_2 = map(float, geometry.norms(gram))
    rho = float(geometry.cosine(gram))
    members, angle = [], None
    for form, d in group:
        contributions = form.contributions(gram, situation)
        weights = contributions.sum(-2)
        length = float(geometry.update_norm(gram, weights))
        if length <= NONE * float((np.abs(contributions) @ geometry.norms(gram)).sum()):
            length = 0.0  # pulls that cancel leave rounding
        factors = divide(_length(d), _length(group[0][1]))
        steady = np.ptp(factors) <= SAME * np.abs(factors).max()
        known = form.length(n_1, n_2, rho) * (2 + 2 * rho) ** 0.5 if form.length and rho > -1 else None
        members.append(Member(form, length, float(factors.flat[0]) if steady else None, known))
        if angle is None and length > 0:
            x, y = weights @ geometry.plane(gram)
            angle = float(np.degrees(np.arctan2(y, x)))
    return Family(tuple(members), angle)


def _length(d: Array) -> Array:
    return np.asarray(np.hypot(d[..., 0], d[..., 1]))


def _unit(d: Array) -> Array:
    return divide(d, _length(d)[..., None])
