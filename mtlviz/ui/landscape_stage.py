"""The stage of the landscape page: walks shared by all sessions, the player, and what its paths amount to, in words.

The browser asks for records until the walk is complete; each question advances the walk by a moment. So the first paths
show at once, whoever stops asking stops the computing, and a class that presses the same preset walks it once.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from mtlviz.figures.landscape import objectives
from mtlviz.landscape import End, Point, Quadratics, Walk, WalkConfig, ends
from mtlviz.lessons import landscape_presets as presets
from mtlviz.lessons.landscape_sentences import about_front, about_rest, about_walk, describe, point
from mtlviz.ui import landscape_setup
from mtlviz.ui.components.landscape import Mark, Told, digest, encode, landscape_player
from mtlviz.ui.kept import kept
from mtlviz.ui.landscape_controls import CONTROLS
from mtlviz.ui.plain import plain
from mtlviz.ui.presets import buttons
from mtlviz.ui.process import GATE

FIRST, MOMENT = 0.1, 0.2  # seconds of walking before the first picture, and for each question
TOLD = "landscape_told"
WIDTHS = {"method": 140, "start": 80, "state": 105, "end": 110, "off the front": 85, "losses": 115}  # pixels, all seen
STYLE = """<style>
@media (max-width: 640px) { .st-key-presets { gap: 6px; } .st-key-presets button { padding: 2px 8px; } }
.landscape_sideways { display: none; font-size: 0.875rem; opacity: 0.82; margin: 0; }
@media (max-width: 760px) { .landscape_sideways { display: block; } }
@media (max-width: 900px) { .st-key-landscape_columns [data-testid=stColumn] { min-width: 100%; } }
</style>"""


@dataclass
class Shared:
    """A walk that any session may advance, one at a time."""

    walk: Walk
    lock: threading.Lock = field(default_factory=threading.Lock)


@kept(most=16)
def shared(config: WalkConfig) -> Shared:
    """The one walk of a config."""
    return Shared(Walk(config))


@st.fragment
def stage() -> None:
    """The page below its lead; reruns alone with every question of the browser and every change of a control."""
    event, told, refused = st.session_state.pop(TOLD, (None, None, None))
    st.html(STYLE)
    _presets()
    with st.container(key="landscape_columns"):
        left, right = st.columns([1.5, 1], gap="medium")
    with right:
        landscape_setup.draw_controls()
    config = landscape_setup.config()
    part = shared(config)
    walk = part.walk
    _advance(part, event, told)
    found, rests = ends(walk), _rests(walk, CONTROLS.values())
    titles = {recipe.name: recipe.title for recipe in config.recipes}
    with left:
        own = CONTROLS.values()["land"] == "own"
        marks = [Mark(at, titles[name] if own else f"{titles[name]}: {at[0]:.3g}") for name, _, at in rests]
        landscape_player(encode(walk, told, marks=marks, description=describe(walk, found)), _hear)
        if refused:
            st.warning(plain(refused))
    with right:
        sentences = about_walk(walk, found) + [
            about_rest(titles[recipe], formula, at, [end for end in found if end.recipe == recipe])
            for recipe, formula, at in rests
        ]
        st.markdown("\n".join(f"- {sentence}" for sentence in sentences))
        st.caption(about_front(walk))
    if walk.done or event == "halt":
        _closer(walk, found)


def _presets() -> None:
    now = presets.active(CONTROLS.values())
    buttons(presets.PRESETS, now, landscape_setup.apply, prefix="landscape")
    st.markdown(now.notice if now else "Press one of these situations to learn what to notice in it, or make your own.")


def _rests(walk: Walk, told: dict[str, Any]) -> list[tuple[str, str, Point]]:
    """For bowls: name, formula and analytic resting point of every method whose weights never change."""
    land = walk.config.landscape
    if not isinstance(land, Quadratics):
        return []
    result = []
    for recipe in walk.config.recipes:
        if recipe.method == "fixed":
            lam = dict(recipe.hyper).get("weights", (0.5, 0.5))[0]
            formula = "the weighted gradients cancel"
            if told["land"] == "opposed":
                formula = "x₁ = (ρ − 1)/(ρ + 1)" if lam == 0.5 else "x₁ = (λρ − (1 − λ))/(λρ + (1 − λ))"
            result.append((recipe.name, formula, land.rest(lam)))
    return result


def _advance(part: Shared, event: str | None, told: Told | None) -> None:
    """Walk on for a moment, unless there is something to send already, or the visitor has stopped."""
    walk = part.walk
    have = told.have if told and told.walk == digest(walk.config) else 0
    if event == "halt" or walk.done or walk.count > have:
        return
    with GATE, part.lock:
        if walk.count <= have and not walk.done:
            walk.advance(FIRST if walk.count == 0 else MOMENT)


def _hear(name: str, value: Any) -> None:
    told = Told.read(value)
    if told is None:
        return
    refused = None
    if name == "start":
        if told.start is None:
            return
        refused = landscape_setup.add_start(told.start)
    st.session_state[TOLD] = (name, told, refused)


def _closer(walk: Walk, found: list[End]) -> None:
    """Where the paths ended among the two losses, and the same as a table."""
    left, right = st.columns([1, 2.2], gap="medium")
    with left:
        st.header("The same walk among the losses", anchor=False)
        dark = st.context.theme.type == "dark"
        st.plotly_chart(
            objectives(walk, dark),
            key="landscape_objectives",
            alt="Loss 1 against loss 2: the Pareto front, and every path with its end",
        )
    with right:
        st.header("Where every path stands", anchor=False)
        st.html('<p class="landscape_sideways">Scroll the table sideways for distances and losses →</p>')
        st.dataframe(
            [_row(end) for end in found],
            hide_index=True,
            width="stretch",
            height=min(460, 38 + 35 * len(found)),
            column_config={name: st.column_config.Column(width=pixels) for name, pixels in WIDTHS.items()},
        )


def _row(end: End) -> dict[str, Any]:
    """A path in words and numbers: the text alternative of the map."""
    state = "diverged" if end.lost else "on the front" if end.reached else "not there"
    return {
        "method": end.title,
        "start": point(end.start),
        "state": f"{state}, moving" if end.moving and not end.lost else state,
        "end": point(end.at, 3),
        "off the front": round(end.distance, 3),
        "losses": point(end.losses, 3),
    }
