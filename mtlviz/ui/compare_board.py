"""The results of a comparison on the page: at once where there is one, or in places that are filled while it runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from mtlviz.comparison import export
from mtlviz.comparison.result import Result
from mtlviz.figures import comparison, comparison_scatter
from mtlviz.figures.comparison_style import legend
from mtlviz.lessons import compare_claims, compare_reading
from mtlviz.ui.compare_controls import CONTROLS
from mtlviz.ui.compare_told import Told, told

CONFIG = {"displaylogo": False}  # of every chart; none has a key: with a new key it would go blank at each result
Draw = Callable[[Any, Told], object]  # into a place, or into the page itself


class Board:
    """The parts from top to bottom. With a result they are drawn as they come; without one each gets a place, which
    `show` fills again and again. Either way a part has the same position, so that nothing goes blank in between.
    """

    def __init__(self, steps: int, result: Result | None = None) -> None:
        self._dark, self._steps = st.context.theme.type == "dark", steps
        self._told = _told(result) if result else None
        self._places: list[tuple[Any, Draw]] = []
        with st.container(key="compare_headline"):
            self._part(lambda place, told: place.markdown("\n\n".join(told.headline)))
        self._part(_losses)
        st.header("Curves", anchor=False)
        group = CONTROLS["show"].segments(label_visibility="collapsed")
        self._part(lambda place, told: place.html(legend(told.result, self._dark)))
        panels = comparison.GROUPS[group]
        for first in range(0, len(panels), 2):  # in rows, so that their order is the same where columns are stacked
            row = st.columns(2, gap="medium")
            for column, panel in zip(row, panels[first : first + 2], strict=False):
                with column:
                    self._part(self._chart(panel), waiting=self._empty_chart(panel))
        with row[1] if len(panels) % 2 else st.container():  # beside the last chart, where there is room
            st.markdown(compare_reading.HOW_TO_READ[group])
        st.header("Table", anchor=False)
        CONTROLS["against"].select(width=260)
        self._part(lambda place, told: place.markdown("\n\n".join(told.above)) if told.above else place.empty())
        self._part(lambda place, told: place.html(told.tables))
        self._part(lambda place, told: place.markdown("\n\n".join(told.words)))
        st.header(compare_claims.TITLE, anchor=False)
        self._part(lambda place, told: place.html(told.claims))
        st.caption(compare_claims.SOURCE)
        st.header("Trade-off", anchor=False)
        self._part(self._scatter)
        self._part(_front)

    def show(self, result: Result) -> None:
        """Fill the places with what a run under way has measured."""
        found = _told(result, running=True)
        for place, draw in self._places:
            draw(place, found)

    def _part(self, draw: Draw, waiting: Callable[[Any], object] | None = None) -> None:
        if self._told is not None:
            draw(st, self._told)
            return
        place = st.empty()
        if waiting is not None:
            waiting(place)
        self._places.append((place, draw))

    def _chart(self, panel: comparison.Panel) -> Draw:
        return lambda place, told: place.plotly_chart(
            comparison.curves(told.result, panel.key, self._dark),
            config=CONFIG,
            alt=comparison.spoken(told.result, panel.key),
        )

    def _empty_chart(self, panel: comparison.Panel) -> Callable[[Any], object]:
        """For the moment between Run and the first result: nothing moves when that comes."""
        return lambda place: place.plotly_chart(
            comparison.waiting(panel.key, self._steps, self._dark),
            config=CONFIG,
            alt=f"{panel.title}: nothing yet",
        )

    def _scatter(self, place: Any, told: Told) -> None:
        place.plotly_chart(
            comparison_scatter.scatter(told.result, self._dark),
            config=CONFIG,
            alt=comparison_scatter.spoken(told.result),
        )


def _told(result: Result, running: bool = False) -> Told:
    return told(result, CONTROLS.values()["against"] or CONTROLS["against"].default, running)


def _losses(place: Any, told: Told) -> None:
    if told.losses:
        place.warning("  \n".join(told.losses), icon=":material/warning:")
    else:
        place.empty()


def _front(place: Any, told: Told) -> None:
    names = ", ".join(told.result.titles[r] for r in comparison_scatter.front(told.result))
    head = "So far on the Pareto front" if told.running else "On the Pareto front"
    place.markdown(
        f"**{head} of the means** (no other recipe is at least as good in both and better in one; what is no better "
        f"than a constant prediction is left out): {names or 'none'}. Bars are one standard deviation over seeds. The "
        "front orders means: it is no verdict, and where bars overlap it may be luck."
    )


def downloads(result: Result, again: Callable[[], Result | None]) -> None:
    """The result as files; each is made when its button is pressed, from what `again` finds then: a button that held
    the result would hold it for as long as its page is open."""
    against, config = CONTROLS.values()["against"] or CONTROLS["against"].default, result.config

    def from_result(make: Callable[[Result], str]) -> Callable[[], str]:
        def text() -> str:
            found = again()
            if found is None:
                raise LookupError("found no result; expected the one shown: others have taken its place, press Run")
            return make(found)

        return text

    report, curves, runs = map(from_result, (lambda r: told(r, against).report(), export.curves_csv, export.runs_csv))
    st.header("Take it with you", anchor=False)
    with st.container(horizontal=True):
        _download("Report (HTML)", report, "mtlviz-comparison.html", "text/html")
        _download("Curves (CSV)", curves, "mtlviz-curves.csv", "text/csv")
        _download("Every run (CSV)", runs, "mtlviz-runs.csv", "text/csv")
        _download("Config (JSON)", config.to_json, "mtlviz-comparison.json", "application/json")
    st.caption("The report is one file of about 5 MB that opens offline. The config opens again under “More”.")


def _download(label: str, text: Callable[[], str], name: str, mime: str) -> None:
    st.download_button(label, text, name, mime, on_click="ignore", icon=":material/download:")
