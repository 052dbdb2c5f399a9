"""A walk among its losses, as a Plotly figure: loss 1 to the right, loss 2 up, the Pareto front and all paths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mtlviz.figures.palette import OVERLAYS
from mtlviz.landscape import Walk

Figure = dict[str, Any]
SYMBOLS = {"down": "triangle-down", "triangle": "triangle-up", "cross": "cross", "star": "star"}
DASHES = ("solid", "dash", "longdash", "dashdot", "dot", "longdashdot")
POINTS = 200  # of a path: the rest would not be seen


def objectives(walk: Walk, looks: Sequence[tuple[str, str, str]], dark: bool) -> Figure:
    """`looks`: (name in the palette, dash, marker) of each recipe."""
    text = "#E8EEEC" if dark else "#1C2321"  # the page's own text
    front = walk.config.landscape.losses(walk.config.landscape.front(201))
    thin = np.unique(np.linspace(0, walk.count - 1, min(walk.count, POINTS)).round().astype(int))
    traces: list[Figure] = [
        {"type": "scatter", "mode": "lines", "name": "Pareto front", "x": front[:, 0], "y": front[:, 1]}
        | {"line": {"color": text, "width": 4}, "hovertemplate": "Pareto front<br>%{x:.3g}, %{y:.3g}<extra></extra>"}
    ]
    for m, (recipe, (colour, _, shape)) in enumerate(zip(walk.config.recipes, looks, strict=True)):
        number = int(colour.removeprefix("overlay-"))
        tint = OVERLAYS[number].dark if dark else OVERLAYS[number].light
        for s, start in enumerate(walk.config.starts):
            path = walk.records[thin, m, s, 8:10].astype(np.float64)
            path = path[np.isfinite(path).all(-1)]
            traces.append(
                {
                    "type": "scatter",
                    "mode": "lines+markers",
                    "name": recipe.title,
                    "legendgroup": recipe.name,
                    "showlegend": s == 0,
                    "x": path[:, 0],
                    "y": path[:, 1],
                    "line": {"color": tint, "width": 1.5, "dash": DASHES[number]},
                    "marker": {
                        "color": tint,
                        "symbol": SYMBOLS.get(shape, shape),
                        "size": [0] * (len(path) - 1) + [11],
                        "line": {"width": 0},
                    },
                    "hovertemplate": f"{recipe.title}, from ({start[0]:g}, {start[1]:g})"
                    "<br>loss 1 %{x:.4g}, loss 2 %{y:.4g}<extra></extra>",
                }
            )
    return {"data": traces, "layout": _layout()}


def _layout() -> Figure:
    return {
        "height": 460,
        "margin": {"l": 60, "r": 10, "t": 10, "b": 50},
        "xaxis": {"title": {"text": "loss 1"}, "zeroline": False},
        "yaxis": {"title": {"text": "loss 2"}, "zeroline": False},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "hovermode": "closest",
    }
