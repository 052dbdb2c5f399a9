"""Starts of one's own: points of the plane as text, in a field that the URL knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from mtlviz.landscape import Point
from mtlviz.ui.controls import Control

MOST_OWN = 8  # starts of one's own
WIDEST = 11.0
PAIR = re.compile(r"\s*\(?\s*(\S+?)\s*,\s*(\S+?)\s*\)?\s*")


@dataclass(frozen=True)
class Points(Control):
    """Points of the plane, typed as "x1, x2; x1, x2"."""

    def parse(self, raw: Sequence[str]) -> tuple[str, str | None]:
        """The points that make sense; a notice about the others.

        >>> Points("own", "Your starts", "", "").parse(["1, 2; (3, x); -4,5"])
        ('1, 2; -4, 5', 'Your starts: “(3, x)” is not a point; expected two numbers from −11 to 11, as in 3, −2.')
        """
        points, trouble = read_points(raw[-1])
        return write_points(points), f"{self.label}: {trouble}" if trouble else None

    def entry(self, **options: Any) -> str:
        """The text field."""
        return str(st.text_input(self.label, self.default, **{**self._bound(), **options}))


def read_points(text: str) -> tuple[list[Point], str | None]:
    """The points of "x1, x2; x1, x2", and a sentence about the first piece that is none, or beyond the eighth."""
    points: list[Point] = []
    trouble = None
    for piece in filter(str.strip, text.split(";")):
        found = PAIR.fullmatch(piece)
        try:
            point = (_number(found[1]), _number(found[2])) if found else None
        except ValueError:
            point = None
        if point is None or not all(abs(x) <= WIDEST for x in point):  # nor if it is NaN
            shown = f"“{piece.strip()[:40]}” is not a point"
            trouble = trouble or f"{shown}; expected two numbers from −11 to 11, as in 3, −2."
        elif len(points) == MOST_OWN:
            trouble = trouble or f"there are more than {MOST_OWN} points; the first {MOST_OWN} are used."
        else:
            points.append(point)
    return points, trouble


def write_points(points: Sequence[Point]) -> str:
    """The points as text."""
    return "; ".join(f"{x1:g}, {x2:g}" for x1, x2 in points)


def _number(text: str) -> float:
    return float(text.replace("−", "-"))
