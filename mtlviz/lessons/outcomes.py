"""What every method of the registry does to two tasks: in one situation, and over all ratios and angles."""

from __future__ import annotations

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

SMALLER = 1  # health: its gradient never has the larger norm on these pages
CLEAR = 0.05  # from this cosine with a task's gradient on, an update points towards what the task wants
NONE = 1e-9  # rounding of a cosine, and of a norm

RATIOS = np.geomspace(1, 1000, 31)  # (R,) ten a decade
ANGLES = np.linspace(0, 180, 31)  # (A,) 6° apart

TOWARDS, SIDEWAYS, AGAINST = 1, 0, -1  # the direction of an update, as one task sees it
WORDS = MappingProxyType({TOWARDS: "towards", SIDEWAYS: "sideways", AGAINST: "against"})
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

    contributions (..., 2, 2); effects (..., 2): first-order change of each loss per unit of learning rate, > 0: hurt;
    cosines (..., 2): of the update with each gradient: where it points, and nothing about how long it is; their signs
    are those of the effects, turned round. outside (...): the part of ‖d‖² that no picture of the two gradients can
    show.
    """

    contributions: Array
    effects: Array
    cosines: Array
    outside: Array


@dataclass(frozen=True)
class Over:
    """What a method does to the smaller task over ANGLES × RATIOS: cosines and effects (A, R) as in Outcome."""

    cosines: Array
    effects: Array

    def share(self, direction: int) -> float:
        """The part of these states in which the update has that direction for the smaller task; the three sum to 1."""
        return float((direction_of(self.cosines) == direction).mean())

    @property
    def sentence(self) -> str:
        """Where the task is hurt, in words: the smallest ratio, and the smallest angle at the largest ratio.

        Not at 180°: an update that should be zero there has any direction until a running average has settled.
        """
        hurt = (direction_of(self.cosines) == AGAINST)[ANGLES < 180]  # (A, R)
        if not hurt.any():
            return "It hurts the smaller task nowhere."
        worst = int(np.flatnonzero(hurt.any(0))[-1])  # the largest ratio at which it does
        first = RATIOS[np.flatnonzero(hurt.any(0))[0]]
        angle = ANGLES[np.flatnonzero(hurt[:, worst])[0]]
        least = f", from {first:.2g}× on" if first > RATIOS[0] else ""
        return f"It hurts the smaller task{least}; at {RATIOS[worst]:,.0f}× from {angle:g}° on."


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
    cosines = np.clip(0.0 - divide(facts.effects, best), -1.0, 1.0)  # where pulls nearly cancel, rounding shows
    effects = np.where(np.abs(cosines) > NONE, facts.effects, 0.0)
    return Outcome(contributions, effects, cosines, divide(outside, inside + outside))


def direction_of(cosines: Array) -> NDArray[np.int8]:
    """TOWARDS, SIDEWAYS or AGAINST: against is any cosine below 0, towards one of at least CLEAR."""
    clear = np.where(cosines >= CLEAR, TOWARDS, SIDEWAYS)
    found: NDArray[np.int8] = np.where(cosines < -NONE, AGAINST, clear).astype(np.int8)
    return found


def felt(effect: float) -> str:
    """What a change of a loss is to its task, in a word.

    >>> felt(-1e-9), felt(0.2), felt(0.0)
    ('helped', 'hurt', 'unchanged')
    """
    return "hurt" if effect > 0 else "helped" if effect < 0 else "unchanged"


def landscape(name: str, situation: Situation) -> Over:
    """What `name` does to the smaller task over ANGLES × RATIOS; λ, losses, steps, settings as in `situation`."""
    gram = geometry.two_gradients(RATIOS[None, :], ANGLES[:, None], LONG)  # (A, R, 2, 2)
    found = over(name, gram, situation)
    smaller = Over(found.cosines[..., SMALLER].copy(), found.effects[..., SMALLER].copy())
    for values in (smaller.cosines, smaller.effects):
        values.flags.writeable = False  # all visitors see this one
    return smaller


def aspects(name: str) -> tuple[str, ...]:
    """Which differences between tasks a method balances; ("nothing",) for a method that does not."""
    return tuple(methods.info(name).balances) or (NOTHING,)


def dependence(name: str) -> str:
    """What else the answer depends on, as a sentence; "" for the many methods that need only the two gradients."""
    info = methods.info(name)
    asked = [text for need, text in (("losses", "the losses"), ("history", "the steps before")) if need in info.needs]
    said = f"Depends on {' and '.join(asked)}: as set above. " if asked else ""
    return said + ("Random: this is one draw." if info.random else "")
