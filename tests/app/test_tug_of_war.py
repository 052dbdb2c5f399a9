"""The tug-of-war's page in Python's eyes: controls, link, presets, and the answers to what the browser sends."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mtlviz import geometry, methods
from mtlviz.figures.identity import look
from mtlviz.lessons import listing
from mtlviz.lessons.arrival import REST
from mtlviz.lessons.presets import PRESETS
from mtlviz.lessons.snippet import numpy_snippet
from mtlviz.lessons.state import State
from tests.app import visits
from tests.app.visits import ran


def opened(**link: str | list[str]) -> AppTest:
    return visits.opened("pages/tug_of_war.py", **link)


def data(page: AppTest) -> dict[str, Any]:
    """What the picture is told."""
    return visits.parsed(picture(page).proto.json)


def picture(page: AppTest) -> Any:
    return next(c for c in page.get("bidi_component") if "held" in (c.proto.json or ""))


def trigger(page: AppTest, message: Any) -> AppTest:
    """What the browser sends while something is in the visitor's hand."""
    return visits.sends(page, picture(page), "moved", message)


@pytest.mark.parametrize("ratio", ["9990", "10000"])
def test_the_sentence_says_where_a_tip_goes_no_further(ratio: str) -> None:
    assert ("10,000 is the largest" in data(opened(ratio=ratio))["sentence"]) is (ratio == "10000")


def held(page: AppTest) -> State:
    return State(**data(page)["held"])


START = State()


def test_it_opens_on_a_conflict_with_a_way_out() -> None:
    page = opened()
    assert held(page) == START
    assert "health gets worse, but with λ between" in data(page)["sentence"]
    assert not page.warning


@pytest.mark.parametrize(("key", "value"), [("lam", 0.123), ("angle", 33.3), ("ratio", 123.4)])
def test_a_typed_number_is_taken_exactly(key: str, value: float) -> None:
    page = opened()
    ran(page.number_input(key=key).set_value(value))
    assert getattr(held(page), key) == value
    assert page.code[0].value == numpy_snippet(held(page)).strip()


@pytest.mark.parametrize(("key", "value"), [("lam", 0.25), ("angle", 180.0)])
def test_a_slider_moves_the_typed_number(key: str, value: float) -> None:
    page = opened()
    ran(page.slider(key=f"{key}_slider").set_value(value))
    assert page.number_input(key=key).value == value
    assert getattr(held(page), key) == value


@pytest.mark.parametrize("value", [1.0, 20.0, 338.0, 500.0, 1000.0, 10_000.0])
def test_the_ratio_has_a_logarithmic_slider(value: float) -> None:
    page = opened()
    ran(page.select_slider(key="ratio_slider").set_value(value))
    assert page.number_input(key="ratio").value == value
    assert held(page).ratio == value


def test_the_picture_knows_where_the_sliders_are() -> None:
    sliders = data(opened())["sliders"]
    assert {name: slider["key"] for name, slider in sliders.items()} == {
        "lam": "lam_slider",
        "angle": "angle_slider",
        "ratio": "ratio_slider",
    }
    assert sliders["ratio"]["grid"][0] == 1
    assert sliders["ratio"]["grid"][-1] == 10_000


@pytest.mark.parametrize("name", methods.names())
def test_every_method_of_the_registry_can_be_drawn(name: str) -> None:
    page = opened()
    ran(page.multiselect(key="methods").set_value([name]))
    (told,) = data(page)["methods"]
    gram = geometry.two_gradients(START.ratio, START.angle)
    expected = methods.settle(methods.create(name), methods.Observation(gram, np.ones(2)), REST)
    np.testing.assert_allclose(told["contributions"], expected, rtol=1e-12)
    assert told["title"] == methods.info(name).title
    assert told["title"] in data(page)["description"]


def test_a_method_looks_the_same_however_many_are_drawn() -> None:
    page = opened()
    for chosen in (["gaba"], ["pcgrad", "gaba"], ["mgda", "famo", "gaba", "pcgrad"]):
        ran(page.multiselect(key="methods").set_value(chosen))
        for told in data(page)["methods"]:
            assert told.items() >= look(told["id"]).data().items()


