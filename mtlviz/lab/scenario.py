"""What a scenario is: listings that run, questions to answer before they run, claims that their runs must bear out.

Everything a text says is checked against the run: an option of a question carries the condition under which it is the
right answer, a claim the quantity it quotes. Nothing here imports torch; the runs come from `mtlviz.lab.runner`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mtlviz.lab.trace import Trace

Runs = Mapping[str, "Trace"]  # the listing's key → what running it did


@dataclass(frozen=True)
class Listing:
    """One piece of code, shown and run as it stands after the scenario's preamble; `note` says what it is."""

    key: str
    title: str
    body: str
    note: str

    @property
    def lines(self) -> list[str]:
        """The text line by line, as numbered on the page."""
        return self.body.splitlines()


@dataclass(frozen=True)
class Option:
    """One answer, and the condition on the runs under which it is the right one."""

    text: str
    holds: Callable[[Runs], bool]


@dataclass(frozen=True)
class Question:
    """Asked before anything runs. Exactly one option holds."""

    text: str
    options: tuple[Option, ...]

    def fact(self, runs: Runs) -> int:
        """The position of the option that the runs bear out."""
        (found,) = (n for n, option in enumerate(self.options) if option.holds(runs))
        return found


def _nothing(_: Runs) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Claim:
    """A sentence about the runs: `measure` fills its {placeholders}, `holds` says whether it is true of them."""

    text: str
    holds: Callable[..., bool]
    measure: Callable[[Runs], Mapping[str, Any]] = field(default=_nothing)

    def sentence(self, runs: Runs) -> str:
        """The text with the measured figures in it; a negative number has a true minus sign, but not in code."""
        parts = self.text.format(**self.measure(runs)).split("`")
        parts[::2] = [re.sub(r"(?<![\w.])-(?=\d)", "−", part) for part in parts[::2]]
        return "`".join(parts)

    def true(self, runs: Runs) -> bool:
        """`holds(runs, **measured)`."""
        return bool(self.holds(runs, **self.measure(runs)))


@dataclass(frozen=True)
class Scenario:
    """One lesson. The first listing is the code to read and predict; the others are fixes and variations."""

    number: int
    title: str
    setting: str  # what the code is for, before anything is given away
    preamble: str  # imports, models, data: runs before each listing
    listings: tuple[Listing, ...]
    questions: tuple[Question, ...]
    why: str  # one sentence, shown after the run
    fix: str  # what to write instead, in words
    claims: tuple[Claim, ...]

    def listing(self, key: str) -> Listing:
        """The listing of that key; KeyError names what there is."""
        for listing in self.listings:
            if listing.key == key:
                return listing
        raise KeyError(f"scenario {self.number} has no listing {key!r}: it has {[one.key for one in self.listings]}")
