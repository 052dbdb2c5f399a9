"""The landscape's controls, and the walk that they stand for."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import streamlit as st

from mtlviz.landscape import CAGRAD_STARTS, Landscape, Point, Quadratics, Valleys, WalkConfig, opposed, walkers
from mtlviz.landscape.descent import Optimizer
from mtlviz.lessons.presets import Preset
from mtlviz.ui.controls import Choice, Control, Controls, Many, Number

MOST_OWN = 8  # starts of one's own
WIDEST = 11.0
PAIR = re.compile(r"\s*\(?\s*(\S+?)\s*,\s*(\S+?)\s*\)?\s*")


@dataclass(frozen=True)
class Points(Control):
    """Points of the plane, typed as "x1, x2; x1, x2"."""

    def parse(self, raw: Sequence[str]) -> tuple[str, str | None]:
        """The points that make sense; a notice about the others.

        >>> Points("own", "Your starts", "", "").parse(["1, 2; (3, x); -4,5"])
        ('1, 2; -4, 5', 'Your starts: “(3, x)” is not a point; expected two numbers from −11 to 11, as in 3, −2.')
        """
        points, trouble = read_points(raw[-1])
        return write_points(points), f"{self.label}: {trouble}" if trouble else None

    def entry(self, **options: Any) -> str:
        """The text field."""
        return str(st.text_input(self.label, self.default, **{**self._bound(), **options}))


@dataclass(frozen=True)
class Slider(Number):
    """A Number on a logarithmic slider, itself bound to the URL: the page reruns with every piece of the walk, and must
    not move it while it is dragged."""

    def parse(self, raw: Sequence[str]) -> tuple[float, str | None]:
        """Clamped, and moved to the nearest position of the slider."""
        value, notice = super().parse(raw)
        near = min(self.grid, key=lambda position: abs(math.log(position / value)))
        if near == value or notice:
            return near, notice
        return near, f"{self.label}: the link says {value:g}, between two positions of the slider; shown is {near:g}."

    def draw(self) -> float:
        """The slider; returns its value."""
        return float(st.select_slider(self.label, self.grid, self.default, format_func=self.show, **self._bound()))


def read_points(text: str) -> tuple[list[Point], str | None]:
    """The points of "x1, x2; x1, x2", and a sentence about the first piece that is none, or beyond the eighth."""
    points: list[Point] = []
    trouble = None
    for piece in filter(str.strip, text.split(";")):
        found = PAIR.fullmatch(piece)
        try:
            point = (_number(found[1]), _number(found[2])) if found else None
        except ValueError:
            point = None
        if point is None or not max(abs(point[0]), abs(point[1])) <= WIDEST:
            shown = f"“{piece.strip()[:40]}” is not a point"
            trouble = trouble or f"{shown}; expected two numbers from −11 to 11, as in 3, −2."
        elif len(points) == MOST_OWN:
            trouble = trouble or f"there are more than {MOST_OWN} points; the first {MOST_OWN} are used."
        else:
            points.append(point)
    return points, trouble


def write_points(points: Sequence[Point]) -> str:
    """The points as text."""
    return "; ".join(f"{x1:g}, {x2:g}" for x1, x2 in points)


def _number(text: str) -> float:
    return float(text.replace("−", "-"))


def _grid(low: int, high: int) -> tuple[float, ...]:
    """1, 2, 5 a decade, from 10^low to 10^high."""
    return (*(float(f"{d}e{p}") for p in range(low, high) for d in (1, 2, 5)), 10.0**high)


def _bowl(task: int, centre: Point, curvatures: Point) -> list[Control]:
    where = [
        Number(f"m{task}{i}", f"Centre {task} x{sub}", f"Where loss {task} is zero.", value, -3, 3, 0.1)
        for i, sub, value in zip((1, 2), "₁₂", centre, strict=True)
    ]
    steep = [
        Number(
            f"a{task}{i}",
            f"Curvature {task} x{sub}",
            f"How steeply loss {task} rises in this direction: its curvature.",
            value,
            0.05,
            50,
            0.1,
        )
        for i, sub, value in zip((1, 2), "₁₂", curvatures, strict=True)
    ]
    return [*where, *steep]


CONTROLS = Controls(
    "landscape",
    Choice(
        "land",
        "Landscape",
        "Two valleys: the field’s test problem (CAGrad, Nash-MTL, FAMO). Opposed bowls: magnitude bias in one formula. "
        "Own bowls: centres and curvatures are yours.",
        "valleys",
        {"valleys": "Two valleys", "opposed": "Opposed bowls", "own": "Own bowls"},
    ),
    Many(
        "who",
        "Methods that walk",
        "Each with its own default settings. Raw GABA is its formula alone: no floor, no average, no warm-up.",
        ["equal", "gaba_raw"],
        {name: "Fixed weights" if name == "fixed" else recipe.title for name, recipe in walkers().items()},
    ),
    Number("lambda1", "λ: weight of task 1", "What “Fixed weights” uses; task 2 gets 1 − λ.", 0.5, 0, 1, 0.01, "%.2f"),
    Slider(
        "lossscale",
        "Scale of loss 1",
        "Multiplies the first loss, as if it were measured in another unit. 1 in CAGrad’s paper, 0.1 in Nash-MTL’s and "
        "FAMO’s. The Pareto front does not move.",
        0.1,
        0.01,
        10,
        0.01,
        "%.3g",
        grid=_grid(-2, 1),
    ),
    Slider(
        "rho",
        "ρ: how many times steeper bowl 1 is",
        "At equal distance from its centre, task 1’s gradient is ρ times as long as task 2’s.",
        20,
        1,
        1000,
        1,
        "%.4g",
        grid=_grid(0, 3),
    ),
    Choice(
        "from",
        "Starts",
        "Where the walks begin; click the map to add your own.",
        "five",
        {"five": "Nash-MTL’s and FAMO’s five", "three": "CAGrad’s three", "none": "Only my own"},
    ),
    Choice(
        "around",
        "Starts",
        "Where the walks begin; click the map to add your own.",
        "five",
        {"five": "Five around", "none": "Only my own"},
    ),
    Points(
        "own",
        "Your starts",
        "Click the map, or type points here: x1, x2; x1, x2. At most eight.",
        "",
    ),
    Choice(
        "descent",
        "Optimiser",
        "Adam rescales each parameter’s step by its recent size; SGD takes the update as it is.",
        "adam",
        {"adam": "Adam", "sgd": "SGD"},
    ),
    Number("rate", "Learning rate", "How far a step goes.", 1e-3, 1e-5, 1, 1e-3, "%.5g"),
    Number("walked", "Steps", "How long everyone walks.", 50_000, 100, 100_000, 1000, "%.0f"),
    *_bowl(1, (1.5, 1.0), (6.0, 0.5)),
    *_bowl(2, (-1.5, -1.0), (0.5, 2.0)),
    Slider(
        "size",
        "Scale of bowl 1",
        "Multiplies the first loss; the Pareto front does not move.",
        1,
        0.01,
        100,
        0.1,
        "%.4g",
        grid=_grid(-2, 2),
    ),
)


def apply(preset: Preset) -> None:
    """Put the controls into a preset's position."""
    st.session_state.update(preset.values)


def draw_controls() -> None:
    """The landscape and who walks; what belongs to this landscape; the rest behind a button."""
    land = CONTROLS["land"].segments(on_change=_suit)
    who = CONTROLS["who"].select(placeholder="Choose at least one")
    if "fixed" in who:
        CONTROLS["lambda1"].entry()
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
    offered = walkers(float(told["lambda1"]))
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
