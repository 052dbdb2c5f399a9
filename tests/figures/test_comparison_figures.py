"""The figures of a comparison: what is drawn is what was measured, and the report needs nobody."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from plotly import graph_objects as go

from mtlviz.comparison.config import Config
from mtlviz.comparison.result import Result
from mtlviz.comparison.summary import table
from mtlviz.figures import comparison, comparison_report, comparison_scatter, comparison_table
from mtlviz.figures.comparison_style import legend, look
from tests.comparison.conftest import invented

TWO = Config(recipes=("equal", "gaba"), seeds=2)


@pytest.fixture(scope="module")
def hard() -> Result:
    """NaN, inf and zero everywhere."""
    odd = [np.nan, np.inf, np.nan, np.nan, 0.0, 1.0, np.inf, 2.0]
    finals = dict.fromkeys(("rmse", "nasa", "accuracy"), odd)
    return invented(TWO, finals, **dict.fromkeys(("ratio", "cosine", "pull", "loss_rul", "loss_health"), odd))


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


def test_a_scatter_of_nothing_stands(hard: Result) -> None:
    go.Figure(comparison_scatter.scatter(hard, True))
    assert comparison_scatter.spoken(hard).endswith("none.")


def test_looks_differ_in_more_than_colour() -> None:
    looks = [look(n) for n in range(30)]
    assert len({(each.light, each.dash) for each in looks}) == 30
    first = [look(n) for n in range(6)]
    assert len({each.dash for each in first}) == len({each.symbol for each in first}) == 6


def test_names_cannot_break_out_of_the_html(hard: Result) -> None:
    assert "<script" not in legend(["<script>alert(1)</script>"], dark=False)
    rows = table(hard)
    assert "<script" not in comparison_table.results(rows, "<script>", 3)


def test_tables_bear_what_diverged(hard: Result) -> None:
    text = comparison_table.results(table(hard), "Equal weights", 1) + comparison_table.gradients(table(hard), 2)
    assert "nan" not in text.replace("rechnan", "")
    assert "∞" in text
    assert "nothing to compare" in text


def test_the_report_stands_alone(result: Result) -> None:
    page = comparison_report.report(result, "equal", ["A **bold** word & a <tag>"], ["[Kurin](https://example.org/x)"])
    assert not re.search(
        r"<(script|link|img)[^>]*\s(src|href)=", page[: page.index("Plotly") if "Plotly" in page else 0]
    )
    assert "<b>bold</b> word &amp; a &lt;tag&gt;" in page
    assert '<a href="https://example.org/x">Kurin</a>' in page
    specs = re.findall(r'Plotly\.newPlot\("figure\d+", (\{.*?\})\);', page[page.rindex("<script>") :])
    assert len(specs) == len(comparison.PANELS) + 1
    for spec in specs:
        json.loads(spec)
