"""The methods page's controls: one state for all methods, what to look at, which methods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from mtlviz import hyper, methods
from mtlviz.hyper import Hyper
from mtlviz.lessons import outcomes
from mtlviz.lessons.arrival import takes_lambda
from mtlviz.lessons.loss_shapes import SHAPES
from mtlviz.lessons.outcomes import Over, Situation
from mtlviz.lessons.state import State
from mtlviz.ui import conditions
from mtlviz.ui import hyper as settings
from mtlviz.ui.components.field import picked
from mtlviz.ui.controls import Choice, Controls, Many
from mtlviz.ui.kept import kept
from mtlviz.ui.methods_shapes import titles
from mtlviz.ui.tug_controls import CONTROLS as TUG

VIEWS = {
    "fix": "What they fix",
    "harm": "Where they fail",
    "family": "Same direction",
    "cards": "One by one",
}
ASPECTS = ("gradient norm", "direction", "loss scale", "learning speed", outcomes.NOTHING)


def controls() -> Controls:
    """The table, from the registry as it is now. λ, angle and ratio are as the tug-of-war's, to which cards link."""
    return Controls(
        "methods",
        Choice("view", "Look at", "Four ways to look at the same methods in the same state.", "fix", VIEWS),
        replace(
            TUG["lam"],
            label="λ (Fixed weights only)",
            help="The weight of RUL under fixed weights; health has 1 − λ. No other method here looks at it.",
        ),
        TUG["angle"],
        TUG["ratio"],
        *conditions.CONDITIONS,
        *settings.controls(),
        Many(
            "balances",
            "Show only methods that balance",
            "What tasks differ in. A method is shown if it balances at least one of these; none chosen: all.",
            (),
            {aspect: aspect for aspect in ASPECTS},
        ),
        Many(
            "only",
            "Only these methods",
            "None chosen: all.",
            (),
            {name: methods.info(name).title for name in methods.names()} | titles(SHAPES),
        ),
    )


def situation(values: Mapping[str, Any]) -> Situation:
    """What the controls say."""
    return conditions.situation(State(values["lam"], values["angle"], values["ratio"]), values)


def chosen(values: Mapping[str, Any]) -> tuple[str, ...]:
    """The methods that pass both filters, in the registry's order."""
    return tuple(name for name in methods.names() if _passes(name, name, values))


def chosen_shapes(values: Mapping[str, Any]) -> tuple[str, ...]:
    """The loss shapes that pass both filters; what a shape balances is what the method that weights its tasks does."""
    return tuple(name for name, shape in SHAPES.items() if _passes(name, shape.method, values))


def _passes(name: str, method: str, values: Mapping[str, Any]) -> bool:
    aspects = set(values["balances"])
    by_name = not values["only"] or name in values["only"]
    return by_name and (not aspects or bool(aspects & set(outcomes.aspects(method))))


def hear(key: str) -> None:
    """Follow what the visitor chose in the picture `key`: a method's card, or a point of a map as the new state."""
    message = picked(getattr(st.session_state.get(key), "picked", None))  # gone, if a first click took the map away
    if "method" in message:
        st.session_state.update(view="cards", only=[message["method"]], balances=[])
    else:
        st.session_state.update(message)


@kept(200)  # 16 KB each; nobody may write to them
def landscape(name: str, lam: float, loss: tuple[float, float], steps: int, settings: Hyper) -> Over:
    """The map of one method; only what it depends on is in the key (see `landscapes`)."""
    return outcomes.landscape(name, Situation(State(lam=lam), loss, steps, settings))


def landscapes(names: tuple[str, ...], now: Situation) -> dict[str, Over]:
    """The maps of several methods; a condition that a method does not look at does not make a new map."""
    maps = {}
    for name in names:
        needs = methods.info(name).needs
        maps[name] = landscape(
            name,
            now.state.lam if takes_lambda(name) else 0.5,
            now.losses if "losses" in needs else (1.0, 1.0),
            now.steps if {"history", "gradients"} & set(needs) or methods.info(name).random else 1,
            hyper.only(name, now.hyper),
        )
    return maps
