"""The history of a run as one Plotly figure: eight panels over the same steps, for a closer look while it pauses."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from mtlviz.figures.identity import look
from mtlviz.figures.palette import PALETTE, TASK_TITLES
from mtlviz.history import History
from mtlviz.report import IMBALANCE

Array = NDArray[np.float64]
Figure = dict[str, Any]
# A panel: title with unit, logarithmic or not, and its lines: (name, colour in the palette or None, values).
Line = tuple[str, str | None, Array]
BEYOND = f"{IMBALANCE:.0f}×: the chapter’s line"
# Panel, metric, what its dotted line is called.
CONSTANTS = ((6, "rmse", "predict the mean"), (7, "accuracy", "majority class"), (8, "nasa", "predict the mean"))
CROWDED, NEIGHBOURS = 2000, 101  # from so many steps on, noise hides what is common: a median over neighbouring steps


def history_figure(
    history: History, steps: int, dark: bool, constants: Mapping[str, float] = MappingProxyType({})
) -> Figure:
    """Steps 0 … steps − 1 of replica 0; `constants`: metric → a dotted line for what no sensor is needed for."""
    told = history.describe(slice(0, steps))
    x, evaluated = history.step[:steps], history.metric_steps[history.metric_steps < steps]

    def tasks(values: Array) -> list[Line]:
        return [(TASK_TITLES[task], task, values[:, k]) for k, task in enumerate(history.tasks)]

    def metric(name: str, colour: str) -> list[Line]:
        return [(TASK_TITLES[colour], colour, history.metrics[name][: len(evaluated), 0])]

    panels: list[tuple[str, bool, NDArray[np.int64], list[Line]]] = [
        ("Gradient norms on the shared layer", True, x, tasks(told.norms[:, 0])),
        (
            "Ratio and pull (larger ÷ smaller)",
            True,
            x,
            [("ratio", None, told.ratio[:, 0]), ("pull", "update", told.pull[:, 0])],
        ),
        ("Cosine of the two gradients", False, x, _cosine(told.cosine[:, 0])),
        ("Task weights on the gradients", False, x, tasks(history.weights[:steps, 0])),
        ("Training losses", True, x, tasks(history.losses[:steps, 0])),
        ("Validation RMSE (cycles)", False, evaluated, metric("rmse", "rul")),
        ("Validation accuracy (share in the right class)", False, evaluated, metric("accuracy", "health")),
        ("NASA score (mean per sample, lower is better)", True, evaluated, metric("nasa", "rul")),
    ]
    figure: Figure = {"data": [], "layout": _layout(len(panels))}
    named: set[str] = set()
    for n, (title, log, steps_of, lines) in enumerate(panels):
        _axes(figure["layout"], n, title, log)
        for name, colour, values in lines:
            figure["data"].append(_trace(n, name, colour, steps_of, values, dark, show=name not in named))
            named.add(name)
    layout = figure["layout"]
    warning = _colour("warning", dark)
    layout["shapes"] = [
        {"type": "line", "xref": "x2 domain", "x0": 0, "x1": 1, "yref": "y2", "y0": IMBALANCE, "y1": IMBALANCE}
        | {"line": {"color": warning, "dash": "dot"}},
        {"type": "rect", "xref": "x3 domain", "x0": 0, "x1": 1, "yref": "y3", "y0": -1, "y1": 0}
        | {"fillcolor": warning, "opacity": 0.12, "line": {"width": 0}},
    ]
    paper = "rgba(18, 23, 26, 0.7)" if dark else "rgba(255, 255, 255, 0.7)"
    note = {
        "bgcolor": paper,
        "showarrow": False,
        "xanchor": "left",
        "align": "left",
        "x": 0.01,
        "font": {"color": warning, "size": 12},
    }
    layout["annotations"] += [
        {**note, "text": BEYOND, "xref": "x2 domain", "yref": "y2", "y": 1, "yanchor": "bottom"},
        {**note, "text": "conflict", "xref": "x3 domain", "yref": "y3", "y": -0.98, "yanchor": "bottom"},
    ]
    for number, name, label in CONSTANTS:
        if math.isfinite(value := constants.get(name, math.nan)):
            layout["shapes"].append(
                {"type": "line", "xref": f"x{number} domain", "x0": 0, "x1": 1, "yref": f"y{number}"}
                | {"y0": value, "y1": value, "line": {"color": _colour(None, dark), "dash": "dot", "width": 1.5}}
            )
            layout["annotations"].append(
                {"text": f"{label} {value:.3g}", "xref": f"x{number} domain", "x": 0.99, "xanchor": "right"}
                | {"yref": f"y{number}", "y": math.log10(value) if name == "nasa" else value, "yanchor": "bottom"}
                | {"showarrow": False, "font": {"size": 12}, "bgcolor": paper}
            )
    layout["yaxis3"]["range"] = [-1, 1]
    layout["yaxis4"]["range"] = [0, 1.05 * float(np.nanmax(history.weights[:steps, 0], initial=1.0))]
    return figure


def _cosine(values: Array) -> list[Line]:
    """As it is; of a long run also its median over neighbouring steps."""
    if len(values) < CROWDED:
        return [("cosine", None, values)]
    middle = np.full_like(values, np.nan)
    edge = NEIGHBOURS // 2
    middle[edge : len(values) - edge] = np.median(sliding_window_view(values, NEIGHBOURS), axis=-1)
    return [("cosine", None, values), (f"median of {NEIGHBOURS} steps", "update", middle)]


def _layout(panels: int) -> Figure:
    return {
        "height": 235 * ((panels + 1) // 2) + 60,
        "margin": {"l": 50, "r": 20, "t": 50, "b": 40},
        "grid": {"rows": (panels + 1) // 2, "columns": 2, "pattern": "independent", "ygap": 0.34, "xgap": 0.12},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "hovermode": "x unified",
        "annotations": [],
    }


def _axes(layout: Figure, n: int, title: str, log: bool) -> None:
    number = "" if n == 0 else str(n + 1)
    layout[f"xaxis{number}"] = {"title": {"text": "step", "standoff": 2}, "matches": "x", "rangemode": "tozero"}
    layout[f"yaxis{number}"] = {"type": "log", "tickformat": ",~r"} if log else {"type": "linear"}
    layout["annotations"].append(
        {"text": f"<b>{title}</b>", "showarrow": False, "xanchor": "left", "yanchor": "bottom", "x": 0, "y": 1.01}
        | {"xref": f"x{number} domain", "yref": f"y{number} domain"}
    )


def _trace(
    n: int, name: str, colour: str | None, x: NDArray[np.int64], y: Array, dark: bool, *, show: bool
) -> dict[str, Any]:
    number = "" if n == 0 else str(n + 1)
    width = 0.5 if name == "cosine" and len(x) >= CROWDED else 1.75
    line = {"color": _colour(colour, dark), "width": width, "dash": look(colour).plotly_dash if colour else "solid"}
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "legendgroup": name,
        "showlegend": show,
        "x": x,
        "y": np.where(np.isfinite(y), y, np.nan),
        "xaxis": f"x{number}",
        "yaxis": f"y{number}",
        "line": line,
        "hovertemplate": "%{y:.4g}",
    }


def _colour(name: str | None, dark: bool) -> str:
    if name is None:
        return "#E8EEEC" if dark else "#1C2321"  # the page's own text
    return PALETTE[name].dark if dark else PALETTE[name].light
