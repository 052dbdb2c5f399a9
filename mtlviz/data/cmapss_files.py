"""One subset of C-MAPSS, read from its files and checked: unit and cycle count up, the regimes are the subset's.

A row of train_FD00x.txt and test_FD00x.txt: unit, cycle, 3 settings, 21 sensors, separated by spaces. RUL_FD00x.txt:
the true remaining life of every test unit, in cycles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from mtlviz.data.archives import Given, Member, members
from mtlviz.data.base import DataError, Float32
from mtlviz.data.fleet import Fleet
from mtlviz.data.parsing import Numbers, parse
from mtlviz.data.scaling import regimes_in

COLUMNS = ("unit", "cycle", *(f"setting {k}" for k in range(1, 4)), *(f"sensor {k}" for k in range(1, 22)))
KEPT = (2, 3, 4, 7, 8, 9, 11, 12, 13, 14, 15, 17, 20, 21)  # the sensors of base.SENSORS; the others tell nothing
INPUT_COLUMNS = [2, 3, 4, *(COLUMNS.index(f"sensor {k}") for k in KEPT)]


class Facts(NamedTuple):
    """What NASA's files of a subset hold."""

    regimes: int
    units: int  # in the training file, as the rows that follow
    rows: int
    test_rows: int


SUBSETS = {
    "FD001": Facts(1, 100, 20_631, 13_096),
    "FD002": Facts(6, 260, 53_759, 33_991),
    "FD003": Facts(1, 100, 24_720, 16_596),
    "FD004": Facts(6, 249, 61_249, 41_214),
}
MOST_UNITS = 10_000  # FD002 has 260; each is a life to be trained on
NAMED = re.compile(r"(train|test|rul)_(fd00[1-4])\b.*\.txt(\.gz)?", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Recording:
    """One subset as read: the training fleet, and the test fleet with its true RUL (U,) in cycles when asked for."""

    subset: str
    train: Fleet
    test: Fleet | None = None
    test_rul: Float32 | None = None

    @property
    def whole(self) -> bool:
        """Whether the files are as long as NASA's; one cut off between two lines looks intact otherwise."""
        facts = SUBSETS[self.subset]
        return len(self.train.units) == facts.rows and (self.test is None or len(self.test.units) == facts.test_rows)


def read(given: Given | Iterable[Given], subset: str = "FD001", test: bool | None = False) -> Recording:
    """Read one subset from a folder, NASA's zip, .txt or .txt.gz files, or uploads; nothing is written to disk.

    test: the test fleet as well; None: where both of its files are there.
    Raises DataError, one sentence that names the file, the line, what was found and what was expected.
    """
    if subset not in SUBSETS:
        raise DataError(f"found subset {subset!r}; expected one of {', '.join(SUBSETS)}.")
    files = given if isinstance(given, str) or not isinstance(given, Iterable) or hasattr(given, "read") else [*given]
    file = _find(files, "train", subset)
    train = _fleet(file, subset)
    if len(train.lives) < 2:
        raise DataError(f"{file.name}: found 1 unit; expected 2 or more, to train on one and validate on another.")
    if test is None:
        there = [match[1].lower() for file in members(files) if (match := _of(file, subset))]
        test = "test" in there and "rul" in there
    if not test:
        return Recording(subset, train)
    tested = _fleet(_find(files, "test", subset), subset)
    return Recording(subset, train, tested, _true_rul(_find(files, "RUL", subset), len(tested.lives)))


def subsets(given: Given | Iterable[Given]) -> tuple[str, ...]:
    """The subsets whose training file is among what was given, by the files' names."""
    found = {match[2].upper() for file in members(given) if (match := _matches(file, "train"))}
    return tuple(subset for subset in SUBSETS if subset in found)


def _matches(file: Member, kind: str) -> re.Match[str] | None:
    match = NAMED.fullmatch(file.basename)
    return match if match and match[1].lower() == kind.lower() else None


def _of(file: Member, subset: str) -> re.Match[str] | None:
    match = NAMED.fullmatch(file.basename)
    return match if match and match[2].upper() == subset else None


def _find(given: Given | Iterable[Given], kind: str, subset: str) -> Member:
    names = []
    for file in members(given):
        if (match := _matches(file, kind)) and match[2].upper() == subset:
            return file
        names.append(file.basename)
    found = ", ".join(names[:12]) + (" …" if len(names) > 12 else "") if names else "no files"
    raise DataError(f"found {found}; expected {kind}_{subset}.txt, the same as .txt.gz, or NASA’s CMAPSSData.zip.")


def _fleet(file: Member, subset: str) -> Fleet:
    numbers = parse(file.name, file.content(), COLUMNS)
    unit, cycle = numbers.values[:, 0], numbers.values[:, 1]
    if (unit[0], cycle[0]) != (1, 1):
        raise numbers.error(0, f"unit {unit[0]:g}, cycle {cycle[0]:g}", "the file to begin with unit 1, cycle 1")
    goes_on = (unit[1:] == unit[:-1]) & (cycle[1:] == cycle[:-1] + 1)
    begins = (unit[1:] == unit[:-1] + 1) & (cycle[1:] == 1)
    odd = np.flatnonzero(~(goes_on | begins)) + 1
    if odd.size:
        row = int(odd[0])
        found = f"unit {unit[row]:g}, cycle {cycle[row]:g} after unit {unit[row - 1]:g}, cycle {cycle[row - 1]:g}"
        raise numbers.error(row, found, "the next cycle of that unit or cycle 1 of the next unit")
    if unit[-1] > MOST_UNITS:
        raise DataError(f"{file.name}: found {unit[-1]:,.0f} units; expected at most {MOST_UNITS:,}.")
    fleet = Fleet(unit.astype(np.int64), cycle.astype(np.int64), numbers.values[:, INPUT_COLUMNS])
    _check_regimes(numbers, fleet, subset)
    return fleet


def _check_regimes(numbers: Numbers, fleet: Fleet, subset: str) -> None:
    found, expected = len(regimes_in(fleet.inputs)), SUBSETS[subset].regimes
    if found != expected:
        regimes = f"{found:,} operating regime{'s' if found > 1 else ''}"
        raise DataError(f"{numbers.name}: found {regimes} in its settings; expected {expected}, as {subset} has.")


def _true_rul(file: Member, units: int) -> Float32:
    numbers = parse(file.name, file.content(), ("RUL",))
    rul = numbers.values[:, 0]
    odd = np.flatnonzero((rul < 0) | (rul % 1 != 0))
    if odd.size:
        raise numbers.error(int(odd[0]), f"an RUL of {rul[odd[0]]:g}", "a whole number of cycles, 0 or more")
    if len(rul) != units:
        raise DataError(f"{file.name}: found {len(rul)} lines; expected {units}, one for each unit of the test file.")
    return rul.astype(np.float32)
