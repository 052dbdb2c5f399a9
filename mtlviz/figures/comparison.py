"""The curves of a comparison: one chart per quantity, a median over seeds with its 5–95 % band for every recipe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtlviz.comparison.result import METRICS, Floats, Result, bands
from mtlviz.figures.comparison_style import ALONE, CONSTANT, text_colour
from mtlviz.figures.identity import Look, look
from mtlviz.figures.palette import PALETTE
from mtlviz.report import IMBALANCE

Array = NDArray[np.float64]
Figure = dict[str, Any]
POINTS = 200  # a line; more cannot be seen, and the figure travels to the browser again and again


@dataclass(frozen=True)
class Panel:
    """One chart. `alone`: the task whose training alone is drawn as well."""

    key: str
    title: str
    unit: str
    log: bool = False
    alone: int | None = None


GROUPS = {
    "gradients": (
        Panel("ratio", "Gradient ratio, before weighting", "‖g of RUL‖ ÷ ‖g of health‖", log=True),
        Panel("cosine", "Cosine of the two gradients", "cosine (−1 opposed, 1 parallel)"),
        Panel("pull", "Effective pull, after weighting", "larger pull ÷ smaller pull", log=True),
    ),
    "losses": (
        Panel("loss_rul", "Training loss of RUL", "cycles² (AMNL weighs them)", log=True, alone=0),
        Panel("loss_health", "Training loss of health", "cross-entropy (nats)", log=True, alone=1),
    ),
    "validation": (
        Panel("rmse", "Validation RMSE of RUL", "cycles, lower is better", alone=0),
        Panel("nasa", "NASA score of RUL", "mean per sample, lower is better", log=True, alone=0),
        Panel("accuracy", "Validation accuracy of health", "share right, higher is better", alone=1),
    ),
}
CLOSE_UP, LATE = ("rmse", "nasa"), 0.8  # drawn at the scale of the last fifth, as the start hides all differences
CONSTANTS = {"rmse": "Predict the mean", "nasa": "Predict the mean", "accuracy": "Majority class"}
PANELS = {panel.key: panel for group in GROUPS.values() for panel in group}


@dataclass(frozen=True, eq=False)
class Line:
    """Low, median and high over seeds (P,) at steps (P,)."""

    title: str
    look: Look
    step: NDArray[np.int64]
    low: Array
    median: Array
    high: Array


def lines(result: Result, key: str) -> list[Line]:
    """Of every recipe, and of the task trained alone where the panel has one; a metric ends with the last weights."""
    step, values = _values(result, key)
    shown = [(recipe.title, look(recipe.name), result.rows(n)) for n, recipe in enumerate(result.recipes)]
    task = PANELS[key].alone
    if task is not None:
        shown.append((result.titles[len(shown) + task], ALONE[task], result.alone(task)))
    return [Line(title, style, step, *bands(values[:, rows])) for title, style, rows in shown]


def curves(result: Result, key: str, dark: bool) -> Figure:
    """The chart of one quantity; hovering compares the recipes at one step."""
    panel, drawn = PANELS[key], lines(result, key)
    data = [_band(line, panel.log, dark, len(drawn)) for line in drawn if result.config.seeds > 1]
    data += [_median(line, panel.log, dark) for line in drawn]
    if key in METRICS:
        data.append(_constant(result, key, dark))
    layout = _layout(panel, dark)
    if key in CLOSE_UP:
        _close_up(layout, result, panel, drawn)
    if key == "ratio":
        layout["shapes"] = [_rule(PALETTE["warning"].dark if dark else PALETTE["warning"].light)]
    return {"data": data, "layout": layout}


def waiting(key: str, steps: int, dark: bool) -> Figure:
    """The chart before anything was measured: its axes, so that one sees what will come."""
    layout = _layout(PANELS[key], dark)
    layout["xaxis"]["range"] = [0, steps]
    layout["yaxis"] |= {"range": [-1, 1], "showticklabels": False, "type": "linear"}
    return {"data": [{"type": "scatter", "x": [], "y": []}], "layout": layout}  # Streamlit refuses no traces at all


def spoken(result: Result, key: str) -> str:
    """The text alternative: the quantity and every recipe's median where it stands now."""
    panel = PANELS[key]
    ends = ", ".join(f"{line.title} {line.median[-1]:.4g}" for line in lines(result, key) if line.median.size)
    told = f"{panel.title} ({panel.unit}) over {result.steps_done:,} steps. Median at the end: {ends or 'none yet'}."
    return f"{told} {CONSTANTS[key]}: {result.constants[key]:.4g}." if key in METRICS else told


