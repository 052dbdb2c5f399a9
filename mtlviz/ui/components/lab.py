"""The autograd lab's component: a listing, and once it is open its run, stepped through in the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import streamlit as st

from mtlviz.figures.code_lines import code_lines
from mtlviz.lab.scenario import Listing, Scenario
from mtlviz.ui.components.library import shim
from mtlviz.untrusted import number

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
        line = line_in(st.session_state[KEY].get("at"), own, len(listing.lines))
        if line is not None:
            on_line(line)

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


def line_in(message: Any, own: str, lines: int) -> int | None:
    """The line at which the visitor stands, from a browser that is not trusted; None unless it is about listing `own`.

    >>> line_in({"id": "1/code", "line": 40}, "1/code", 12), line_in({"id": "2/code", "line": 3}, "1/code", 12)
    (12, None)
    """
    said = isinstance(message, Mapping) and message.get("id") == own
    line = number(message.get("line"), 0, lines) if said else None
    return None if line is None else int(line)


def identity(scenario: Scenario, listing: Listing) -> str:
    """What the component knows the listing by."""
    return f"{scenario.number}/{listing.key}"
