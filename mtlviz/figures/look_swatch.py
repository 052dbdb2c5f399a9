"""A method's look as a few pixels of SVG: its line with its dash and marker, or the marker alone."""

from __future__ import annotations

from mtlviz.figures.identity import MARKERS, look


def line(name: str) -> str:
    """A piece of the line that stands for `name` in every picture, with its marker."""
    own = look(name)
    return (
        f'<svg class="look" viewBox="0 0 38 16" width="38" height="16" aria-hidden="true" style="color:{own.css}">'
        f'<path d="M1 8H37" fill="none" stroke="currentColor" stroke-width="2.4" stroke-dasharray="{own.dash}"/>'
        f'<path d="{MARKERS[own.marker]}" transform="translate(19 8) scale(5)" fill="currentColor"/></svg>'
    )


def mark(name: str) -> str:
    """The marker of `name` alone."""
    own = look(name)
    return (
        f'<svg class="look" viewBox="-7 -7 14 14" width="14" height="14" aria-hidden="true" style="color:{own.css}">'
        f'<path d="{MARKERS[own.marker]}" transform="scale(5)" fill="currentColor"/></svg>'
    )
