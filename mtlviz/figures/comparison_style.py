"""How the lines of a comparison look: each recipe's own look, and a grey dotted line for constants; and the legend."""

from __future__ import annotations

from html import escape

from mtlviz.comparison import config
from mtlviz.comparison.result import Result
from mtlviz.figures.identity import Look, look
from mtlviz.figures.palette import Colour

CONSTANT = Look("constant", Colour("#5A6663", "#9AA8A4"), "2 2", "circle")  # what a constant prediction gets
ALONE = tuple(look(recipe.name) for recipe in config.ALONE)  # by task


def text_colour(dark: bool) -> str:
    """The page's own text."""
    return "#E8EEEC" if dark else "#1C2321"


def legend(result: Result, dark: bool) -> str:
    """HTML: a line sample for each recipe, for each task trained alone, and for the constant predictions."""
    looks = [*(look(recipe.name) for recipe in result.recipes), *ALONE]
    entries = [_entry(title, each, dark) for title, each in zip(result.titles, looks, strict=True)]
    entries.append(_entry("constant prediction (mean, majority class)", CONSTANT, dark))
    style = "display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;padding:0;margin:.2rem 0;list-style:none;font-size:.9rem"
    return f'<ul aria-label="Lines in all charts" style="{style}">{"".join(entries)}</ul>'


def _entry(title: str, look: Look, dark: bool) -> str:
    sample = f"width:36px;height:3px;flex:none;background:{_dashed(look, dark)}"
    row = "display:flex;align-items:center;gap:.4rem;margin:0"
    return f'<li style="{row}"><span style="{sample}"></span>{escape(title)}</li>'


def _dashed(look: Look, dark: bool) -> str:
    """The dash as a CSS background: Streamlit's HTML strips SVG."""
    colour, place = look.tint(dark), 0
    if not look.dash:
        return colour
    stops = []
    for n, length in enumerate(map(int, look.dash.split())):
        stops.append(f"{colour if n % 2 == 0 else 'transparent'} {place}px {place + length}px")
        place += length
    return f"repeating-linear-gradient(90deg,{','.join(stops)})"
