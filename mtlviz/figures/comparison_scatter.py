"""The trade-off of a comparison: regression error against classification accuracy, and the recipes that none beats."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtlviz.comparison import pareto
from mtlviz.comparison.result import Result
from mtlviz.comparison.spread import Spread
from mtlviz.figures.comparison_style import ALONE, text_colour
from mtlviz.figures.identity import look

Array = NDArray[np.float64]
Figure = dict[str, Any]


def spreads(result: Result) -> tuple[list[Spread], list[Spread]]:
    """RMSE and accuracy of every recipe, over its seeds."""
    of = {name: [Spread.of(result.final[name][result.rows(r)]) for r in range(len(result.recipes))] for name in AXES}
    return of["rmse"], of["accuracy"]


AXES = ("rmse", "accuracy")


def front(result: Result) -> list[int]:
    """The recipes on the Pareto front of the means; one that is no better than a constant in a task trades nothing."""
    errors, accuracies = (np.array([s.mean for s in spread]) for spread in spreads(result))
    learnt = (errors < result.constants["rmse"]) & (accuracies > result.constants["accuracy"])
    return pareto.front(np.where(learnt, errors, np.nan), accuracies)


def scatter(result: Result, dark: bool) -> Figure:
    """Means with bars of one standard deviation; the front is a stair, because between two recipes nothing is known."""
    errors, accuracies = spreads(result)
    best = front(result)
    colour = text_colour(dark)
    data: list[Figure] = []
    if best:
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": "Pareto front",
                "x": [errors[r].mean for r in best],
                "y": [accuracies[r].mean for r in best],
                "line": {"color": colour, "dash": "dot", "width": 1.5, "shape": "hv"},
                "hoverinfo": "skip",
                "showlegend": len(best) > 1,
            }
        )
    for r, (title, recipe) in enumerate(zip(result.titles, result.recipes, strict=False)):
        style = look(recipe.name)
        marker = {"color": style.tint(dark), "symbol": style.marker, "size": 12}
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": f"{title} (on the front)" if r in best else title,
                "x": [errors[r].mean],
                "y": [accuracies[r].mean],
                "error_x": _bar(errors[r], style.tint(dark)),
                "error_y": _bar(accuracies[r], style.tint(dark)),
                "marker": marker | ({"line": {"color": colour, "width": 2}} if r in best else {}),
                "hovertemplate": "RMSE %{x:.3g} cycles<br>accuracy %{y:.3f}",
            }
        )
    return {"data": data, "layout": _layout(result, dark)}


def spoken(result: Result) -> str:
    """The text alternative."""
    errors, accuracies = spreads(result)
    points = "; ".join(
        f"{title}: RMSE {e.mean:.3g} cycles, accuracy {a.mean:.3f}"
        for title, e, a in zip(result.titles, errors, accuracies, strict=False)
    )
    names = ", ".join(result.titles[r] for r in front(result)) or "none"
    return f"Mean RMSE against mean accuracy. {points}. On the Pareto front: {names}."


def _bar(spread: Spread, colour: str) -> Figure:
    width = spread.deviation if np.isfinite(spread.deviation) else 0.0
    return {"type": "data", "array": [width], "color": colour, "thickness": 1, "width": 3}


def _layout(result: Result, dark: bool) -> Figure:
    alone = {
        "x": Spread.of(result.final["rmse"][result.alone(0)]).mean,
        "y": Spread.of(result.final["accuracy"][result.alone(1)]).mean,
    }
    rul, health = (
        {"type": "line", "line": {"color": each.tint(dark), "dash": each.plotly_dash, "width": 1.5}} for each in ALONE
    )
    fonts = [{"font": {"color": each.tint(dark), "size": 11}} for each in ALONE]
    shapes = []
    if np.isfinite(alone["x"]):
        label = {"text": "RUL trained alone", "textposition": "start", "textangle": 0, "xanchor": "left", **fonts[0]}
        shapes.append({**rul, "x0": alone["x"], "x1": alone["x"], "yref": "paper", "y0": 0, "y1": 1, "label": label})
    if np.isfinite(alone["y"]):
        label = {"text": "health trained alone", "textposition": "end", "yanchor": "top", **fonts[1]}
        shapes.append({**health, "y0": alone["y"], "y1": alone["y"], "xref": "paper", "x0": 0, "x1": 1, "label": label})
    return {
        "height": 460,
        "margin": {"l": 62, "r": 12, "t": 16, "b": 48},
        "font": {"color": text_colour(dark)},
        "hovermode": "closest",
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "shapes": shapes,
        "xaxis": {"title": {"text": "validation RMSE (cycles): better to the left"}},
        "yaxis": {"title": {"text": "validation accuracy: better upwards"}},
    }
