"""The home page and the frame that every page shares."""

from __future__ import annotations

import re

import numpy as np
import pytest
import streamlit.config
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from mtlviz import methods
from mtlviz.figures.rope import rope
from mtlviz.lab.sources import NO_ADDRESS, TWO_LOSSES, TWO_MODELS
from mtlviz.lessons.glossary import BOOK
from mtlviz.lessons.scenes import SCENES
from mtlviz.ui import frame
from tests.conftest import ROOT


def test_home_tells_the_story_and_leads_on() -> None:
    page = AppTest.from_file(str(ROOT / "app.py")).run(timeout=60)
    assert not page.exception
    assert [title.value for title in page.title] == ["Two tasks, one rope"]
    words = " ".join(element.value for element in [*page.markdown, *page.header])
    for term in ("gradient", "Magnitude imbalance", "Direction conflict", "λ"):
        assert term in words


def test_every_page_of_the_folder_is_in_the_menu_and_the_other_way_round() -> None:
    scripts = {frame.HOME, *(f"pages/{path.name}" for path in (ROOT / "pages").glob("*.py"))}
    assert scripts == set(frame.PAGES)


def test_streamlit_still_has_the_options_we_rely_on() -> None:
    # Hidden or renamed options would be ignored in silence, and cost 80 ms a rerun.
    for option in ("runner.postScriptGC", "client.showSidebarNavigation", "browser.gatherUsageStats"):
        assert option in streamlit.config.get_config_options(), option


@given(st.floats(1, 1000), st.sampled_from([0.0, 90.0, 180.0]), st.floats(0, 1))
def test_the_ring_moves_by_the_weighted_sum(ratio: float, angle: float, lam: float) -> None:
    svg = rope(ratio, angle, lam)
    health = (1 - lam) / ratio * np.exp(1j * np.radians(angle))  # along g_rul + i across it, in units of its norm
    moved = lam + health
    if abs(moved) < 1e-12:
        assert "nothing moves" in svg
    else:
        shown = re.search(r"update: ([\d.]+) of RUL’s norm(?:, ([\d.]+)° off)?", svg)
        assert shown is not None
        assert float(shown[1]) == pytest.approx(abs(moved), abs=0.0051)
        if angle == 90:
            assert float(shown[2] or 0) == pytest.approx(np.degrees(np.angle(moved)), abs=0.051)


def test_at_a_right_angle_the_children_stand_at_one_on_the_page() -> None:
    svg = rope(20, 90)
    assert re.findall(r"rotate\((-?\d+) ", svg) == ["0", "-90"]  # RUL to the right, health up the page
    assert "90°" in svg
    assert "seen from above" in re.sub("<[^>]*>", " ", svg)
    assert "rotate" not in rope(20, 180)


def test_every_scene_says_what_is_so() -> None:
    agree, bigger, imbalance, conflict = SCENES
    assert (agree.state.facts.effects < 0).all()
    assert "25 %" in bigger.notice
    assert bigger.state.facts.effects[1] > 0
    assert bigger.state.facts.update_norm == pytest.approx(bigger.state.facts.norms[0] / 4)
    assert "2.9°" in imbalance.notice  # atan(1/20)
    assert np.degrees(np.arctan(1 / 20)) == pytest.approx(2.9, abs=0.05)
    assert imbalance.state.facts.shares[1] == pytest.approx(1 / 401)
    assert f"{100 / 401:.2f} %" in imbalance.notice
    assert imbalance.state.facts.effects[1] < 0  # along for the ride, not hurt
    assert conflict.state.facts.update_norm == 0


def test_home_names_its_source_and_counts_its_methods() -> None:
    page = AppTest.from_file(str(ROOT / "app.py")).run(timeout=60)
    words = " ".join(element.value for element in [*page.markdown, *page.caption])
    for term in (TWO_LOSSES, TWO_MODELS, NO_ADDRESS):
        assert words.count(term) == 1
    for term in (BOOK, "Zhou et al. 2025", "not found", "gradient norm, not the loss value", "at most 30 cycles"):
        assert term in words
    assert f"{len(methods.names())} balancing methods" in words
    labels = [link.proto.label for link in page.get("page_link")]
    opened = [label for label in labels if label.startswith("Open at")]
    assert len(opened) == len(set(opened)) == len(SCENES)