def test_the_number_of_steps_is_asked_only_where_it_matters() -> None:
    page = opened()
    ran(page.multiselect(key="methods").set_value(["mgda"]))
    assert [entry.key for entry in page.number_input] == ["lam", "angle", "ratio"]
    ran(page.multiselect(key="methods").set_value(["gaba"]))
    before = data(page)["methods"][0]["contributions"]
    ran(page.number_input(key="steps").set_value(1.0))
    assert data(page)["methods"][0]["contributions"] == [[0.5, 0.0], [0.0, 0.5]] != before
    assert any("GABA keeps a memory: shown after 1 step in this state" in c.value for c in page.caption)
    ran(page.number_input(key="steps").set_value(1000.0))
    assert any("GABA keeps a memory: shown at rest, after 1,000 steps" in c.value for c in page.caption)


@pytest.mark.parametrize(("key", "value"), [("scale", "unit"), ("side", "right")])
def test_the_switches_reach_the_picture(key: str, value: str) -> None:
    page = opened()
    ran(page.segmented_control(key=key).set_value(value))
    told = data(page)
    assert (told["scale"] if key == "scale" else told["held"]["side"]) == value


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_a_preset_moves_every_control_and_says_what_to_notice(preset: Any) -> None:
    page = opened(lam="0.9", angle="10", ratio="7", side="right")
    ran(page.button(key=f"preset_{preset.key}").click())
    told = data(page)
    assert {**told["held"], "scale": told["scale"]} == preset.values
    assert page.number_input(key="ratio").value == preset.values["ratio"]
    assert preset.notice in [m.value for m in page.markdown]


def test_a_preset_that_shows_a_movement_says_where_it_begins_anew_each_time() -> None:
    page = opened()
    assert data(page)["start"] is None
    seqs = []
    for _ in range(2):
        ran(page.button(key="preset_turn").click())
        told = data(page)
        assert {k: told["start"][k] for k in told["held"]} == {**told["held"], "angle": 0.0}
        seqs.append(told["start"]["seq"])
    assert seqs[0] != seqs[1]


def test_a_link_opens_the_page_as_it_was() -> None:
    link = {"lam": "0.3", "angle": "45.5", "ratio": "337.95", "side": "right", "scale": "logarithmic"}
    page = opened(**link, methods=["PCGrad", "MGDA"])
    assert held(page) == State(0.3, 45.5, 337.95, "right")
    assert data(page)["scale"] == "unit"
    assert [m["id"] for m in data(page)["methods"]] == ["pcgrad", "mgda"]
    assert not page.warning


@pytest.mark.parametrize(
    ("link", "key", "shown"),
    [
        ({"lam": "7"}, "lam", 1.0),
        ({"lam": "-1"}, "lam", 0.0),
        ({"lam": "nan"}, "lam", START.lam),
        ({"angle": "270"}, "angle", 180.0),
        ({"angle": "steep"}, "angle", START.angle),
        ({"ratio": "1e9"}, "ratio", 10_000.0),
        ({"ratio": "0"}, "ratio", 1.0),
        ({"side": "up"}, "side", START.side),
    ],
)
def test_a_bad_link_is_mended_and_told(link: dict[str, str], key: str, shown: object) -> None:
    page = opened(**link)
    assert getattr(held(page), key) == shown
    assert len(page.warning) == 1


def test_unknown_methods_in_a_link_are_left_out_and_told() -> None:
    page = opened(methods=["MGDA", "Miracle"])
    assert [m["id"] for m in data(page)["methods"]] == ["mgda"]
    assert "Miracle" in page.warning[0].value


def test_no_corner_of_the_controls_ends_in_an_exception() -> None:
    page = opened(methods=[methods.info(name).title for name in methods.names()])
    for lam, angle, ratio in itertools.product((0.0, 0.5, 1.0), (0.0, 90.0, 180.0), (1.0, 10_000.0)):
        page.number_input(key="lam").set_value(lam)
        page.number_input(key="angle").set_value(angle)
        ran(page.number_input(key="ratio").set_value(ratio))
        assert held(page) == State(lam, angle, ratio)
        assert len(data(page)["methods"]) == len(methods.names())


MOVED = {"lam": 0.2, "angle": 150.0, "ratio": 8.0, "side": "right", "seq": 41, "final": False}


