"""The home page and the frame that every page shares."""

from __future__ import annotations

import re

import pytest
import streamlit.config
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from mtlviz.figures.rope import rope
from mtlviz.ui import frame
from tests.conftest import ROOT


def test_home_tells_the_story_and_leads_on() -> None:
    page = AppTest.from_file(str(ROOT / "app.py")).run(timeout=60)
    assert not page.exception
    assert [title.value for title in page.title] == ["Two tasks, one rope"]
    words = " ".join(element.value for element in [*page.markdown, *page.subheader])
    for term in ("gradient", "Magnitude imbalance", "Direction conflict", "λ"):
        assert term in words


def test_every_page_of_the_folder_is_in_the_menu_and_the_other_way_round() -> None:
    scripts = {frame.HOME, *(f"pages/{path.name}" for path in (ROOT / "pages").glob("*.py"))}
    assert scripts == set(frame.PAGES)


def test_streamlit_still_has_the_options_we_rely_on() -> None:
    # Hidden or renamed options would be ignored in silence, and cost 80 ms a rerun.
    for option in ("runner.postScriptGC", "client.showSidebarNavigation", "browser.gatherUsageStats"):
        assert option in streamlit.config.get_config_options(), option


@given(st.floats(1, 1000), st.sampled_from([0.0, 180.0]), st.floats(0, 1))
def test_the_ring_moves_by_the_weighted_sum(ratio: float, angle: float, lam: float) -> None:
    svg = rope(ratio, angle, lam)
    moved = lam + (1 - lam) / ratio * (1 if angle == 0 else -1)  # along g_rul, in units of its norm
    if abs(moved) < 1e-12:
        assert "nothing moves" in svg
    else:
        shown = re.search(r"update: (-?[\d.]+) of", svg)
        assert shown is not None
        assert float(shown[1]) == pytest.approx(moved, abs=0.0051)