def _close_up(layout: Figure, result: Result, panel: Panel, drawn: list[Line]) -> None:
    """Scale the axis to what the lines and bands do in the last fifth; the constant is named where it lies outside."""
    late = [
        edge[(line.step >= LATE * result.steps_done) & _drawable(edge, panel.log)]
        for line in drawn
        for edge in (line.low, line.median, line.high)
    ]
    values = np.concatenate(late) if late else np.empty(0)
    if not values.size or values.min() == values.max():
        return
    scale = np.log10 if panel.log else np.asarray
    low, high, constant = (float(scale(v)) for v in (values.min(), values.max(), result.constants[panel.key]))
    margin = 0.06 * (high - low)
    low, high = low - margin, high + margin
    layout["yaxis"]["range"] = [low, high]
    if low <= constant <= high or not np.isfinite(constant):
        return
    above = constant > high
    layout["annotations"] = [
        {
            "text": f"{CONSTANTS[panel.key]}: {result.constants[panel.key]:.4g} {'↑' if above else '↓'}",
            "showarrow": False,
        }
        | {"xref": "paper", "x": 1, "xanchor": "right", "yref": "paper", "y": float(above), "font": {"size": 11}}
        | {"yanchor": "top" if above else "bottom"}
    ]


def _values(result: Result, key: str) -> tuple[NDArray[np.int64], Floats]:
    if key in METRICS:
        return result.curve(key)
    rows = np.unique(np.linspace(0, max(result.steps_done - 1, 0), POINTS).round().astype(np.int64))
    rows = rows[: result.steps_done]
    return result.step[rows], result.series[key][rows]


def _drawable(values: Array, log: bool) -> NDArray[np.bool_]:
    return np.isfinite(values) & (values > 0) if log else np.isfinite(values)


def _band(line: Line, log: bool, dark: bool, among: int) -> Figure:
    """Fainter the more of them lie over each other."""
    fine = _drawable(line.low, log) & _drawable(line.high, log)
    x, low, high = line.step[fine], line.low[fine], line.high[fine]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.concatenate([x, x[::-1]]),
        "y": np.concatenate([high, low[::-1]]),
        "fill": "toself",
        "fillcolor": line.look.tint(dark),
        "opacity": max(0.06, min(0.2, 0.6 / among)),
        "line": {"width": 0},
        "hoverinfo": "skip",
        "showlegend": False,
        "name": f"{line.title}, 5–95 %",
    }


def _median(line: Line, log: bool, dark: bool) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": line.step,
        "y": np.where(_drawable(line.median, log), line.median, np.nan),
        "line": {"color": line.look.tint(dark), "dash": line.look.plotly_dash, "width": 2},
        "name": line.title,
        "showlegend": False,
        "hovertemplate": "%{y:.4g}",
    }


def _constant(result: Result, key: str, dark: bool) -> Figure:
    """A dotted line from end to end, at what a constant prediction gets."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [0, result.steps_done],
        "y": [result.constants[key]] * 2,
        "line": {"color": CONSTANT.tint(dark), "dash": CONSTANT.plotly_dash, "width": 2},
        "name": CONSTANTS[key],
        "showlegend": False,
        "hovertemplate": "%{y:.4g}",
    }


def _layout(panel: Panel, dark: bool) -> Figure:
    return {
        "title": {"text": panel.title, "font": {"size": 15}, "x": 0, "xref": "container", "pad": {"l": 4}},
        "height": 300,
        "margin": {"l": 62, "r": 12, "t": 36, "b": 42},
        "hovermode": "x unified",
        "font": {"color": text_colour(dark)},
        "xaxis": {"title": {"text": "step"}, "rangemode": "tozero"},
        "yaxis": {"title": {"text": panel.unit}}
        | ({"type": "log", "tickformat": ",~r", "nticks": 7} if panel.log else {}),
    }


def _rule(colour: str) -> Figure:
    """From there on the small task hardly counts, says the chapter."""
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": IMBALANCE,
        "y1": IMBALANCE,
        "line": {"color": colour, "dash": "dot", "width": 1.5},
        "label": {"text": f"the chapter’s line: {IMBALANCE:.0f}×", "textposition": "start"}
        | {"font": {"color": colour, "size": 11}, "yanchor": "bottom"},
    }