def test_what_moves_in_the_hand_is_answered_and_moves_no_control() -> None:
    page = trigger(opened(methods=["PCGrad"]), MOVED)
    told = data(page)
    gram = geometry.two_gradients(8, 150)
    expected = methods.create("pcgrad").contributions(methods.Observation(gram))
    np.testing.assert_allclose(told["methods"][0]["contributions"], expected)
    assert told["window"] == list(State(0.2, 150, 8).window)
    assert told["answer"]["seq"] == 41
    assert told["held"]["lam"] == START.lam
    assert page.number_input(key="lam").value == START.lam


def test_an_answer_is_not_kept_for_the_next_run() -> None:
    page = trigger(opened(), MOVED)
    ran(page)
    assert data(page)["window"] == list(START.window)


def test_let_go_the_controls_follow() -> None:
    page = trigger(opened(), {**MOVED, "final": True})
    assert held(page) == State(0.2, 150, 8, "right")
    assert [page.number_input(key=key).value for key in ("lam", "angle", "ratio")] == [0.2, 150, 8]
    assert page.slider(key="lam_slider").value == 0.2
    assert page.segmented_control(key="side").value == "right"


BAD = {"lam": "0.2", "angle": None, "ratio": True, "side": 1, "seq": []}
NONSENSE = [None, 3, "moved", [], {}, *({**MOVED, key: value} for key, value in BAD.items())]


@pytest.mark.parametrize("message", NONSENSE)
def test_nonsense_from_the_browser_changes_nothing(message: Any) -> None:
    page = trigger(opened(), message)
    assert held(page) == START
    assert data(page)["window"] == list(START.window)


def test_numbers_from_the_browser_are_clamped() -> None:
    page = trigger(opened(), {"lam": 9, "angle": -4, "ratio": 1e6, "side": "left", "seq": 1, "final": True})
    assert held(page) == State(1.0, 0.0, 10_000.0, "left")


def test_a_setting_moves_its_methods_arrow_and_stands_in_the_link() -> None:
    page = opened(methods=["GABA", "CAGrad"], ratio="500", **{"gaba.floor": "0", "gaba.warmup": "2.5"})
    told = data(page)["methods"]
    raw = np.sum(told[0]["contributions"], axis=0)
    assert raw[1] / raw[0] == pytest.approx(500, rel=0.02)  # without floor the norms are balanced, at rest
    assert "not a whole number" in page.warning[0].value
    before = told[1]["contributions"]
    ran(page.number_input(key="cagrad.c").set_value(0.1))
    assert data(page)["methods"][1]["contributions"] != before
    labels = [block.proto.popover.label for block in page.get("popover")]
    assert labels == ["Words", "GABA: floor 0, warm-up 2", "CAGrad: c 0.1"]
    ran(page.button(key="gaba_as_in_the_paper").click())
    assert page.number_input(key="gaba.floor").value == 0.05
    usual = np.sum(data(page)["methods"][0]["contributions"], axis=0)
    assert usual[0] * 500 / usual[1] == pytest.approx(25.05, abs=0.01)


def test_a_setting_out_of_range_is_clamped_and_told() -> None:
    page = opened(methods=["GABA"], **{"gaba.floor": "3", "gaba.keep_length": "perhaps"})
    assert page.number_input(key="gaba.floor").value == 0.5
    assert page.toggle(key="gaba.keep_length").value is False
    assert "GABA: floor: the link says 3, outside 0–0.5" in page.warning[0].value
    assert "expected true or false" in page.warning[0].value


def test_fixed_weights_take_the_pages_lambda() -> None:
    page = opened(methods=["Fixed weights"], lam="0.2")
    np.testing.assert_allclose(data(page)["methods"][0]["contributions"], [[0.2, 0], [0, 0.8]])


def test_the_listing_s_preset_links_to_the_listing() -> None:
    page = opened()
    assert not [link for link in page.main.get("page_link") if link.proto.label == listing.SEE[0]]
    page = ran(page.button(key="preset_pytorch").click())
    (link,) = [link for link in page.main.get("page_link") if link.proto.label == listing.SEE[0]]
    assert link.proto.page == "live"
    assert "data=The+chapter" in link.proto.query_string
