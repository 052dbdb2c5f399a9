"""The results of a comparison on the page, in places that are filled again while it runs."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from mtlviz.comparison import claims, export, headline, summary
from mtlviz.comparison.result import Result
from mtlviz.figures import comparison, comparison_claims, comparison_report, comparison_scatter, comparison_table
from mtlviz.figures.comparison_style import legend
from mtlviz.lessons import compare_claims, compare_presets, compare_reading, compare_sentences
from mtlviz.ui.compare_controls import CONTROLS

CONFIG = {"displaylogo": False}  # of every chart


class Board:
    """Draws one result after another into the same places; widgets are drawn once, by the constructor."""

    def __init__(self) -> None:
        self._dark = st.context.theme.type == "dark"
        self._headline, self._lost = st.empty(), st.empty()
        st.subheader("Curves", anchor=False)
        group = CONTROLS["show"].segments(label_visibility="collapsed")
        self._legend = st.empty()
        columns = st.columns(2, gap="medium")
        panels = comparison.GROUPS[group]
        self._charts = {panel.key: columns[n % 2].empty() for n, panel in enumerate(panels)}
        with columns[1] if len(panels) % 2 else st.container():  # beside the last chart, where there is room
            st.markdown(compare_reading.HOW_TO_READ[group])
        st.subheader("Table", anchor=False)
        self._against = CONTROLS["against"].select(width=260)
        self._above, self._table, self._words = st.empty(), st.empty(), st.empty()
        st.subheader(compare_claims.TITLE, anchor=False)
        self._claims = st.empty()
        st.caption(compare_claims.SOURCE)
        st.subheader("Trade-off", anchor=False)
        self._scatter, self._front = st.empty(), st.empty()

    def wait(self, steps: int) -> None:
        """Charts without lines, for the moment between Run and the first result: nothing moves when it comes."""
        for key, place in self._charts.items():
            title = comparison.PANELS[key].title
            figure = comparison.waiting(key, steps, self._dark)
            place.plotly_chart(figure, key=f"compare_{key}_waiting", config=CONFIG, alt=f"{title}: nothing yet")

    def show(self, result: Result) -> None:
        """Fill the places."""
        base = result.reference(self._against)
        rows = summary.table(result, result.config.recipes[base])
        self._headline.markdown("\n\n".join(_headline(result, base)))
        self._note(compare_sentences.losses(result))
        self._legend.html(legend(result, self._dark))
        for key, place in self._charts.items():
            place.plotly_chart(
                comparison.curves(result, key, self._dark),
                key=f"compare_{key}_{result.steps_done}",
                config=CONFIG,
                alt=comparison.spoken(result, key),
            )
        self._above.markdown("\n\n".join(compare_sentences.above(result, rows, result.titles[base])))
        tables = comparison_table.results(rows, result.titles[base], result.steps_done)
        self._table.html(
            comparison_table.STYLE + tables + comparison_table.gradients(rows, result.titles[base], result.config.seeds)
        )
        self._words.markdown("\n\n".join(_words(result, rows, base)))
        self._claims.html(_claims(result))
        self._scatter.plotly_chart(
            comparison_scatter.scatter(result, self._dark),
            key=f"compare_scatter_{result.steps_done}",
            config=CONFIG,
            alt=comparison_scatter.spoken(result),
        )
        names = ", ".join(result.titles[r] for r in comparison_scatter.front(result))
        self._front.markdown(
            f"**On the Pareto front of the means** (no other recipe is at least as good in both and better in one; "
            f"what is no better than a constant prediction is left out): {names or 'none'}. Bars are one standard "
            "deviation over seeds; where they overlap, the front may be luck."
        )

    def downloads(self, result: Result) -> None:
        """The result as files; each is made when its button is pressed."""
        base = result.reference(self._against)

        def page() -> str:
            rows = summary.table(result, result.config.recipes[base])
            first = [*_headline(result, base), *compare_sentences.losses(result)]
            words = [*first, *compare_sentences.above(result, rows, result.titles[base])]
            reference = result.config.recipes[base]
            return comparison_report.report(result, reference, words, _words(result, rows, base), _claims(result))

        st.subheader("Take it with you", anchor=False)
        with st.container(horizontal=True):
            _download("Report (HTML)", page, "mtlviz-comparison.html", "text/html")
            _download("Curves (CSV)", lambda: export.curves_csv(result), "mtlviz-curves.csv", "text/csv")
            _download("Every run (CSV)", lambda: export.runs_csv(result), "mtlviz-runs.csv", "text/csv")
            _download("Config (JSON)", result.config.to_json, "mtlviz-comparison.json", "application/json")
        st.caption("The report is one file of about 5 MB that opens offline. The config opens again under “More”.")

    def _note(self, sentences: list[str]) -> None:
        if sentences:
            self._lost.warning("  \n".join(sentences), icon=":material/warning:")
        else:
            self._lost.empty()


def _headline(result: Result, base: int) -> list[str]:
    """What to notice; of a preset's run, its own finding first."""
    preset = compare_presets.active(result.config)
    return [*([preset.finding(result)] if preset and result.complete else []), *headline.sentences(result, base)]


def _claims(result: Result) -> str:
    caption = f"After {result.steps_done:,} steps on {result.source}"
    return comparison_claims.table(compare_claims.lines(claims.claims(result)), caption)


def _words(result: Result, rows: list[summary.Row], base: int) -> list[str]:
    return [
        *compare_sentences.verdicts(rows, result.titles[base]),
        compare_sentences.test_used(result),
        compare_sentences.caution(),
        *compare_sentences.notes(result),
    ]


def _download(label: str, text: Callable[[], str], name: str, mime: str) -> None:
    st.download_button(label, text, name, mime, on_click="ignore", icon=":material/download:")
