"""Plotly figures of a run: what is recorded is what is drawn."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest

from mtlviz import data, geometry
from mtlviz.figures.history import history_figure
from mtlviz.figures.palette import PALETTE
from mtlviz.figures.staged import staged_figures
from mtlviz.history import History
from mtlviz.methods import Observation, create
from mtlviz.runconfig import RunConfig
from mtlviz.training import Trainer


@pytest.fixture(scope="module")
def history() -> History:
    trainer = Trainer(RunConfig(recipes=("mgda",)), data.load("turbofan", units=4))  # its pull is often infinite
    trainer.run(50)
    return trainer.history


def test_panels_show_the_steps_that_were_seen(history: History) -> None:
    figure = history_figure(history, 33, dark=False)
    go.Figure(figure)  # raises on anything that Plotly does not know
    traces = figure["data"]
    dense = [trace for trace in traces if len(trace["x"]) == 33]
    assert len(dense) == 9
    np.testing.assert_array_equal(dense[0]["y"], history.describe(slice(0, 33)).norms[:, 0, 0])
    sparse = [trace for trace in traces if len(trace["x"]) != 33]
    assert [list(trace["x"]) for trace in sparse] == [[0, 10, 20, 30]] * 3
    assert not any(np.isinf(trace["y"]).any() for trace in traces)


def test_panels_have_titles_axes_and_a_legend_entry_a_thing(history: History) -> None:
    figure = history_figure(history, 33, dark=True)
    layout = figure["layout"]
    titles = [note["text"] for note in layout["annotations"]]
    for word in ("Gradient norms", "Cosine", "weights", "RMSE (cycles)", "10×", "conflict"):
        assert any(word in title for title in titles), word
    assert {layout[f"xaxis{n}"]["title"]["text"] for n in ("", *range(2, 9))} == {"step"}
    assert [layout[f"yaxis{n}"]["type"] for n in ("", 2, 3)] == ["log", "log", "linear"]
    named = [trace["name"] for trace in figure["data"] if trace["showlegend"]]
    assert sorted(named) == sorted({trace["name"] for trace in figure["data"]})
    colours = {trace["line"]["color"] for trace in figure["data"] if trace["name"] == "RUL"}
    assert colours == {PALETTE["rul"].dark}


@pytest.mark.parametrize("method", ["fixed", "pcgrad", "mgda", "cagrad"])
def test_the_stages_add_up(method: str) -> None:
    gram = np.array([[4.0, -3.0], [-3.0, 9.0]])
    contributions = create(method).contributions(Observation(gram, np.ones(2)))
    staged = staged_figures(gram, contributions, dark=False)
    assert staged is not None
    assert staged.scale.startswith("True lengths")
    traces = [trace for figure in staged.figures.values() for trace in go.Figure(figure).data]
    arrows = [(np.array([t["x"][0], t["y"][0]]), np.array([t["x"][1], t["y"][1]])) for t in traces]
    (_, rul), (_, health), (_, part_rul), (_, part_health), first, second, (origin, update) = arrows
    assert rul @ rul == pytest.approx(4)
    assert health @ health == pytest.approx(9)
    assert rul @ health == pytest.approx(-3)
    weights = contributions.sum(0)
    np.testing.assert_allclose(update, weights[0] * rul + weights[1] * health, atol=1e-12)
    np.testing.assert_allclose(part_rul + part_health, update, atol=1e-12)
    np.testing.assert_allclose(first[1], second[0])
    np.testing.assert_allclose(second[1], update)
    assert not origin.any()


def test_a_step_without_numbers_has_no_picture() -> None:
    assert staged_figures(np.full((2, 2), np.nan), np.eye(2), dark=False) is None
    zero = staged_figures(np.zeros((2, 2)), np.eye(2) / 2, dark=True)
    assert zero is not None
    assert [go.Figure(figure).layout.height for figure in zero.figures.values()] == [370] * 3


@pytest.mark.parametrize(("ratio", "angle"), [(1000, 60), (7000, 93), (1e5, 180), (1e12, 10)])
def test_a_tiny_gradient_is_an_arrow_too(ratio: float, angle: float) -> None:
    """Log lengths: directions are kept, longer is longer, ten times shorter is one ring further in, and it is said."""
    gram = geometry.two_gradients(ratio, angle)
    staged = staged_figures(gram, np.diag([0.5, 0.5]), dark=False)
    assert staged is not None
    assert "ten times shorter" in staged.scale
    raw = next(iter(staged.figures.values()))
    go.Figure(raw)
    rings = raw["layout"]["shapes"]
    step = rings[0]["x1"] - rings[1]["x1"]
    tips = [np.array([t["x"][1], t["y"][1]]) for t in raw["data"]]
    long, short = np.hypot(*tips[0]), np.hypot(*tips[1])
    assert 0 <= short < long <= 1
    if ratio < 1e8:
        assert long - short == pytest.approx(step * np.log10(ratio))
        assert short > 0.05, "a dot"
        assert np.degrees(np.arctan2(tips[1][1], tips[1][0])) == pytest.approx(angle, abs=1e-6)


def test_constants_are_dotted_lines_with_their_numbers(history: History) -> None:
    figure = history_figure(history, 33, dark=False, constants={"rmse": 41.8, "accuracy": 0.59, "nasa": 313.0})
    go.Figure(figure)
    notes = [note["text"] for note in figure["layout"]["annotations"]]
    for text in ("predict the mean 41.8", "majority class 0.59", "predict the mean 313"):
        assert text in notes
    dotted = {shape["yref"]: shape["y0"] for shape in figure["layout"]["shapes"] if shape["type"] == "line"}
    assert (dotted["y6"], dotted["y7"], dotted["y8"]) == (41.8, 0.59, 313.0)
    assert len(history_figure(history, 33, dark=False, constants={"rmse": float("nan")})["layout"]["shapes"]) == 2


def test_a_long_run_shows_the_median_of_its_cosines(history: History) -> None:
    rng, long = np.random.default_rng(0), History([("fixed", 0)])
    for step in range(2500):
        gram = geometry.two_gradients(10, np.degrees(np.arccos(np.clip(rng.normal(0.3, 0.4), -1, 1))))[None]
        long.append(step, np.ones((1, 2)), 0.5 * np.eye(2)[None], {"weight": gram, "bias": 0 * gram})
    traces = {trace["name"]: trace for trace in history_figure(long, 2500, dark=False)["data"]}
    middle = traces["median of 101 steps"]["y"]
    assert np.isnan(middle[:50]).all()
    assert middle[700] == pytest.approx(np.median(traces["cosine"]["y"][650:751]))
    assert np.nanstd(middle) < 0.2 * np.std(traces["cosine"]["y"])
    assert "median of 101 steps" not in {t["name"] for t in history_figure(history, 33, dark=False)["data"]}
