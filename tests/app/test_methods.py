"""The methods page in Python's eyes: every control, links, filters, what the browser sends, a method that is new."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import parse_qs

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mtlviz import methods, recipes
from mtlviz.lessons import numbers, outcomes
from mtlviz.lessons.loss_shapes import SHAPES
from mtlviz.lessons.outcomes import Situation
from mtlviz.lessons.state import State
from mtlviz.ui.methods_controls import VIEWS
from tests.app import visits
from tests.app.visits import ran

TITLES = [methods.info(name).title for name in methods.names()]


def opened(view: str = "fix", **link: str | list[str]) -> AppTest:
    return visits.opened("pages/methods.py", view=VIEWS.get(view, view), **link)


def component(page: AppTest, part: str) -> Any:
    """The component whose markup contains `part`."""
    return next(c for c in page.get("bidi_component") if part in (c.proto.json or ""))


def told(page: AppTest, part: str) -> dict[str, Any]:
    return visits.parsed(component(page, part).proto.json)


def pick(page: AppTest, part: str, message: Any) -> AppTest:
    """What the browser sends when a button or a point of a map is chosen."""
    return visits.sends(page, component(page, part), "picked", message)


def shown(page: AppTest, view: str) -> list[str]:
    """The titles of the methods in a view, in its order."""
    if view == "cards":
        return [s.value for s in page.header if s.value in {methods.info(n).title for n in methods.names()}]
    if view == "harm":
        return [methods.info(name).title for name in told(page, "data-map")["maps"]]
    markup = told(page, "data-method")["markup"]
    return [methods.info(n).title for n in methods.names() if f'data-method="{n}"' in markup]


@pytest.mark.parametrize("view", ["fix", "harm", "cards"])
def test_every_method_of_the_registry_is_in_every_view(view: str) -> None:
    assert shown(opened(view), view) == TITLES


def test_the_families_have_the_bisector_and_its_norms() -> None:
    page = opened("family")
    assert "on the bisector of the angle" in told(page, "families")["markup"]
    table = next(m.value for m in page.markdown if "measured" in m.value)
    assert r"| IMTL-G |" in table
    assert "| 1.25 | 1.25 |" in table


@pytest.mark.parametrize("view", VIEWS)
def test_a_way_to_look_is_one_press_away(view: str) -> None:
    page = opened()
    ran(page.segmented_control(key="view").set_value(view))
    part = {"fix": "data-method", "harm": "data-map", "family": "families", "cards": "staged"}[view]
    assert told(page, part)


@pytest.mark.parametrize(("key", "value"), [("lam", 0.1), ("angle", 175.5), ("ratio", 444.0)])
def test_a_typed_number_moves_the_state_of_all_methods(key: str, value: float) -> None:
    page = opened("harm")
    ran(page.number_input(key=key).set_value(value))
    values = {"lam": 0.5, "angle": 120.0, "ratio": 3.0, key: value}
    data = told(page, "data-map")
    assert data["here"] == {"ratio": values["ratio"], "angle": values["angle"]}
    now = Situation(State(**values))
    for name, (cosine, effect) in data["now"].items():
        done = outcomes.outcome(name, now)
        assert cosine == pytest.approx(float(done.cosines[1]), abs=1e-12)
        assert effect == pytest.approx(float(0.01 * done.effects[1]), abs=1e-12)


def test_the_sliders_move_the_state() -> None:
    page = opened("harm")
    ran(page.slider(key="angle_slider").set_value(30.0))
    ran(page.select_slider(key="ratio_slider").set_value(500.0))
    ran(page.slider(key="lam_slider").set_value(0.9))
    assert told(page, "data-map")["here"] == {"ratio": 500.0, "angle": 30.0}
    assert page.number_input(key="lam").value == 0.9


def test_losses_and_steps_reach_the_methods_that_ask_for_them() -> None:
    page = opened("harm")
    before = told(page, "data-map")["now"]
    ran(page.number_input(key="loss_rul").set_value(0.1))
    after = told(page, "data-map")["now"]
    changed = {name for name in before if before[name] != after[name]}
    assert {"uw", "imtl_l", "gradnorm"} <= changed
    assert changed <= {name for name in before if "losses" in methods.info(name).needs}
    ran(page.number_input(key="steps").set_value(1.0))
    assert told(page, "data-map")["now"]["gaba"] == pytest.approx(before["fixed"])  # its warm-up is equal weights


def test_lambda_is_what_fixed_weights_get() -> None:
    page = opened("harm", lam="0.2")
    window = State(0.2, 120, 3).window
    assert window[0] < 0.2 < window[1]
    assert told(page, "data-map")["now"]["fixed"][0] > 0 > told(opened("harm"), "data-map")["now"]["fixed"][0]


def test_the_maps_in_the_browser_are_the_computed_ones() -> None:
    data = told(opened("harm"), "data-map")
    found = outcomes.landscape("cagrad", Situation())
    packed = {key: base64.b64decode(text) for key, text in data["maps"]["cagrad"].items()}
    cosines = np.frombuffer(packed["cosines"], dtype="<i2").reshape(31, 31)
    np.testing.assert_allclose(cosines / 1e4, found.cosines, atol=1.01e-4)
    effects = np.frombuffer(packed["effects"], dtype="<f4").reshape(31, 31)
    np.testing.assert_allclose(effects, 0.01 * found.effects, rtol=1e-6)


def test_methods_can_be_chosen_by_what_they_make_up_for_and_by_name() -> None:
    page = opened("cards")
    ran(page.multiselect(key="balances").set_value(["learning speed"]))
    expected = [methods.info(n).title for n in methods.names() if "learning speed" in methods.info(n).balances]
    assert shown(page, "cards") == expected
    ran(page.multiselect(key="balances").set_value([]))
    ran(page.multiselect(key="only").set_value(["mgda", "nash"]))
    assert shown(page, "cards") == ["MGDA", "Nash-MTL"]
    ran(page.multiselect(key="balances").set_value(["loss scale"]))
    assert not shown(page, "cards")
    assert "No method passes both filters" in page.info[0].value


def test_a_card_says_everything_about_its_method() -> None:
    page = opened("cards", angle="150", ratio="40")
    text = " ".join([*(m.value for m in page.markdown), *(c.value for c in page.caption)])
    links = [e.proto.query_string for e in page.get("page_link") if "tug-of-war" in e.proto.label]
    equations = [equation.value for equation in page.latex]
    for name, link, equation in zip(methods.names(), links, equations, strict=False):
        info = methods.info(name)
        assert all(said in text for said in (info.fixes, info.fails, info.paper))
        assert info.equation[:8] in equation
        assert all(part in link for part in ("ratio=40", "angle=150", "methods="))
        done = outcomes.outcome(name, Situation(State(0.5, 150, 40)))
        markup = told(page, f"{info.title}, norms")["markup"]
        for cosine, effect in zip(done.cosines, done.effects, strict=True):
            assert f"</svg>{outcomes.WORDS[int(outcomes.direction_of(cosine))]}<" in markup
            assert f"<td>{outcomes.felt(effect)}</td>" in markup
    assert text.count("outside the plane") == 1  # GradDrop


def test_the_cards_have_an_index_and_the_loss_shapes_their_own() -> None:
    page = opened("cards")
    index = next(m.value for m in page.markdown if m.value.startswith("**On this page"))
    anchors = {header.proto.anchor for header in [*page.header, *page.subheader]}
    for name in (*methods.names(), *SHAPES):
        assert f"](#{name})" in index
        assert name in anchors
    text = " ".join([*(m.value for m in page.markdown), *(c.value for c in page.caption)])
    for shape in SHAPES.values():
        assert all(said in text for said in (shape.fixes, shape.fails, shape.source))
    assert "1.76 at 30 cycles" in told(page, "remaining life")["markup"]


def test_a_loss_shape_on_the_map_opens_its_card() -> None:
    page = pick(opened(), "data-method", {"method": "grace"})
    assert [s.value for s in page.subheader if s.value.startswith("GRACE")]
    assert not shown(page, "cards")


def test_a_setting_reaches_every_view() -> None:
    link: dict[str, str | list[str]] = {"ratio": "500", "loss_rul": "0.5", "gaba.floor": "0"}
    usual = told(opened("harm", ratio="500", loss_rul="0.5"), "data-map")["now"]["gaba"][0]
    assert told(opened("harm", **link), "data-map")["now"]["gaba"][0] > 0 > usual
    page = opened("cards", only=["GABA"], **link)
    assert any("As set above: floor 0" in c.value for c in page.caption)
    (query,) = (e.proto.query_string for e in page.get("page_link") if "tug-of-war" in e.proto.label)
    assert parse_qs(query) == {"v": ["1"], **{key: [str(said)] for key, said in link.items()}, "methods": ["GABA"]}


def test_the_books_table_is_complete_and_computed() -> None:
    page = opened(ratio="500", angle="120")
    table = next(m.value for m in page.markdown if "What it changes" in m.value)
    for name in ("fixed", "amnl", "gaba", "grace", "gradnorm", "pcgrad"):
        assert recipes.get(name).title in table
    assert "wrong failure mode" in table
    done = outcomes.outcome("gaba", Situation(State(0.5, 120, 500)))
    assert f"against (cos −{abs(done.cosines[1]):.2g}) | {numbers.effect(0.01 * done.effects[1])}" in table


def test_a_method_on_the_map_opens_its_card() -> None:
    page = pick(opened(balances=["direction"]), "data-method", {"method": "pcgrad"})
    assert shown(page, "cards") == ["PCGrad"]


def test_a_second_click_on_the_map_that_the_first_took_away_changes_nothing() -> None:
    page = opened()
    map_of_methods = component(page, "data-method")
    for name in ("gaba", "pcgrad"):
        page = visits.sends(page, map_of_methods, "picked", {"method": name})
    assert shown(page, "cards") == ["GABA"]


def test_a_point_of_a_map_becomes_the_state() -> None:
    page = pick(opened("harm"), "data-map", {"ratio": 1000, "angle": 174})
    assert told(page, "data-map")["here"] == {"ratio": 1000, "angle": 174}
    assert page.number_input(key="ratio").value == 1000


@pytest.mark.parametrize("message", [None, 3, {"method": "miracle"}, {"ratio": "x", "angle": 1}, {"ratio": True}, []])
def test_nonsense_from_the_browser_changes_nothing(message: Any) -> None:
    page = pick(opened("harm"), "data-map", message)
    assert told(page, "data-map")["here"] == {"ratio": 3, "angle": 120}


@pytest.mark.parametrize(
    ("link", "key", "value"),
    [
        ({"ratio": "-5"}, "ratio", 1.0),
        ({"angle": "nan"}, "angle", 120.0),
        ({"lam": "2"}, "lam", 1.0),
        ({"loss_rul": "0"}, "loss_rul", 0.01),
        ({"steps": "many"}, "steps", 1000.0),
    ],
)
def test_a_bad_link_is_mended_and_told(link: dict[str, str], key: str, value: float) -> None:
    page = opened(**link)
    assert page.number_input(key=key).value == value
    assert len(page.warning) == 1


def test_unknown_views_and_methods_in_a_link_are_told() -> None:
    page = opened(only=["Miracle"], balances=["luck"], view="sideways")
    assert page.segmented_control(key="view").value == "fix"
    assert all(text in page.warning[0].value for text in ("Miracle", "luck", "sideways"))


class Toy(methods.Method):
    """All weight on health."""

    info = methods.Info(
        "Toy method", r"d = g_2", "Nobody 2026", "A toy fixes toys.", "A toy fails.", balances=("gradient norm",)
    )

    def contributions(self, observation: methods.Observation) -> Any:
        return methods.diagonal(np.broadcast_to(np.array([0.0, 1.0]), observation.gram.shape[:-1]))


def test_a_new_method_is_in_every_view_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(methods.REGISTRY, "toy_of_the_page", Toy)
    for view in ("fix", "harm", "cards"):
        assert "Toy method" in shown(opened(view), view)
    assert "Toy method" in told(opened("family"), "families few")["markup"]
    assert told(opened("harm"), "data-map")["now"]["toy_of_the_page"][0] == pytest.approx(1)


def test_a_card_says_where_a_promise_breaks() -> None:
    page = opened("cards", only=["Aligned-MTL", "MGDA"])
    (broken,) = (m.value for m in page.markdown if "Not guaranteed" in m.value and "142.5° to 180°" in m.value)
    assert "no step hurts either" in broken
    kept = [m.value for m in page.markdown if m.value.startswith("**Keeps")]
    assert any("no step hurts either" in text for text in kept)
    assert not any("Not guaranteed" in m.value for m in opened("cards").markdown)
