"""What some methods ask for beyond two gradients: the losses, and how long they have been in this state."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import streamlit as st

from mtlviz import hyper, methods
from mtlviz.lessons.arrival import REST, Losses
from mtlviz.lessons.numbers import percent
from mtlviz.lessons.outcomes import Situation, outcome
from mtlviz.lessons.state import State
from mtlviz.ui.controls import Controls, Number

MOST_STEPS = 3000  # a state after so many is computed within a second
_LOSSES = tuple(sorted({float(f"{10 ** (n / 20):.2g}") for n in range(-40, 21)}))  # 0.01 … 10

CONDITIONS = (
    *(
        Number(
            f"loss_{key}",
            f"{title}’s loss now, relative to the start",
            f"1: as at the start. 0.1: {task}’s loss has fallen to a tenth, by the same factor at every step.",
            1.0,
            0.01,
            10.0,
            step=0.05,
            format="%.3g",
            unit="×",
            grid=_LOSSES,
        )
        for key, title, task in (("rul", "RUL", "RUL"), ("health", "Health", "health"))
    ),
    Number(
        "steps",
        "Steps so far",
        "For methods with memory (running averages, learned weights): how many steps they have seen these two "
        f"gradients. After {REST:,} they are at rest, unless the losses still move.",
        REST,
        1,
        MOST_STEPS,
        step=1,
        format="%.0f",
        whole=True,
    ),
)


def losses(values: Mapping[str, Any]) -> Losses:
    """Of RUL and health, as the controls say."""
    return float(values["loss_rul"]), float(values["loss_health"])


def ask(controls: Controls, chosen: Collection[str]) -> None:
    """The controls that the chosen methods need, and why."""
    by_loss = _that_need("losses", chosen)
    remembering = _that_need("history", chosen)
    if by_loss:
        controls["loss_rul"].pair()
        controls["loss_health"].pair()
        st.caption(
            f"{_listed(by_loss)} also {_verb(by_loss, 'use')} the loss values, which two arrows do not contain. "
            "Set them here."
        )
    if remembering:
        steps = int(controls["steps"].entry())
        st.caption(f"{_listed(remembering)} {_verb(remembering, 'keep')} a memory: {_after(steps)}")


def situation(state: State, values: Mapping[str, Any]) -> Situation:
    """A state, with what the controls say about losses, steps and the methods' settings."""
    return Situation(state, losses(values), int(values["steps"]), hyper.held(values))


def unseen(state: State, chosen: Collection[str], values: Mapping[str, Any]) -> list[str]:
    """For every chosen method that leaves the plane of the two gradients, how much of its update is not shown."""
    now = situation(state, values)
    parts = {name: float(outcome(name, now).outside) for name in chosen if "gradients" in methods.info(name).needs}
    return [
        f"{percent(part)} of {methods.info(name).title}’s step (of its squared norm) lies outside this plane, "
        "perpendicular to both gradients, and so changes neither loss to first order. The two gradients are spread at "
        "random over as many parameters as the app’s shared layer has."
        for name, part in parts.items()
        if part
    ]


def _after(steps: int) -> str:
    if steps >= REST:
        return f"shown at rest, after {steps:,} steps in this state."
    return f"shown after {steps:,} {'step' if steps == 1 else 'steps'} in this state; at rest from about {REST:,} on."


def _that_need(need: methods.Need, chosen: Collection[str]) -> list[str]:
    return [methods.info(name).title for name in chosen if need in methods.info(name).needs]


def _listed(titles: list[str]) -> str:
    """`A`, `A and B`, `A, B and C`; from the fifth on they are counted."""
    if len(titles) > 4:
        return f"{len(titles)} of these methods"
    return " and ".join([", ".join(titles[:-1]), titles[-1]] if titles[1:] else titles)


def _verb(titles: list[str], verb: str) -> str:
    return verb if len(titles) > 1 else f"{verb}s"
