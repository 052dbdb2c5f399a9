"""The tug-of-war's controls, and how picture and presets move them."""

from __future__ import annotations

import time
from dataclasses import asdict, replace
from typing import Any

import streamlit as st

from mtlviz import methods
from mtlviz.lessons.presets import Preset
from mtlviz.lessons.state import LIMITS, State
from mtlviz.ui import hyper
from mtlviz.ui.components import tug
from mtlviz.ui.components.tug import Moved
from mtlviz.ui.conditions import CONDITIONS, losses
from mtlviz.ui.controls import Choice, Controls, Many, Number

PICTURE = "tug_picture"  # the component's key

# Even steps on a logarithmic axis, and the numbers that people look for: 338 is what the book's PyTorch listing gives.
RATIOS = tuple(
    sorted(
        {float(f"{10 ** (n / 40):.3g}") for n in range(161)}
        | {1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 338.0, 500.0, 1000.0, 2000.0, 5000.0}
    )
)

_start = State()

CONTROLS = Controls(
    "tug_of_war",
    Number(
        "lam",
        "λ: weight of RUL",
        "The update is d = λ·g(RUL) + (1 − λ)·g(health), and the step is −lr·d. The hatched band on the slider is "
        "where neither task is hurt.",
        _start.lam,
        *LIMITS["lam"],
        step=0.001,
        format="%.3f",
    ),
    Number(
        "angle",
        "Angle between the gradients",
        "0°: both want the same. 90°: neither cares about the other. 180°: what helps one hurts the other.",
        _start.angle,
        *LIMITS["angle"],
        step=1.0,
        format="%.4g",
        unit="°",
    ),
    Number(
        "ratio",
        "Ratio of the norms",
        "How many times as large RUL’s norm ‖g‖ is as health’s, from 1 to 10,000 on a logarithmic slider. The number "
        "beside it is exact; ≈ on the slider: its nearest step. RUL’s norm is always 5. Norm: the length, or "
        "magnitude, of a gradient before weighting.",
        _start.ratio,
        *LIMITS["ratio"],
        step=1.0,
        format="%.5g",
        unit="×",
        grid=RATIOS,
    ),
    Choice(
        "side",
        "Health lies to the",
        "Mirrors the picture; no number depends on it. Dragging an arrow across the other sets it too.",
        _start.side,
        {"left": "left", "right": "right"},
    ),
    Choice(
        "scale",
        "Arrow lengths",
        "Linear: drawn as long as they are. Log: each ring is ten times shorter than the next one out, so that an "
        "arrow 500 times shorter can still be seen. Directions are true in both.",
        "true",
        {"true": "linear", "unit": "log"},
        former={"logarithmic": "unit"},
    ),
    Many(
        "methods",
        "Methods to draw beside it",
        "What each balancing method would make of these two gradients, computed by the library’s own code.",
        (),
        {name: methods.info(name).title for name in methods.names()},
    ),
    *CONDITIONS,
    *hyper.controls(),
)


def held() -> State:
    """What the controls say."""
    values = CONTROLS.values()
    return State(values["lam"], values["angle"], values["ratio"], values["side"])


def apply(preset: Preset) -> None:
    """Put the controls into a preset's position, and let the picture move there."""
    st.session_state.update(preset.values)
    if preset.start:
        start = replace(preset.state, **preset.start)
        st.session_state["tug_start"] = {**asdict(start), "seq": time.time_ns() // 1_000_000}


@st.fragment
def picture() -> None:
    """The picture. What moves in the visitor's hand reruns this fragment alone; let go, it moves the controls."""
    moved: Moved | None = st.session_state.pop("tug_moved", None)
    if moved and moved.final:
        st.rerun()
    values = CONTROLS.values()
    tug.picture(
        PICTURE,
        held=held(),
        shown=moved.state if moved else held(),
        overlay=values["methods"],
        steps=int(values["steps"]),
        losses=losses(values),
        settings=hyper.held(CONTROLS, values["methods"]),
        scale=values["scale"],
        sliders=_sliders(),
        seq=st.session_state.get("tug_seq", 0),
        start=st.session_state.get("tug_start"),
        on_moved=_hear,
    )


def _hear() -> None:
    moved = Moved.read(st.session_state[PICTURE].get("moved"))
    if moved is None:
        return
    st.session_state["tug_seq"] = moved.seq
    st.session_state["tug_moved"] = moved
    if moved.final:
        state = moved.state
        st.session_state.update(lam=state.lam, angle=state.angle, ratio=state.ratio, side=state.side)


def _sliders() -> dict[str, dict[str, Any]]:
    """Where the picture finds the sliders that it follows."""
    found: dict[str, dict[str, Any]] = {key: {"key": CONTROLS[key].slider_key} for key in LIMITS}
    found["ratio"]["grid"] = list(RATIOS)
    return found
