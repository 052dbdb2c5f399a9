"""A walk among its losses, as a Plotly figure: loss 1 to the right, loss 2 up, the Pareto front and all paths."""

from __future__ import annotations

from typing import Any

import numpy as np

from mtlviz.figures.identity import Look, look
from mtlviz.landscape import Walk

Figure = dict[str, Any]
POINTS = 200  # of a path: the rest would not be seen


def look_of(walker: str) -> Look:
    """The look of one who walks: its method's, raw GABA with another dash than GABA."""
    return look("gaba", variant=1) if walker == "gaba_raw" else look(walker)


def objectives(walk: Walk, dark: bool) -> Figure:
    """The figure of a walk as far as it has come."""
    text = "#E8EEEC" if dark else "#1C2321"  # the page's own text
    front = walk.config.landscape.losses(walk.config.landscape.front(201))
    thin = np.unique(np.linspace(0, walk.count - 1, min(walk.count, POINTS)).round().astype(int))
    traces: list[Figure] = [
        {"type": "scatter", "mode": "lines", "name": "Pareto front", "x": front[:, 0], "y": front[:, 1]}
        | {"line": {"color": text, "width": 4}, "hovertemplate": "Pareto front<br>%{x:.3g}, %{y:.3g}<extra></extra>"}
    ]
    for m, recipe in enumerate(walk.config.recipes):
        own = look_of(recipe.name)
        tint = own.tint(dark)
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
                    "line": {"color": tint, "width": 1.5, "dash": own.plotly_dash},
                    "marker": {
                        "color": tint,
                        "symbol": own.marker,
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
