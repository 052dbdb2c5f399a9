"""How a step's update came about, in three pictures: the raw gradients, what the method made of them, their sum."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtlviz import geometry
from mtlviz.figures.palette import PALETTE, TASK_TITLES, TASKS

Array = NDArray[np.float64]
Figure = dict[str, Any]
PLOTLY_DASH = {"rul": "solid", "health": "dash", "update": "longdash"}
STROKE = {"rul": "—", "health": "- -", "update": "— —"}  # in the key: the dash in words, so to say
# From, to, colour in the palette, name.
Arrow = tuple[Array, Array, str, str]


def staged_figure(gram: Array, contributions: Array, dark: bool) -> Figure | None:
    """gram and contributions (2, 2) of one step; None when they are not finite. Each picture has its own scale."""
    if not (np.isfinite(gram).all() and np.isfinite(contributions).all()):
        return None
    gradients = geometry.plane(gram)  # (2, 2): one row of coordinates a task
    parts = contributions @ gradients  # (2, 2)
    origin = np.zeros(2)
    names = [TASK_TITLES[task] for task in TASKS]
    raw = [(origin, gradients[k], task, names[k]) for k, task in enumerate(TASKS)]
    changed = [(origin, parts[k], task, f"{names[k]}'s part") for k, task in enumerate(TASKS)]
    summed = [
        (origin, parts[0], "rul", "RUL's part"),
        (parts[0], parts.sum(0), "health", "health's part"),
        (origin, parts.sum(0), "update", "update"),
    ]
    figure: Figure = {
        "data": [],
        "layout": {
            "height": 400,
            "margin": {"l": 40, "r": 20, "t": 100, "b": 30},
            "grid": {"rows": 1, "columns": 3, "pattern": "independent", "xgap": 0.1},
            "showlegend": False,
            "annotations": [],
        },
    }
    titles = ("1. Raw gradients", "2. After the method", "3. Added up: the update")
    for n, (title, arrows) in enumerate(zip(titles, (raw, changed, summed), strict=True)):
        _panel(figure, n, title, arrows, dark)
    return figure


def _panel(figure: Figure, n: int, title: str, arrows: list[Arrow], dark: bool) -> None:
    number = "" if n == 0 else str(n + 1)
    reach = 1.15 * max(float(np.linalg.norm(end)) for _, end, _, _ in arrows) or 1.0
    axis = {"range": [-reach, reach], "zeroline": True, "tickformat": ".4~g", "nticks": 5}
    figure["layout"][f"xaxis{number}"] = {**axis, "constrain": "domain"}
    figure["layout"][f"yaxis{number}"] = {**axis, "scaleanchor": f"x{number}", "constrain": "domain"}
    key = [f"<b>{title}</b>"]
    for start, end, colour, name in arrows:
        ink = PALETTE[colour].dark if dark else PALETTE[colour].light
        length = float(np.linalg.norm(end - start))
        label = f"{name} {length:.3g}"
        key.append(f'<span style="color:{ink}">{STROKE[colour]} {label}</span>')
        figure["data"].append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": name,
                "x": [start[0], end[0]],
                "y": [start[1], end[1]],
                "xaxis": f"x{number}",
                "yaxis": f"y{number}",
                "line": {"color": ink, "width": 3, "dash": PLOTLY_DASH[colour]},
                "marker": {"color": ink, **(_HEAD if length > 0.05 * reach else _DOT)},
                "hovertemplate": f"{label}<extra></extra>",
                "cliponaxis": False,
            }
        )
    figure["layout"]["annotations"].append(
        {"text": "<br>".join(key), "showarrow": False, "x": 0, "y": 1.03, "xanchor": "left", "yanchor": "bottom"}
        | {"xref": f"x{number} domain", "yref": "paper", "align": "left", "font": {"size": 13}}
    )


_HEAD = {"size": [0, 14], "symbol": "arrow", "angleref": "previous"}
_DOT = {"size": [0, 8], "symbol": "circle"}  # too short for a head
