"""The home page's scenes of two children on a rope: a state, and what to notice in it, computed from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mtlviz import geometry
from mtlviz.lessons.numbers import percent
from mtlviz.lessons.state import State


@dataclass(frozen=True)
class Scene:
    """`notice` is true of exactly `state` (tested)."""

    title: str
    state: State
    notice: str

    @property
    def position(self) -> str:
        """Where it stands, as a link to the tug-of-war says it."""
        return f"{self.state.ratio:g}× at {self.state.angle:g}°"


def _agree() -> Scene:
    return Scene(
        "They agree",
        State(0.5, 0, 1),
        "Both children pull the same way, equally hard. Any mix of the two serves both: there is nothing to balance.",
    )


def _bigger() -> Scene:
    state = State(0.5, 180, 2)
    left = state.facts.update_norm / state.facts.norms[0]
    return Scene(
        "The bigger child wins",
        state,
        f"One child is twice as strong and they pull in opposite directions. With equal weights {100 * left:.0f} % of "
        f"the bigger one’s gradient is left, and the smaller one is dragged backwards: its loss grows.",
    )


def _imbalance() -> Scene:
    state = State(0.5, 90, 20)
    x, y = state.weights @ geometry.plane(state.gram)
    return Scene(
        "Magnitude imbalance",
        state,
        "One child is 20 times stronger. The small one has turned by 90°, and it hardly matters: the ring goes where "
        f"RUL wants it, {np.degrees(np.arctan2(y, x)):.1f}° off. Health has {percent(state.facts.shares[1])} of the "
        f"update and is along for the ride.",
    )


def _conflict() -> Scene:
    return Scene(
        "Direction conflict",
        State(0.5, 180, 1),
        "Equally strong, opposite ways: with equal weights the pulls cancel, and the shared weights stay where they "
        "are, however hard both pull; only the heads still learn.",
    )


SCENES = (_agree(), _bigger(), _imbalance(), _conflict())
