"""How recipes look on the compare page: colour, dash and marker, by their place among those shown; and the legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from mtlviz.figures.palette import OVERLAYS

DASHES = {
    "solid": "",
    "dash": "7 3",
    "dot": "2 2",
    "dashdot": "7 3 2 3",
    "longdash": "12 3",
    "longdashdot": "12 3 2 3",
}  # Plotly's name: SVG's dasharray
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "star", "x", "hexagon", "triangle-down", "pentagon")


@dataclass(frozen=True)
class Look:
    """Of one recipe; every pair of colour and dash occurs once in 36."""

    light: str
    dark: str
    dash: str
    symbol: str

    def colour(self, dark: bool) -> str:
        """On this page."""
        return self.dark if dark else self.light


ALONE = Look("#5A6663", "#9AA8A4", "dot", "line-ns-open")  # the single-task baselines


def look(place: int) -> Look:
    """Of the recipe at this place."""
    colour, names = OVERLAYS[place % len(OVERLAYS)], list(DASHES)
    dash = names[(place + place // len(OVERLAYS)) % len(names)]
    return Look(colour.light, colour.dark, dash, SYMBOLS[place % len(SYMBOLS)])


def text_colour(dark: bool) -> str:
    """The page's own text."""
    return "#E8EEEC" if dark else "#1C2321"


def legend(titles: Sequence[str], dark: bool) -> str:
    """HTML: one line sample a recipe, and one for the single-task baselines."""
    entries = [_entry(title, look(n), dark) for n, title in enumerate(titles)]
    entries.append(_entry("trained alone", ALONE, dark))
    style = "display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;padding:0;margin:.2rem 0;list-style:none;font-size:.9rem"
    return f'<ul aria-label="Lines in all charts" style="{style}">{"".join(entries)}</ul>'


def _entry(title: str, look: Look, dark: bool) -> str:
    sample = f"width:36px;height:3px;flex:none;background:{_dashed(look, dark)}"
    row = "display:flex;align-items:center;gap:.4rem;margin:0"
    return f'<li style="{row}"><span style="{sample}"></span>{escape(title)}</li>'


def _dashed(look: Look, dark: bool) -> str:
    """The dash as a CSS background: Streamlit's HTML strips SVG."""
    colour, place = look.colour(dark), 0
    if not DASHES[look.dash]:
        return colour
    stops = []
    for n, length in enumerate(map(int, DASHES[look.dash].split())):
        stops.append(f"{colour if n % 2 == 0 else 'transparent'} {place}px {place + length}px")
        place += length
    return f"repeating-linear-gradient(90deg,{','.join(stops)})"
