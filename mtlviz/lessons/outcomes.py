"""What every method of the registry does to two tasks: in one situation, and over all ratios and angles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from mtlviz import geometry, methods
from mtlviz.arithmetic import divide
from mtlviz.hyper import Hyper
from mtlviz.lessons.arrival import REST, START, Losses, arrived, prepared
from mtlviz.lessons.state import LONG, State

Array = geometry.Array

SMALLER = 1  # health: its gradient is never the longer one on these pages
CLEAR = 0.05  # from this cosine on an update points towards what a task wants
NONE = 1e-9  # rounding of a gain, and of a length

RATIOS = np.geomspace(1, 1000, 31)  # (R,) ten a decade
ANGLES = np.linspace(0, 180, 31)  # (A,) 6° apart

HELPED, IGNORED, HURT = 1, 0, -1
WORDS = MappingProxyType({HELPED: "helped", IGNORED: "ignored", HURT: "hurt"})
NOTHING = "nothing"  # what a method balances that balances nothing


_START = State()


@dataclass(frozen=True)
class Situation:
    """Two gradients, and what a method may want to know beyond them.

    losses: of RUL and health now, relative to the start of training; they are taken to have moved there evenly.
    steps:  how many steps a method that remembers has seen; by default enough to be at rest.
    hyper:  what is set of the methods, where it differs from the papers.
    """

    state: State = _START
    losses: Losses = START
    steps: int = REST
    hyper: Hyper = ()


@dataclass(frozen=True)
class Outcome:
    """What one step does. Arrays share the leading axes of the gram.

    contributions (..., 2, 2); effects (..., 2): first-order change of each loss a unit of learning rate;
    gains (..., 2): what each task gains as a part of what a step of this length along its own gradient would bring
    (the cosine between the two), negative when it is hurt; outside (...): the part of ‖d‖² that no picture of the two
    gradients can show.
    """

    contributions: Array
    effects: Array
    gains: Array
    outside: Array


@lru_cache(maxsize=1024)
def outcome(name: str, situation: Situation) -> Outcome:
    """What method `name` does in one situation."""
    return over(name, situation.state.gram, situation)


def over(name: str, gram: Array, situation: Situation) -> Outcome:
    """What method `name` does to gradients gram (..., 2, 2) with the losses, steps, λ and settings of `situation`."""
    method = prepared(name, situation.state.lam, situation.hyper)
    blind = not {"gram", "gradients"} & set(method.info.needs)  # one gram is as good as all
    seen = gram[(0,) * (gram.ndim - 2)] if blind else gram
    contributions, outside = arrived(method, seen, situation.losses, situation.steps)
    contributions = np.broadcast_to(contributions, gram.shape)
    weights = contributions.sum(axis=-2)
    facts = geometry.describe(gram, weights)
    least = NONE * (np.abs(contributions).sum(-2) * facts.norms).sum(-1)  # pulls that cancel leave rounding
    inside = np.where(facts.update_norm > least, facts.update_norm, 0.0) ** 2
    outside = np.where(outside > least**2, outside, 0.0)
    best = facts.norms * np.sqrt(inside + outside)[..., None]  # (..., 2)
    return Outcome(
        contributions,
        facts.effects,
        np.clip(0.0 - divide(facts.effects, best), -1.0, 1.0),  # cosines: where pulls nearly cancel, rounding shows
        divide(outside, inside + outside),
    )


def verdict(gains: Array) -> NDArray[np.int8]:
    """HELPED, IGNORED or HURT, as int8: hurt is any loss at all, helped is a gain of at least CLEAR."""
    found: NDArray[np.int8] = np.where(gains < -NONE, HURT, np.where(gains >= CLEAR, HELPED, IGNORED)).astype(np.int8)
    return found


def landscape(name: str, situation: Situation) -> Array:
    """(A, R) gain of the smaller task over ANGLES × RATIOS; λ, losses and steps as in `situation`."""
    gram = geometry.two_gradients(RATIOS[None, :], ANGLES[:, None], LONG)  # (A, R, 2, 2)
    return over(name, gram, situation).gains[..., SMALLER]


def shares(gains: Array) -> Mapping[str, float]:
    """Part of the plane in which the smaller task is helped, ignored, hurt; sums to 1."""
    found = verdict(gains)
    return {word: float((found == code).mean()) for code, word in WORDS.items()}


def aspects(name: str) -> tuple[str, ...]:
    """In what a method makes up for differences between tasks; ("nothing",) for a method that does not."""
    return tuple(methods.info(name).balances) or (NOTHING,)


def dependence(name: str) -> str:
    """What else the answer depends on, as a sentence; "" for the many methods that need only the two gradients."""
    info = methods.info(name)
    asked = [text for need, text in (("losses", "the losses"), ("history", "the steps before")) if need in info.needs]
    said = f"Depends on {' and '.join(asked)}: as set above. " if asked else ""
    return said + ("Random: this is one draw." if info.random else "")
