"""What one position of the tug-of-war's controls means: gradients, weights, and what every method makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from mtlviz import geometry, hyper
from mtlviz.hyper import Hyper
from mtlviz.lessons.arrival import START, Losses, arrived, prepared, takes_lambda
from mtlviz.untrusted import number

LEARNING_RATE = 0.01  # for the first-order effects on the page
LONG = 5.0  # ‖g_rul‖, as in the book's listing; ‖g_health‖ is LONG / ratio
LIMITS = {"lam": (0.0, 1.0), "angle": (0.0, 180.0), "ratio": (1.0, 10_000.0)}


@dataclass(frozen=True)
class State:
    """One position of the controls; task 0 is RUL, task 1 is health.

    lam:   weight of RUL in [0, 1]; health has 1 − lam.
    angle: between the gradients, degrees in [0, 180].
    ratio: ‖g_rul‖ / ‖g_health‖ in [1, 10,000].
    side:  on which side of RUL's gradient health lies: "left" or "right". The mathematics does not see it.
    """

    lam: float = 0.5
    angle: float = 120.0
    ratio: float = 3.0
    side: str = "left"

    @cached_property
    def gram(self) -> geometry.Array:
        """(2, 2) inner products."""
        return geometry.two_gradients(self.ratio, self.angle, LONG)

    @property
    def weights(self) -> geometry.Array:
        """(2,) weights (λ, 1 − λ)."""
        return np.array([self.lam, 1 - self.lam])

    @cached_property
    def facts(self) -> geometry.Description:
        """Everything that geometry knows about the λ-weighted update."""
        return geometry.describe(self.gram, self.weights)

    @property
    def window(self) -> tuple[float, float]:
        """(low, high): the λ that hurt neither task."""
        window = geometry.no_harm_window(self.ratio, float(self.facts.cosine))
        assert window is not None  # no input is NaN
        return window

    def contributions(self, method: str, steps: int, losses: Losses = START, settings: Hyper = ()) -> geometry.Array:
        """(2, 2) contributions of a method of the registry after `steps` steps in this state (see `arrived`).

        Fixed weights take this state's λ; `settings` may be of any methods.
        """
        lam = self.lam if takes_lambda(method) else 0.5
        return _settled(method, self.ratio, self.angle, steps, losses, lam, hyper.only(method, settings))


@lru_cache(maxsize=512)  # the slowest part of an answer; a visitor moves λ without moving the gradients
def _settled(
    method: str, ratio: float, angle: float, steps: int, losses: Losses, lam: float, settings: Hyper
) -> geometry.Array:
    gram = geometry.two_gradients(ratio, angle, LONG)
    contributions, _ = arrived(prepared(method, lam, settings), gram, losses, steps)
    contributions.flags.writeable = False
    return contributions


def parse(message: Any) -> State | None:
    """The state that a message from the browser speaks of, clamped into the limits; None if it makes no sense.

    >>> parse({"lam": 2, "angle": 90, "ratio": 7, "side": "right"})
    State(lam=1.0, angle=90.0, ratio=7.0, side='right')
    >>> parse({"lam": "a lot"}) is None
    True
    """
    if not isinstance(message, Mapping):
        return None
    lam, angle, ratio = (number(message.get(key), *limits) for key, limits in LIMITS.items())
    side = message.get("side")
    if lam is None or angle is None or ratio is None or side not in ("left", "right"):
        return None
    return State(lam, angle, ratio, side)
