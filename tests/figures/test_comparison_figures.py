"""The figures of a comparison: what is drawn is what was measured, and the report needs nobody."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from plotly import graph_objects as go

from mtlviz import recipes
from mtlviz.comparison.config import Config
from mtlviz.comparison.result import SERIES, Result
from mtlviz.comparison.summary import table
from mtlviz.figures import comparison, comparison_report, comparison_scatter, comparison_table
from mtlviz.figures.comparison_style import legend
from mtlviz.figures.identity import look
from tests.comparison.conftest import invented

TWO = Config(recipes=("equal", "gaba"), seeds=2)


@pytest.fixture(scope="module")
def hard() -> Result:
    """NaN, inf and zero everywhere."""
    odd = [np.nan, np.inf, np.nan, np.nan, 0.0, 1.0, np.inf, 2.0]
    finals = dict.fromkeys(("rmse", "nasa", "accuracy"), odd)
    return invented(TWO, finals, **dict.fromkeys(SERIES, odd))


@pytest.mark.parametrize("key", comparison.PANELS)
@pytest.mark.parametrize("dark", [False, True])
def test_every_chart_is_valid_and_names_its_axes(hard: Result, key: str, dark: bool) -> None:
    figure = comparison.curves(hard, key, dark)
    layout = go.Figure(figure).layout  # Plotly checks every name and value
    assert layout.title.text
    assert layout.xaxis.title.text == "step"
    assert layout.yaxis.title.text
    for trace in figure["data"]:
        assert not np.isinf(np.asarray(trace["y"], float)).any()


def test_the_median_drawn_is_the_median_measured() -> None:
    result = invented(TWO, {"rmse": [1, 3, 10, 20, 5, 6, 0, 0]}, cosine=[-1, 0, 0.5, 1, 0, 0, 0, 0])
    lines = {line.title: line for line in comparison.lines(result, "rmse")}
    assert [line.median[-1] for line in lines.values()] == [2, 15, 5.5]
    assert "Equal weights 2, GABA 15, RUL alone 5.5" in comparison.spoken(result, "rmse")
    assert [line.median[0] for line in comparison.lines(result, "cosine")] == [-0.5, 0.75]


def test_the_scatter_marks_the_front() -> None:
    result = invented(TWO, {"rmse": [1, 1, 2, 2, 1, 1, 1, 1], "accuracy": [0.9, 0.9, 0.8, 0.8, 1, 1, 1, 1]})
    figure = comparison_scatter.scatter(result, False)
    go.Figure(figure)
    assert [trace["name"] for trace in figure["data"]] == ["Pareto front", "Equal weights (on the front)", "GABA"]
    assert comparison_scatter.spoken(result).endswith("On the Pareto front: Equal weights.")


def test_what_is_no_better_than_a_constant_is_on_no_front() -> None:
    final = {"rmse": [1, 1, 2, 2, 1, 1, 1, 1], "accuracy": [0.8, 0.8, 0.9, 0.9, 1, 1, 1, 1]}
    assert comparison_scatter.front(invented(TWO, final)) == [0, 1]
    assert comparison_scatter.front(invented(TWO, final, constants={"rmse": 2.0})) == [0]
    assert comparison_scatter.front(invented(TWO, final, constants={"accuracy": 0.85})) == [1]


def test_a_scatter_of_nothing_stands(hard: Result) -> None:
    go.Figure(comparison_scatter.scatter(hard, True))
    assert comparison_scatter.spoken(hard).endswith("none.")


def _drawn(names: tuple[str, ...], dark: bool) -> dict[str, tuple[str, str, str]]:
    """Recipe → colour and dash of its curve, and its marker in the trade-off."""
    result = invented(Config(recipes=names, seeds=2), {})
    curves = {trace["name"]: trace["line"] for trace in comparison.curves(result, "cosine", dark)["data"][len(names) :]}
    points = comparison_scatter.scatter(result, dark)["data"]
    markers = {trace["name"].removesuffix(" (on the front)"): trace.get("marker") for trace in points}
    assert all(markers[title]["color"] == curves[title]["color"] for title in curves)
    return {t: (line["color"], line["dash"], markers[t]["symbol"]) for t, line in curves.items()}


@pytest.mark.parametrize("dark", [False, True])
def test_a_recipe_keeps_its_look_whatever_is_chosen_beside_it(dark: bool) -> None:
    every = _drawn(recipes.names()[:9], dark)
    for names in (("pcgrad", "equal"), ("equal", "gaba", "pcgrad"), ("gaba",)):
        for title, drawn in _drawn(names, dark).items():
            style = look(next(name for name in names if recipes.get(name).title == title))
            assert drawn == every[title] == (style.tint(dark), style.plotly_dash, style.marker)


def test_the_legend_shows_every_line(hard: Result) -> None:
    html = legend(hard, dark=False)
    for name in ("equal", "gaba", "alone_rul", "alone_health"):
        assert look(name).tint(False) in html
    for title in (*hard.titles, "constant prediction"):
        assert title in html


@pytest.mark.parametrize(("key", "title"), [("rmse", "Predict the mean"), ("accuracy", "Majority class")])
def test_what_a_constant_gets_is_a_dotted_line(key: str, title: str) -> None:
    result = invented(TWO, {}, constants={"rmse": 42.0, "accuracy": 0.59})
    (line,) = [trace for trace in comparison.curves(result, key, False)["data"] if trace["name"] == title]
    assert (line["x"], line["y"]) == ([0, 1], [result.constants[key]] * 2)
    assert line["line"]["dash"] == "2px,2px"
    assert f"{title}: {result.constants[key]:g}." in comparison.spoken(result, key)
    assert title not in str(comparison.curves(result, "ratio", False))


@pytest.mark.parametrize(("key", "scale"), [("rmse", np.asarray), ("nasa", np.log10)])
@pytest.mark.parametrize(("constant", "named"), [(900.0, True), (21.0, False), (2.0, True)])
def test_errors_are_drawn_at_the_scale_at_which_they_end(key: str, scale: Any, constant: float, named: bool) -> None:
    ends = [20.0, 21.0, 24.0, 25.0, 22.0, 22.0, 22.0, 22.0]
    result = invented(TWO, {key: ends}, before={key: 500.0}, constants={key: constant})
    layout = comparison.curves(result, key, False)["layout"]
    low, high = layout["yaxis"]["range"]
    assert scale(19) < low < scale(20.1)
    assert scale(24.9) < high < scale(26)
    notes = [note["text"] for note in layout.get("annotations", [])]
    assert notes == ([f"Predict the mean: {constant:g} {'↑' if constant > 25 else '↓'}"] if named else [])
    go.Figure(comparison.curves(result, key, False))


def test_names_cannot_break_out_of_the_html(hard: Result) -> None:
    rows = [replace(row, title="<script>alert(1)</script>", name="x") for row in table(hard)]
    assert "<script" not in comparison_table.results(rows, "<script>", 3)
    assert "<script" not in comparison_table.gradients(rows, "<script>", 3)


def test_tables_bear_what_diverged(hard: Result) -> None:
    text = comparison_table.results(table(hard), "Equal weights", 1) + comparison_table.gradients(
        table(hard), "Equal weights", 2
    )
    assert "nan" not in text.replace("rechnan", "")
    assert "∞" in text
    assert "nothing to compare" in text


def test_the_report_stands_alone(result: Result) -> None:
    page = comparison_report.report(
        result, table(result), 0, ["A **bold** word & a <tag>"], ["[Kurin](https://example.org/x)"]
    )
    assert not re.search(
        r"<(script|link|img)[^>]*\s(src|href)=", page[: page.index("Plotly") if "Plotly" in page else 0]
    )
    assert "<b>bold</b> word &amp; a &lt;tag&gt;" in page
    assert '<a href="https://example.org/x">Kurin</a>' in page
    specs = re.findall(r'Plotly\.newPlot\("figure\d+", (\{.*?\})\);', page[page.rindex("<script>") :])
    assert len(specs) == len(comparison.PANELS) + 1
    for spec in specs:
        json.loads(spec)
