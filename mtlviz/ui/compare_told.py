"""A comparison's result and what the page and its report say of it."""

from __future__ import annotations

import threading
from functools import cached_property
from weakref import WeakKeyDictionary, proxy

from mtlviz.comparison import claims, headline, summary
from mtlviz.comparison.result import Result
from mtlviz.figures import comparison_claims, comparison_report, comparison_table
from mtlviz.lessons import compare_claims, compare_presets, compare_sentences

_TOLD: WeakKeyDictionary[Result, dict[tuple[int, bool], Told]] = (
    WeakKeyDictionary()
)  # for as long as there is the result
_LOCK = threading.Lock()


def told(result: Result, against: str, running: bool = False) -> Told:
    """The same for all sessions: a class that watches one run has it put into words once."""
    key = result.reference(against), running
    with _LOCK:
        of_result = _TOLD.setdefault(result, {})
        if key not in of_result:
            of_result[key] = (SoFar if running else Told)(result, key[0])
        return of_result[key]


class Told:
    """What is said of a result, each part made when it is first asked for; `base` is the reference's index.

    It does not keep the result: whoever asks has it.
    """

    running = False

    def __init__(self, result: Result, base: int) -> None:
        self.result: Result = proxy(result)
        self.base = base
        self._tables = summary.tables(self.result, judge=not self.running)
        self.reference, self.title = result.config.recipes[base], result.titles[base]

    @cached_property
    def rows(self) -> list[summary.Row]:
        """The table's."""
        return self._tables(self.reference)

    @cached_property
    def headline(self) -> list[str]:
        """What to notice; of a preset's run, its own finding first."""
        preset = compare_presets.active(self.result.config)
        finding = [preset.finding(self.result, self._tables("equal"))] if preset else []
        return [*finding, *headline.sentences(self.result, self.base)]

    @cached_property
    def losses(self) -> list[str]:
        """The runs that diverged."""
        return compare_sentences.losses(self.result)

    @cached_property
    def above(self) -> list[str]:
        """What has to be read before the table."""
        return compare_sentences.above(self.result, self.rows, self.title)

    @cached_property
    def tables(self) -> str:
        """Results and gradients, as HTML."""
        results = comparison_table.results(self.rows, self.title, self.result.steps_done)
        gradients = comparison_table.gradients(self.rows, self.title, self.result.config.seeds)
        return comparison_table.STYLE + results + gradients

    @cached_property
    def words(self) -> list[str]:
        """What follows from the table, and what does not."""
        return [
            *compare_sentences.verdicts(self.rows, self.title),
            compare_sentences.test_used(self.result),
            compare_sentences.caution(),
            *compare_sentences.notes(self.result),
        ]

    @cached_property
    def claims(self) -> str:
        """The chapter's claims beside this run's figures, as HTML."""
        caption = f"After {self.result.steps_done:,} steps on {self.result.source}"
        return comparison_claims.table(compare_claims.lines(claims.claims(self.result, self._tables)), caption)

    def report(self) -> str:
        """All of it as one HTML file."""
        first = [*self.headline, *self.losses, *self.above]
        return comparison_report.report(self.result, self.rows, self.base, first, self.words, self.claims)


class SoFar(Told):
    """What is said while a run is under way: its figures, and no verdict before the end."""

    running = True

    @cached_property
    def when(self) -> str:
        """Where the run stands."""
        return f"So far, after {self.result.steps_done:,} of {self.result.config.steps:,} steps"

    @cached_property
    def headline(self) -> list[str]:
        """The ratio alone."""
        return [f"**{self.when}.** {told}" for told in headline.sentences(self.result, self.base)[:1]]

    @cached_property
    def above(self) -> list[str]:
        """Nothing: no cell is judged."""
        return []

    @cached_property
    def tables(self) -> str:
        """The same without verdicts."""
        steps, until = self.result.steps_done, self.result.config.steps
        results = comparison_table.results(self.rows, self.title, steps, until)
        gradients = comparison_table.gradients(self.rows, self.title, self.result.config.seeds)
        return comparison_table.STYLE + results + gradients

    @cached_property
    def words(self) -> list[str]:
        """What the columns mean."""
        return compare_sentences.notes(self.result)

    @cached_property
    def claims(self) -> str:
        """Figures without a word."""
        lines = compare_claims.lines(claims.claims(self.result, self._tables), running=True)
        return comparison_claims.table(lines, f"{self.when} on {self.result.source}")
