"""How a step's update came about, in three figures: the raw gradients, what the method made of them, their sum.

Arrows point downhill: a task's along −g, the update's along −d; the common sign changes no length and no angle.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mtlviz import geometry
from mtlviz.figures.identity import look
from mtlviz.figures.palette import PALETTE, TASK_TITLES, TASKS

Array = NDArray[np.float64]
Figure = dict[str, Any]
STROKE = {"rul": "—", "health": "- -", "update": "— —"}  # in the key: the dash in words, so to say
SHORT = 30.0  # an arrow that many times shorter than another one is a dot beside it: from there on, log lengths
DECADES = 8  # that a log picture shows at most
# From, to, colour in the palette, name.
Arrow = tuple[Array, Array, str, str]


class Scale(NamedTuple):
    """Where in a panel a vector’s tip stands, and how far the panel reaches."""

    place: Callable[[Array], Array]
    reach: float


@dataclass(frozen=True)
class Staged:
    """The figures by their titles, and a sentence on how lengths are drawn in them."""

    figures: dict[str, Figure]
    scale: str


def staged_figures(gram: Array, contributions: Array, dark: bool) -> Staged | None:
    """gram and contributions (2, 2) of one step; None when they are not finite."""
    if not (np.isfinite(gram).all() and np.isfinite(contributions).all()):
        return None
    gradients = geometry.plane(gram)  # (2, 2): one row of coordinates a task
    parts = contributions @ gradients  # (2, 2)
    origin, update = np.zeros(2), parts.sum(0)
    lengths = [length for vector in (*gradients, *parts, update) if (length := float(np.hypot(*vector)))]
    log = bool(lengths) and max(lengths) > SHORT * min(lengths)
    first = origin if log else parts[0]  # log lengths do not add up from tip to tail
    names = [TASK_TITLES[task] for task in TASKS]
    stages: dict[str, list[Arrow]] = {
        "1. Raw gradients": [(origin, gradients[k], task, names[k]) for k, task in enumerate(TASKS)],
        "2. After the method": [(origin, parts[k], task, f"{names[k]}’s part") for k, task in enumerate(TASKS)],
        "3. Added up: the update": [
            (origin, parts[0], "rul", "RUL’s part"),
            (first, first + parts[1], "health", "health’s part"),
            (origin, update, "update", "update"),
        ],
    }
    figures = {}
    for title, arrows in stages.items():
        figure = figures[title] = _empty()
        _draw(figure, title, arrows, dark, _rings(figure, lengths) if log else _axes(figure, arrows))
    if log:
        return Staged(figures, "Log lengths: each ring is ten times shorter than the next, and all arrows start at 0.")
    return Staged(figures, "True lengths; each picture has its own scale.")


def _empty() -> Figure:
    return {
        "data": [],
        "layout": {
            "height": 370,
            "margin": {"l": 40, "r": 20, "t": 92, "b": 20},
            "showlegend": False,
            "annotations": [],
            "shapes": [],
        },
    }


def _axes(figure: Figure, arrows: list[Arrow]) -> Scale:
    """A panel for true lengths: coordinates as they are."""
    reach = 1.15 * max(float(np.hypot(*end)) for _, end, _, _ in arrows) or 1.0
    _square(figure, {"range": [-reach, reach], "zeroline": True, "tickformat": ".4~g", "nticks": 5})
    return Scale(lambda vector: vector, reach)


def _rings(figure: Figure, lengths: list[float]) -> Scale:
    """A panel for log lengths: rings, one per decade, the outermost around the longest of `lengths`."""
    top = math.ceil(math.log10(max(lengths)) - 1e-9)
    decades = min(top - math.floor(math.log10(min(lengths)) + 1e-9) + 1, DECADES)
    _square(figure, {"range": [-1.1, 1.1], "zeroline": True, "showticklabels": False, "showgrid": False})
    axes = {"xref": "x", "yref": "y"}
    for ring in range(decades):
        r = 1 - ring / decades
        line = {"color": "#8A9691", "width": 1, "dash": "dot"}
        figure["layout"]["shapes"].append(
            {"type": "circle", "x0": -r, "x1": r, "y0": -r, "y1": r, "line": line, "layer": "below", **axes}
        )
        figure["layout"]["annotations"].append(
            {"text": f"{10.0 ** (top - ring):g}", "x": 0, "y": -r, "showarrow": False, "font": {"size": 11}, **axes}
        )

    def place(vector: Array) -> Array:
        length = float(np.hypot(*vector))
        if not length:
            return vector
        return vector / length * max(0.0, 1 + (math.log10(length) - top) / decades)

    return Scale(place, 1.0)


def _square(figure: Figure, axis: dict[str, Any]) -> None:
    figure["layout"]["xaxis"] = {**axis, "constrain": "domain"}
    figure["layout"]["yaxis"] = {**axis, "scaleanchor": "x", "constrain": "domain"}


def _draw(figure: Figure, title: str, arrows: list[Arrow], dark: bool, scale: Scale) -> None:
    key = [f"<b>{title}</b>"]
    for start, end, colour, name in arrows:
        ink = PALETTE[colour].dark if dark else PALETTE[colour].light
        label = f"{name} {float(np.hypot(*(end - start))):.3g}"
        key.append(f'<span style="color:{ink}">{STROKE[colour]} {label}</span>')
        tail, tip = scale.place(start), scale.place(end)
        figure["data"].append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": name,
                "x": [tail[0], tip[0]],
                "y": [tail[1], tip[1]],
                "line": {"color": ink, "width": 3, "dash": look(colour).plotly_dash},
                "marker": {"color": ink, **(_HEAD if np.hypot(*(tip - tail)) > 0.05 * scale.reach else _DOT)},
                "hovertemplate": f"{label}<extra></extra>",
                "cliponaxis": False,
            }
        )
    figure["layout"]["annotations"].append(
        {"text": "<br>".join(key), "showarrow": False, "x": 0, "y": 1, "yshift": 86, "xanchor": "left"}
        | {"yanchor": "top", "xref": "paper", "yref": "paper", "align": "left", "font": {"size": 13}}
    )


_HEAD = {"size": [0, 14], "symbol": "arrow", "angleref": "previous"}
_DOT = {"size": [0, 8], "symbol": "circle"}  # too short for a head
