"""The map of the field: what a method makes of gradients across, what it makes of losses down. HTML, one cell a mix.

Neighbouring cells share all but one aspect, so related methods lie side by side, and gaps of the field can be seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from mtlviz.figures.outcome_heatmap import PATTERNS, swatch

COLUMNS = {  # aspects of gradients: heading
    (): "does not look at gradients",
    ("gradient norm",): "balances gradient norm",
    ("gradient norm", "direction"): "gradient norm and direction",
    ("direction",): "settles direction",
}
ROWS = {  # aspects of losses: heading
    (): "does not look at losses",
    ("loss scale",): "balances the scale of the losses",
    ("loss scale", "learning speed"): "scale and learning speed",
    ("learning speed",): "balances learning speed",
}


@dataclass(frozen=True)
class Place:
    """One method on the map: its aspects, and what it does to the smaller task in the state shown.

    direction: of the update, 1 towards, 0 sideways, −1 against; effect: on the loss, as text; mark: its marker, SVG.
    """

    name: str
    title: str
    aspects: frozenset[str]
    direction: int
    effect: str = ""
    mark: str = ""


def methods_map(places: Iterable[Place]) -> str:
    """The map as a table; every method a button that carries its name in `data-method`."""
    places = list(places)
    head = "".join(f'<th scope="col">{text}</th>' for text in COLUMNS.values())
    body = "".join(
        f'<tr><th scope="row">{text}</th>{"".join(_cell(places, column, row) for column in COLUMNS)}</tr>'
        for row, text in ROWS.items()
    )
    return (
        f'{PATTERNS}<table class="field"><caption>What each method balances</caption>'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def shape_row(shapes: Sequence[tuple[str, str, str]]) -> str:
    """Recipes (name, title, marker) that change a loss, as buttons like the methods'."""
    if not shapes:
        return ""
    buttons = "".join(
        f'<button type="button" data-method="{escape(name)}"><span>{mark}{escape(title)}</span></button>'
        for name, title, mark in shapes
    )
    return f'<div class="shapes"><b>Loss shapes: what they change is a loss</b><div>{buttons}</div></div>'


def _cell(places: list[Place], column: tuple[str, ...], row: tuple[str, ...]) -> str:
    aspects = frozenset(column + row)
    here = [place for place in places if place.aspects == aspects]
    if not here:
        return '<td class="empty"><span>none</span></td>'
    label = " + ".join(column + row) or "nothing"
    return f'<td data-label="{label}"><div>{"".join(map(_chip, here))}</div></td>'


def _chip(place: Place) -> str:
    return (
        f'<button type="button" data-method="{escape(place.name)}">{swatch(place.direction)}'
        f"<span>{place.mark}{escape(place.title)}</span><small>{escape(place.effect)}</small></button>"
    )
