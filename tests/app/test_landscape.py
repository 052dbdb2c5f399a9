"""The landscape page in Python's eyes: link, presets, what the browser asks for, and what it is told."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from mtlviz.landscape import COLUMNS, NASH_STARTS, Quadratics, Valleys, Walk, WalkConfig, walkers
from mtlviz.lessons.landscape_presets import PRESETS, position
from mtlviz.ui.components.landscape import Told, digest
from mtlviz.ui.landscape_controls import CONTROLS
from mtlviz.ui.landscape_points import MOST_OWN, WIDEST, read_points, write_points
from tests.app import visits
from tests.app.visits import ran


def opened(**link: str | list[str]) -> AppTest:
    return visits.opened("pages/landscape.py", **{"walked": "300", **link})


def player(page: AppTest) -> Any:
    return next(c for c in page.get("bidi_component") if c.proto.bytes)


def message(page: AppTest) -> tuple[dict[str, Any], np.ndarray, np.ndarray]:
    """As the browser reads it: header, surfaces (2·n·n numbers or none), records (count, methods, starts, columns)."""
    raw = player(page).proto.bytes
    length = int.from_bytes(raw[:4], "little")
    head = json.loads(raw[4 : 4 + length], parse_constant=lambda name: pytest.fail(f"{name} in a header"))
    numbers = np.frombuffer(raw[4 + length :], "<f4")
    surfaces, records = np.split(numbers, [2 * head["grid"] ** 2])
    shape = (head["count"], len(head["methods"]), len(head["starts"]), len(COLUMNS))
    return head, surfaces, records.reshape(shape)


def sends(page: AppTest, event: str, **more: Any) -> AppTest:
    """What the browser sends (AppTest has no public way); by default it has the walk and scene that it was told."""
    head = message(page)[0]
    value = {"walk": head["walk"], "scene": head["scene"], "have": head["from"] + head["count"], **more}
    return visits.sends(page, player(page), event, value)


def to_the_end(page: AppTest) -> AppTest:
    for _ in range(100):
        head = message(page)[0]
        if head["from"] + head["count"] == head["records"]:
            return page
        page = sends(page, "need")
    raise AssertionError("the walk does not end")


def words(page: AppTest) -> str:
    return " ".join(element.value for element in [*page.markdown, *page.caption])


def test_it_opens_with_the_first_paths_and_streams_the_rest() -> None:
    page = opened()
    head, surfaces, first = message(page)
    assert head["grid"] > 100
    assert len(surfaces) == 2 * head["grid"] ** 2
    assert head["from"] == 0
    assert head["count"] >= 1
    assert [look["title"] for look in head["methods"]] == ["Equal weights", "GABA, raw"]
    assert head["starts"] == [list(start) for start in NASH_STARTS]
    pieces = [first]
    while sum(len(piece) for piece in pieces) < head["records"]:
        page = sends(page, "need")
        head, surfaces, more = message(page)
        assert head["grid"] == 0  # the surfaces travel once
        assert head["from"] == sum(len(piece) for piece in pieces)
        pieces.append(more)
    config = WalkConfig(Valleys(), tuple(walkers()[n] for n in ("equal", "gaba_raw")), NASH_STARTS, steps=300)
    walk = Walk(config)
    walk.advance()
    np.testing.assert_array_equal(np.concatenate(pieces), walk.records)


def test_the_end_is_told_in_words_a_figure_and_a_table() -> None:
    page = to_the_end(opened(land="Opposed bowls", rate="0.05", walked="400"))
    assert "the walk as far as it is computed, all 400 steps, whatever step the picture shows" in words(page)
    assert "(ρ − 1)/(ρ + 1), at (0.9048, 0); the measured ends are within" in words(page)
    assert "all 5 starts reach the front, all at the same point, (0.905, 0), 95" in words(page)
    assert "of the way from task 2’s best to task 1’s" in words(page)
    (figure,) = page.get("plotly_chart")
    assert len(json.loads(figure.proto.spec)["data"]) == 1 + 2 * 5
    (table,) = page.dataframe
    assert len(table.value) == 10
    assert set(table.value["state"]) <= {"on the front", "on the front, moving"}


def test_stopping_stops_and_asking_goes_on() -> None:
    page = opened(walked="100000")
    known = message(page)[0]["known"]
    page = sends(page, "halt")
    assert message(page)[0]["known"] == known
    assert page.dataframe  # what is there can be looked at
    page = sends(page, "need")
    assert message(page)[0]["known"] > known


def test_what_the_browser_lost_is_sent_again() -> None:
    page = to_the_end(opened())
    whole = message(sends(page, "need", have=0, scene="none"))
    assert whole[0]["grid"] > 0
    assert whole[0]["count"] == whole[0]["records"]
    other = message(sends(page, "need", walk="another", have=12))
    assert other[0]["from"] == 0


@pytest.mark.parametrize(
    "value", [{"have": -1}, {"have": "x"}, {"at": [1]}, {"at": "ab"}, {"at": [1e999, 0]}, {"have": True}]
)
def test_nonsense_from_the_browser_is_ignored(value: dict[str, Any]) -> None:
    assert Told.read({"walk": "w", "scene": "s", "have": 3, **value}) is None
    assert Told.read("nonsense") is None


def test_a_click_adds_a_start_until_eight() -> None:
    page = opened()
    page = sends(page, "start", at=[3.04, -2.96])
    assert page.text_input(key="own").value == "3, -3"
    assert message(page)[0]["starts"][-1] == [3.0, -3.0]
    for n in range(2 * MOST_OWN):
        page = sends(page, "start", at=[n / 2, 1.0])
    assert len(read_points(page.text_input(key="own").value)[0]) == MOST_OWN
    assert "already" in page.warning[0].value


@given(st.lists(st.tuples(st.floats(-11, 11), st.floats(-11, 11)), max_size=MOST_OWN))
def test_points_survive_their_own_text(points: list[tuple[float, float]]) -> None:
    read, trouble = read_points(write_points(points))
    assert trouble is None
    np.testing.assert_allclose(np.reshape(read, (-1, 2)), np.reshape(points, (-1, 2)), rtol=1e-5, atol=1e-5)


@given(st.text(max_size=40))
def test_whatever_is_typed_the_points_are_on_the_map(text: str) -> None:
    points, _ = read_points(text)
    assert len(points) <= MOST_OWN
    assert all(abs(v) <= WIDEST for point in points for v in point)


def test_a_link_reproduces_the_page_and_repairs_are_told() -> None:
    link = {
        "land": "Own bowls",
        "who": ["MGDA", "Fixed weights"],
        "lambda1": "0.3",
        "m11": "2",
        "a22": "4",
        "size": "5",
    }
    page = opened(**link, own="1, 1; x", rate="7")
    with_link = message(page)[0]
    assert [look["title"] for look in with_link["methods"]] == ["MGDA", "Fixed weights (λ = 0.3)"]
    assert with_link["starts"][-1] == [1.0, 1.0]
    expected = Quadratics(((2.0, 1.0), (-1.5, -1.0)), ((6.0, 0.5), (0.5, 4.0)), 5.0)
    np.testing.assert_allclose(with_link["front"], expected.front(61), atol=1e-4)
    assert "“x” is not a point" in page.warning[0].value
    assert "outside" in page.warning[0].value


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_presets_move_the_controls(preset: Any) -> None:
    page = opened(land="Opposed bowls")
    page = ran(page.button(key=f"landscape_{preset.key}").click())
    values = {key: page.session_state[key] for key in position(preset)}
    assert values == position(preset)
    assert set(preset.values) <= set(CONTROLS.by_key)
    assert preset.notice in words(page)


def test_a_start_of_ones_own_ends_the_preset() -> None:
    page = opened(walked="50000")
    assert PRESETS[0].notice in words(page)
    page = sends(page, "start", at=[3.04, -2.96])
    assert PRESETS[0].notice not in words(page)
    page = ran(page.button(key="landscape_collapse").click())
    assert PRESETS[0].notice in words(page)
    assert page.text_input(key="own").value == ""


def test_a_setting_is_walked_with_and_ends_the_preset() -> None:
    page = opened(who=["GABA", "GABA, raw"], walked="35000", **{"gaba.floor": "0.2"})
    head, _, _ = message(page)
    assert {look["title"] for look in head["methods"]} == {"GABA, raw", "GABA (floor 0.2)"}
    walk = Walk(
        WalkConfig(
            Valleys(),
            tuple(walkers(0.5, (("gaba.floor", 0.2),))[name] for name in page.session_state["who"]),
            NASH_STARTS,
            steps=35_000,
        )
    )
    assert head["walk"] == digest(walk.config)
    page = ran(page.button(key="landscape_brakes").click())
    assert page.session_state["gaba.floor"] == 0.05
    assert next(p for p in PRESETS if p.key == "brakes").notice in words(page)


def test_another_landscape_brings_steps_that_suit_it() -> None:
    page = opened(walked="50000")
    page = ran(page.segmented_control(key="land").set_value("opposed"))
    assert (page.session_state["rate"], page.session_state["walked"]) == (0.02, 1500)


def test_paths_that_diverge_are_said_to() -> None:
    page = to_the_end(opened(land="Opposed bowls", rho="1000", descent="SGD", rate="1"))
    assert re.search(r"\d diverged|it diverges", words(page))
    assert "diverged" in set(page.dataframe[0].value["state"])
    page = to_the_end(opened(land="Opposed bowls", rho="1000", descent="SGD", rate="1", who="Equal weights"))
    assert "every path diverged: the learning rate is too large" in words(page)


def test_without_method_or_start_something_still_walks() -> None:
    page = opened()
    page = ran(page.multiselect(key="who").set_value([]))
    page = ran(page.selectbox(key="from").set_value("none"))
    head = message(page)[0]
    assert (len(head["methods"]), len(head["starts"])) == (1, 1)
