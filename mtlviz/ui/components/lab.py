"""The autograd lab's component: a listing, and once it is open its run, stepped through in the browser."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import streamlit as st

from mtlviz.figures.code_lines import code_lines
from mtlviz.lab.scenario import Listing, Scenario
from mtlviz.ui.components.library import shim

KEY = "lab"
CLOSED: dict[str, Any] = {"steps": [], "graphs": [], "wide": False}


@cache
def _component() -> st.components.v2.types.ComponentRenderer:
    return st.components.v2.component("mtlviz_lab", html='<div class="lab"></div>', js=shim("lab"))


def lab(
    scenario: Scenario, listing: Listing, run: dict[str, Any] | None, line: int, on_line: Callable[[int], None]
) -> None:
    """Show the listing; with `run` (`figures.lab_view.run_view`) at `line`. `on_line` hears where the visitor stops."""
    own = identity(scenario, listing)

    def hear() -> None:
        at = st.session_state[KEY].get("at")  # from the browser, which is not trusted
        line = at.get("line") if isinstance(at, Mapping) and at.get("id") == own else None
        if isinstance(line, int | float) and math.isfinite(line):
            on_line(int(min(max(line, 0), len(listing.lines))))

    preamble = code_lines(scenario.preamble)
    data = {
        "id": own,
        "line": line,
        "about": listing.note.replace("`", ""),
        "preamble": {"title": f"Imports, models and data: {len(preamble)} lines, run first", "code": preamble},
        "code": code_lines(listing.body),
        **(run or CLOSED),
    }
    _component()(key=KEY, data=data, on_at_change=hear)


def identity(scenario: Scenario, listing: Listing) -> str:
    """What the component knows the listing by."""
    return f"{scenario.number}/{listing.key}"
