"""The landscape's controls on the page, and the walk that they stand for."""

from __future__ import annotations

from typing import Any, cast

import streamlit as st

from mtlviz.landscape import CAGRAD_STARTS, Landscape, Point, Quadratics, Valleys, WalkConfig, opposed, walkers
from mtlviz.landscape.descent import Optimizer
from mtlviz.lessons.landscape_presets import position
from mtlviz.lessons.presets import Preset
from mtlviz.ui import hyper
from mtlviz.ui.landscape_controls import CONTROLS
from mtlviz.ui.landscape_points import MOST_OWN, read_points, write_points


def apply(preset: Preset) -> None:
    """Put the controls into a preset's position."""
    st.session_state.update(position(preset))


def draw_controls() -> None:
    """The landscape and who walks; what belongs to this landscape; the rest behind a button."""
    land = CONTROLS["land"].segments(on_change=_suit)
    who = CONTROLS["who"].select(placeholder="Choose at least one")
    if "fixed" in who:
        CONTROLS["lambda1"].entry()
    hyper.draw(CONTROLS, who)
    CONTROLS[{"valleys": "lossscale", "opposed": "rho", "own": "size"}[land]].draw()
    if land == "own":
        for task in (1, 2):
            with st.container(horizontal=True, gap="small", key=f"bowl_{task}"):
                for key in (f"m{task}1", f"m{task}2", f"a{task}1", f"a{task}2"):
                    CONTROLS[key].entry(width=140)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="walk_row"):
        CONTROLS["descent"].segments()
        with st.popover("Starts, steps", icon=":material/tune:"):
            CONTROLS["from" if land == "valleys" else "around"].select()
            CONTROLS["own"].entry(placeholder="none yet")
            with st.container(horizontal=True, gap="small"):
                CONTROLS["rate"].entry()
                CONTROLS["walked"].entry()
    trouble = read_points(str(st.session_state.get("own", "")))[1]
    if trouble:
        st.caption(f"Your starts: {trouble}")


def _suit() -> None:
    """Another landscape: a learning rate and a length that suit it."""
    valleys = st.session_state.get("land") == "valleys"
    st.session_state.update(rate=1e-3 if valleys else 0.02, walked=50_000.0 if valleys else 1500.0)


def add_start(at: Point) -> str | None:
    """Put a clicked point into the text field; a sentence if there is no room."""
    points, _ = read_points(str(st.session_state.get("own", "")))
    new = (round(at[0], 1), round(at[1], 1))
    if new in points:
        return None
    if len(points) >= MOST_OWN:
        return f"There are {MOST_OWN} starts of your own already; take one out of the field “Your starts” first."
    st.session_state["own"] = write_points([*points, new])
    return None


def landscape() -> Landscape:
    """What the controls say is walked on."""
    told = CONTROLS.values()
    if told["land"] == "valleys":
        return Valleys(float(told["lossscale"]))
    if told["land"] == "opposed":
        return opposed(float(told["rho"]))
    centres, curvatures = (
        tuple((float(told[f"{kind}{task}1"]), float(told[f"{kind}{task}2"])) for task in (1, 2)) for kind in "ma"
    )
    return Quadratics(cast(Any, centres), cast(Any, curvatures), float(told["size"]))


def config() -> WalkConfig:
    """The walk that the controls stand for. Without a method equal weights walk, without a start one point does."""
    told, land = CONTROLS.values(), landscape()
    offered = walkers(float(told["lambda1"]), hyper.held(CONTROLS))
    preset = told["from"] if told["land"] == "valleys" else told["around"]
    usual = {"five": land.starts, "three": CAGRAD_STARTS, "none": ()}[preset]
    own = [p for p in read_points(str(told["own"]))[0] if max(map(abs, p)) <= land.half]
    starts = tuple(dict.fromkeys([*usual, *own])) or land.starts[:1]
    return WalkConfig(
        landscape=land,
        recipes=tuple(offered[name] for name in told["who"] or ["equal"]),
        starts=starts,
        optimizer=cast(Optimizer, told["descent"]),
        lr=float(told["rate"]),
        steps=int(told["walked"]),
    )
