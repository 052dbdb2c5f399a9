"""The table of controls: a link reproduces the page, bad values are mended and told."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from mtlviz.ui.controls import Choice, Controls, Many, Number
from mtlviz.ui.plain import plain

NUMBER = Number("ratio", "Ratio", "Help.", 20.0, low=1, high=1000, step=0.1, format="%.4g", unit="×")
CHOICE = Choice("scale", "Scale", "Help.", "true", {"true": "True lengths", "unit": "Unit-scaled"})
MANY = Many("methods", "Methods", "Help.", (), {"pcgrad": "PCGrad", "mgda": "MGDA"})


@given(st.floats(1, 1000))
def test_a_number_in_range_survives_its_own_link(value: float) -> None:
    parsed, notice = NUMBER.parse([NUMBER.write(value)])
    assert notice is None
    assert parsed == pytest.approx(value, rel=1e-9)


@given(st.text(max_size=30))
def test_whatever_a_link_says_the_number_is_in_range_and_a_repair_is_told(text: str) -> None:
    value, notice = NUMBER.parse([text])
    assert 1 <= value <= 1000
    try:
        meant = float(text)
    except ValueError:
        meant = math.nan
    assert (notice is None) == (meant == value)


@given(st.sampled_from(["true", "unit"]))
def test_a_choice_survives_its_own_link(key: str) -> None:
    assert CHOICE.parse([CHOICE.write(key)]) == (key, None)
    assert CHOICE.parse([key]) == (key, None)


def test_unknown_options_fall_back_and_are_named() -> None:
    value, notice = CHOICE.parse(["sideways"])
    assert value == "true"
    assert notice is not None
    assert "sideways" in notice
    value, notice = MANY.parse(["MGDA", "nosuch", "MGDA"])
    assert value == ["mgda"]
    assert notice is not None
    assert "nosuch" in notice


def test_a_link_leaves_defaults_out() -> None:
    table = Controls("page", NUMBER, CHOICE, MANY)
    assert table.query() == {"v": "1"}
    assert table.query(ratio=500.0, methods=["mgda"]) == {"v": "1", "ratio": "500", "methods": ["MGDA"]}


def small_page() -> None:
    import streamlit as st

    from mtlviz.ui.controls import Choice, Controls, Many, Number

    table = Controls(
        "small",
        Number("ratio", "Ratio", "Help.", 20.0, low=1, high=1000, step=0.1, unit="×", grid=(1.0, 20.0, 500.0, 1000.0)),
        Number("angle", "Angle", "Help.", 60.0, low=0, high=180, step=1.0),
        Choice("scale", "Scale", "Help.", "true", {"true": "True lengths", "unit": "Unit-scaled"}),
        Many("methods", "Methods", "Help.", (), {"pcgrad": "PCGrad", "mgda": "MGDA"}),
    )
    table.open()
    table["ratio"].pair()
    table["angle"].pair()
    table["scale"].select()
    table["methods"].select()
    st.session_state["seen"] = table.values()


def opened(**link: str | list[str]) -> AppTest:
    page = AppTest.from_function(small_page)
    for key, value in link.items():
        page.query_params[key] = value
    page.run(timeout=30)
    assert not page.exception
    return page


def test_a_page_opens_as_its_link_says() -> None:
    page = opened(ratio="337.95", scale="Unit-scaled", methods=["MGDA"])
    assert page.session_state["seen"] == {"ratio": 337.95, "angle": 60.0, "scale": "unit", "methods": ["mgda"]}
    assert page.select_slider[0].value == 500.0  # the nearest step on the logarithmic grid
    assert not page.warning


def test_bad_values_are_clamped_with_a_notice_until_something_changes() -> None:
    page = opened(ratio="5000", angle="x", v="7")
    assert page.session_state["seen"]["ratio"] == 1000
    assert page.session_state["seen"]["angle"] == 60
    (warning,) = page.warning
    assert "5000" in warning.value
    assert "“x”" in warning.value
    assert "v=7" in warning.value
    page.number_input(key="angle").set_value(90.0).run()
    assert not page.warning
    assert page.session_state["seen"] == {"ratio": 1000.0, "angle": 90.0, "scale": "true", "methods": []}


def two_pages() -> None:
    import streamlit as st

    from mtlviz.ui.choices import Many, Switch
    from mtlviz.ui.controls import Controls, Number

    table = Controls(
        st.session_state.get("on", "first"),
        Number("floor", "Floor", "Help.", 0.05, low=0, high=1, step=0.01),
        Switch("keep", "Keep", "Help.", False),
        Many("methods", "Methods", "Help.", (), {"pcgrad": "PCGrad", "mgda": "MGDA"}),
    )
    table.open()
    st.session_state["before"] = table.values()  # as a button above the widgets has it
    table["floor"].entry()
    table["keep"].draw()
    table["methods"].select()
    st.session_state["seen"] = table.values()


def came(page: AppTest, to: str, **link: str) -> dict[str, Any]:
    page.session_state["on"] = to
    page.query_params.clear()
    for key, value in link.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception
    assert page.session_state["before"] == page.session_state["seen"]
    return dict(page.session_state["seen"])


def test_a_page_is_found_as_it_was_left_and_a_link_reproduces_it() -> None:
    page = AppTest.from_function(two_pages, default_timeout=30)
    fresh = {"floor": 0.05, "keep": False, "methods": []}
    first = {"floor": 0.2, "keep": True, "methods": ["mgda"]}
    assert came(page, "first", floor="0.2", keep="true", methods="MGDA") == first
    assert came(page, "second") == fresh
    page.number_input(key="floor").set_value(0.7).run()
    assert came(page, "first") == first
    assert came(page, "second") == fresh | {"floor": 0.7}
    assert came(page, "first", keep="true") == fresh | {"keep": True}
    assert came(page, "second", v="1") == fresh


def test_what_the_link_says_of_other_settings_is_told() -> None:
    page = opened(ratio="500", stepps="3")
    assert page.session_state["seen"]["ratio"] == 500
    assert page.warning[0].value == "“stepps” is not a setting of this page; the rest of the link is shown."
    page = opened(**dict.fromkeys("abcdef", "1"))
    assert page.warning[0].value.startswith("“a”, “b”, “c”, “d” … are not settings of this page")


@given(st.text(alphabet="ab[]()!*_`<>$~:#@|\\ ./w", max_size=40))
def test_a_notice_shows_a_link_letter_for_letter(text: str) -> None:
    """Each mark is escaped once, and nothing else is changed."""
    written = plain(text)
    assert re.sub(r"\\(.)", r"\1", written) == text
    assert not re.search(r"[][*`<>$~#@|!]|:\w|(?<![^\W_])_|_(?![^\W_])", re.sub(r"\\.", " ", written))


def test_a_slider_let_go_counts_even_if_the_entry_was_said_anew_meanwhile() -> None:
    page = opened()
    page.session_state["angle_slider"] = 30.0  # as after a race: the slider has moved, its callback is undone
    page.run()
    assert page.number_input(key="angle").value == 30.0
    assert page.slider(key="angle_slider").value == 30.0


def test_slider_and_typed_entry_are_one_control() -> None:
    page = opened()
    page.select_slider(key="ratio_slider").set_value(500.0).run()
    assert page.number_input(key="ratio").value == 500.0
    page.number_input(key="ratio").set_value(19.0).run()
    assert page.select_slider(key="ratio_slider").value == 20.0
    assert page.session_state["seen"]["ratio"] == 19.0  # the typed value stays exact
    page.slider(key="angle_slider").set_value(180.0).run()
    assert page.session_state["seen"]["angle"] == 180.0
