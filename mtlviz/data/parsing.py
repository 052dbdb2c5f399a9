"""Tables of numbers separated by spaces, read as data only: a quick path, and a slow one that finds what is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from mtlviz.data.base import DataError, Float64

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
LARGEST = 1e5  # no setting, sensor or cycle comes near (core speed: 9,200 rpm); keeps squares and float32 finite
MOST_LINES = 250_000  # FD004 has 61,249; with the next one this bounds time and memory whatever the file
LONGEST_LINE = 1_000  # characters; a real row has about 170
SHOWN = 40  # characters of a bad value that are quoted


@dataclass(frozen=True, eq=False)
class Numbers:
    """values: (rows, columns) float64, all finite; `lines` is the text they came from, for errors."""

    name: str
    values: Float64
    lines: list[str]

    def error(self, row: int, found: str, expected: str) -> DataError:
        """What is wrong with a 0-based row, by its line in the file."""
        filled = [number for number, line in enumerate(self.lines, 1) if line.strip()]
        return DataError(f"{self.name}, line {filled[row]:,}: found {found}; expected {expected}.")


def parse(name: str, content: bytes, columns: tuple[str, ...]) -> Numbers:
    """Parse rows of exactly these columns; DataError names the file, the line and what was expected.

    >>> parse("RUL.txt", b"112 \\n98 \\n", ("RUL",)).values.ravel()
    array([112.,  98.])
    >>> parse("RUL.txt", b"112 \\nabc \\n69 \\n", ("RUL",))
    Traceback (most recent call last):
    mtlviz.data.base.DataError: RUL.txt, line 2: found 'abc' as RUL; expected 1 number a line (RUL).
    """
    several = f"{len(columns)} numbers a line, separated by spaces ({columns[0]} … {columns[-1]})"
    expected = several if len(columns) > 1 else f"1 number a line ({columns[0]})"
    if not content.strip():
        raise DataError(f"{name}: found no rows; expected {expected}.")
    if (count := max(content.count(b"\n"), content.count(b"\r"))) > MOST_LINES:
        raise DataError(f"{name}: found {count:,} lines; expected at most {MOST_LINES:,}.")
    try:
        lines = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(f"{name}, line {line:,}: found bytes that are no text; expected {expected}.") from error
    try:
        # Checked before the parser builds a table of the wrong width or a line of a million columns.
        if len(next((line for line in lines if line.strip()), "")[:LONGEST_LINE].split()) != len(columns):
            raise ValueError("the first row has a wrong number of columns")
        if max(map(len, lines)) > LONGEST_LINE:
            raise ValueError("a line is too long")
        values = np.loadtxt(lines, dtype=np.float64, comments=None, ndmin=2)
        if not (np.abs(values) <= LARGEST).all():  # NaN fails this too
            raise ValueError("a number is not finite or too large")
    except ValueError as error:
        raise _diagnosis(name, lines, columns, expected) from error
    return Numbers(name, values, lines)


def _diagnosis(name: str, lines: list[str], columns: tuple[str, ...], expected: str) -> DataError:
    """The first thing wrong with the text, line by line."""
    last = max((number for number, line in enumerate(lines, 1) if line.strip()), default=0)
    for number, line in enumerate(lines, 1):
        where = f"{name}, line {number:,}: found"
        if len(line) > LONGEST_LINE:
            return DataError(f"{where} {len(line):,} characters; expected {expected}.")
        words = line.split()
        for word, column in zip(words, columns, strict=False):
            if not NUMBER.fullmatch(word):
                return DataError(f"{where} {_quoted(word)} as {column}; expected {expected}.")
            if abs(float(word)) > LARGEST:
                return DataError(f"{where} {_quoted(word)} as {column}; expected a size of at most {LARGEST:,.0f}.")
        if words and len(words) != len(columns):
            cut = " (the last line: the file looks cut off)" if number == last > 1 else ""
            plural = "" if len(words) == 1 else "s"
            return DataError(f"{where} {len(words)} column{plural}{cut}; expected {expected}.")
    return DataError(f"{name}: found text that is no table of numbers; expected {expected}.")


def _quoted(word: str) -> str:
    return repr(word if len(word) <= SHOWN else word[:SHOWN] + "…")
