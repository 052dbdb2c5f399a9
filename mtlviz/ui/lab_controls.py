"""The autograd lab's controls: which scenario, which of its listings, which line.

The listings on offer depend on the scenario, so the table is made anew for each. A link that names a line opens the
run there; without one a scenario opens closed, to be predicted first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from mtlviz.lab.scenario import Listing, Scenario
from mtlviz.lab.scenarios import SCENARIOS, get
from mtlviz.ui.controls import Choice, Controls, Number, arrived

PAGE = "autograd_lab"


@dataclass(frozen=True)
class ScenarioChoice(Choice):
    """Links carry number and title; the number alone counts, so that a title may be improved."""

    def parse(self, raw: Sequence[str]) -> tuple[str, str | None]:
        """“7. A step between the two passes” → 7."""
        return super().parse([raw[-1].partition(".")[0].strip()])

    def select(self, **options: Any) -> str:
        """Streamlit knows labels only and would take a bare number out of the link: bound from the second run on."""
        if st.session_state.pop("lab_bare_number", False):
            options["bind"] = None
        return super().select(**options)


@dataclass(frozen=True)
class Whole(Number):
    """A whole number, so that a link says line=9 and not line=9.0."""

    def parse(self, raw: Sequence[str]) -> tuple[int, str | None]:
        """Clamped into the range, cut down to a whole number."""
        value, notice = super().parse(raw)
        return int(value), notice

    def entry(self, **options: Any) -> int:
        """The typed entry. To Streamlit it is a float, because reading line=1e309 as an int it would end the page."""
        return int(super().entry(**options))


SCENARIO = ScenarioChoice(
    "scenario",
    "Scenario",
    f"{len(SCENARIOS)} pieces of code in which gradients do not do what one expects. They build on each other.",
    "1",
    {str(scenario.number): f"{scenario.number}. {scenario.title}" for scenario in SCENARIOS},
)


def line_of(listing: Listing) -> Whole:
    """The line control for a listing."""
    help_text = "Where in the code the picture and the table stand. Stepping below moves it; a link keeps it."
    return Whole("line", "Line", help_text, 0, low=0, high=len(listing.lines), step=1)


def open_page() -> tuple[Scenario, Controls]:
    """The scenario, and the table of controls that goes with it, as link or visitor have it."""
    new = arrived(PAGE)
    raw = st.query_params.get_all("scenario") if new else []
    number = SCENARIO.parse(raw)[0] if raw else str(st.session_state.get("scenario", SCENARIO.default))
    if raw or number != str(st.session_state.get("scenario", number)):
        start_over()
    st.session_state["lab_bare_number"] = bool(raw) and raw[-1] in SCENARIO.options
    scenario = get(int(number))
    listings = Choice(
        "listing",
        "Listing",
        "The code as written, and what to write instead. Each of them has been run.",
        "code",
        {listing.key: listing.title for listing in scenario.listings},
    )
    asked = st.query_params.get_all("listing") if new else []
    key = listings.parse(asked)[0] if asked else str(st.session_state.get("listing", "code"))
    controls = Controls(PAGE, SCENARIO, listings, line_of(scenario.listing(key)))
    controls.open()
    st.session_state["scenario"] = number  # in every run, so that the link always has it
    if new and controls.values()["line"] > 0:
        opened().add(scenario.number)
    return scenario, controls


def opened() -> set[int]:
    """The numbers of the scenarios whose run this visitor has opened."""
    found: set[int] = st.session_state.setdefault("lab_opened", set())
    return found


def start_over() -> None:
    """The listing as written, before its first line."""
    st.session_state["listing"] = "code"
    st.session_state["line"] = 0
