"""The one palette: Okabe and Ito's colours, which colour-blind readers tell apart, with a brighter twin for dark pages.

A thing keeps its colour on every page, and never speaks by colour alone: `dash` goes with it.
Source: Okabe & Ito, "Color Universal Design", 2008, https://jfly.uni-koeln.de/color/.
"""

from __future__ import annotations

from dataclasses import dataclass

TASKS = ("rul", "health")
TASK_TITLES = {"rul": "RUL", "health": "health"}


@dataclass(frozen=True)
class Colour:
    """One thing's look: its colour on a light and on a dark page, and its dash (SVG's dasharray; "" is solid)."""

    light: str
    dark: str
    dash: str = ""


PALETTE = {
    "rul": Colour("#D55E00", "#FF8B45"),
    "health": Colour("#0072B2", "#5DB8F0", "7 3"),
    "update": Colour("#00805C", "#2FD3A2", "12 3"),
    "warning": Colour("#A8325E", "#F58BB4", "2 3"),
}

# What methods are drawn in (identity.py says which takes which): picked by a search for colours that keep off the
# palette's and off each other, also for colour-blind readers; each is readable as text. Tests hold them to it.
INKS = {
    "ash": Colour("#3B3B3B", "#969696"),
    "silver": Colour("#6A6A6A", "#D7D7D7"),
    "gold": Colour("#89641B", "#C3B863"),
    "clay": Colour("#78443F", "#B27778"),
    "plum": Colour("#522F4E", "#C95CC0"),
    "violet": Colour("#663AA3", "#9486FA"),
    "lavender": Colour("#002D6F", "#D4BEEA"),
    "moss": Colour("#4D5800", "#669248"),
    "lime": Colour("#193718", "#CDF777"),
}


def css_variables(dark: bool) -> str:
    """The palette as CSS custom properties, `--mtl-rul: #D55E00; …`.

    >>> css_variables(dark=False).split(";")[0]
    '--mtl-rul: #D55E00'
    """
    named = {**PALETTE, **INKS}
    return "; ".join(f"--mtl-{name}: {colour.dark if dark else colour.light}" for name, colour in named.items()) + ";"
