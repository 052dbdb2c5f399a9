"""The methods page's pictures: well-formed, finite, and drawn where the numbers say."""

from __future__ import annotations

import re
from itertools import chain, combinations
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import geometry, methods
from mtlviz.figures.family import directions, family_figure
from mtlviz.figures.look_swatch import line, mark
from mtlviz.figures.loss_weight import loss_weight
from mtlviz.figures.methods_map import Place, methods_map
from mtlviz.figures.outcome_heatmap import HEIGHT, WIDTH, legend, outcome_map, swatch
from mtlviz.figures.staged_svg import staged_svg
from mtlviz.lessons import outcomes
from mtlviz.lessons.loss_shapes import CAP, HEALTH, weight
from mtlviz.lessons.outcomes import Situation
from mtlviz.lessons.state import State
from tests.lessons.positions import positions
from tests.strategies import modest

ASPECTS = ("gradient norm", "direction", "loss scale", "learning speed")


def parsed(markup: str) -> ElementTree.Element:
    assert not re.search(r"\b(nan|inf)\b", markup)
    return ElementTree.fromstring(f"<div>{markup}</div>")


def area(path: str) -> float:
    """Of upright bars `Mx y h w V y2 …`, as a part of the picture."""
    bars = re.findall(r"M([\d.e-]+) ([\d.e-]+)h([\d.e-]+)V([\d.e-]+)", path)
    return sum(float(w) * (float(y) - float(y2)) for _, y, w, y2 in bars) / (WIDTH * HEIGHT)


def drawn(cosines: np.ndarray) -> dict[str, float]:
    root = parsed(outcome_map("m", "M", "", cosines, outcomes.direction_of))
    return {path.get("class", ""): area(path.get("d", "")) for path in root.iter("path")}


def test_the_three_directions_fill_the_map_without_overlap() -> None:
    for name in ("fixed", "pcgrad", "cagrad"):
        areas = drawn(outcomes.landscape(name, Situation()).cosines)
        assert areas["towards"] + areas["sideways"] + areas["against"] == pytest.approx(1, abs=1e-3)


def test_the_hatched_area_of_equal_weights_is_the_integral_of_its_formula() -> None:
    ratios = np.geomspace(1, 1000, 20001)
    exact = np.mean(180 - np.degrees(np.arccos(-1 / ratios))) / 180
    assert drawn(outcomes.landscape("fixed", Situation()).cosines)["against"] == pytest.approx(exact, abs=0.01)


def test_angles_grow_upwards_and_ratios_to_the_right() -> None:
    cosines = np.ones((31, 31))
    cosines[20:, :10] = -1  # above 120°, ratios below 10
    root = parsed(outcome_map("m", "M", "", cosines, outcomes.direction_of))
    against = next(path for path in root.iter("path") if path.get("class") == "against").get("d", "")
    bars = [tuple(map(float, bar)) for bar in re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)V([\d.]+)", against)]
    assert max(y for _, y, _, _ in bars) < HEIGHT / 2
    assert max(x + w for x, _, w, _ in bars) < WIDTH / 2


def test_a_direction_is_told_in_words_too() -> None:
    text = outcome_map(
        "m", "A < B", line("fixed"), outcomes.landscape("fixed", Situation()).cosines, outcomes.direction_of, "Random."
    )
    label = next(e.get("aria-label", "") for e in parsed(text).iter() if e.get("role") == "group")
    assert label.startswith("A < B")
    assert re.search(r"towards \d+ %, sideways \d+ %, against \d+ %\. Random\.", label)
    assert [swatch(code).count(f'aria-label="{word}"') for code, word in outcomes.WORDS.items()] == [1, 1, 1]
    assert "each" in "".join(parsed(legend(["each", "of", "these"])).itertext())


@pytest.mark.parametrize("aspects", list(chain.from_iterable(combinations(ASPECTS, n) for n in range(5))))
def test_every_mix_of_aspects_has_one_place_on_the_map(aspects: tuple[str, ...]) -> None:
    root = parsed(methods_map([Place("toy", "Toy", frozenset(aspects), 0)]))
    assert [button.get("data-method") for button in root.iter("button")] == ["toy"]
    (cell,) = (td for td in root.iter("td") if td.get("data-label"))
    assert set((cell.get("data-label") or "").split(" + ")) == set(aspects or ["nothing"])


def test_the_weight_of_a_loss_shape_is_drawn_and_told() -> None:
    (svg,) = parsed(loss_weight(weight, CAP, HEALTH))
    assert "2 at 0 cycles, 1.76 at 30 cycles, 1.36 at 80 cycles, 1 at 125 cycles" in svg.get("aria-label", "")
    (line,) = (e.get("points", "") for e in svg.iter("polyline"))
    heights = np.array([float(pair.split(",")[1]) for pair in line.split()])
    falling = heights[: int(120 / 1.2) + 1]
    assert (np.diff(falling) > 0).all()  # a screen's y points down
    assert np.ptp(heights[101:]) == 0


@modest
@given(positions(), st.sampled_from(methods.names()))
def test_stages_are_drawn_for_every_state(state: State, name: str) -> None:
    contributions = outcomes.outcome(name, Situation(state, steps=3)).contributions
    (svg,) = parsed(staged_svg(state.gram, contributions, name))
    update = float(geometry.update_norm(state.gram, contributions.sum(0)))
    (told,) = re.findall(r"update ([\d.e+-]+)\.", svg.get("aria-label", ""))
    assert float(told) == pytest.approx(update, rel=6e-3, abs=1e-12)


@pytest.mark.parametrize("angle", [None, 0.0, 60.0, 180.0])
def test_a_family_shows_its_direction_and_its_norms(angle: float | None) -> None:
    root = parsed(family_figure([("A", 5.0, mark("gaba")), ("B", 0.05, ""), ("C", 0.0, "")], angle, 120.0, 5.0))
    parts = [float((i.get("style") or "").split(":")[1]) for i in root.iter("i")]
    assert parts == pytest.approx([1, 0.5, 0])
    label = parsed(directions(angle, 120.0))[0].get("aria-label") or ""
    assert ("zero" in label) if angle is None else (f"{angle:.1f}" in label)
