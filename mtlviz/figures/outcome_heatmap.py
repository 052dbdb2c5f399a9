"""Where a method's update points for the smaller task, over ratio × angle: one small map in HTML and SVG.

Towards what it wants, sideways or against it. Colour is never alone: sideways is dotted, against hatched. Many maps
stand next to each other with the same axes, and `field.js` moves one cursor over all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Direction = Callable[[Array], NDArray[np.int8]]  # cosines → 1 towards, 0 sideways, −1 against
NAMES = {1: "towards", 0: "sideways", -1: "against"}
WIDTH, HEIGHT = 180, 120  # drawing units
MUCH = 0.5  # from this cosine on towards is drawn darker
FINE = 4  # drawn points between two computed ones, interpolated


def outcome_map(key: str, title: str, look: str, cosines: Array, direction: Direction, note: str = "") -> str:
    """The map of cosines (A, R), angles from 0° to 180° upwards, ratios from 1 to 1,000 on a logarithmic axis.

    `look` is the method's own line, SVG.

    The browser puts the figures of the point under the cursor into `.verdict` and `.effect`.
    """
    fine = _finer(cosines)
    codes = direction(fine)
    parts = ", ".join(f"{name} {_percent(float((direction(cosines) == code).mean()))}" for code, name in NAMES.items())
    drawn = "".join(f'<path class="{name}" d="{_path(codes == code)}"/>' for code, name in NAMES.items())
    drawn += f'<path class="much" d="{_path(fine >= MUCH - 1e-9)}"/>'
    return (
        f'<figure class="map" data-map="{escape(key)}"><figcaption><b>{look}{escape(title)}</b>'
        f'<span class="verdict">{parts}</span><span class="effect"></span></figcaption>'
        '<div class="axes"><div class="yticks"><span>180°</span><span>90°</span><span>0°</span></div>'
        f'<div class="plot" tabindex="0" role="group" '
        f'aria-label="{escape(title)}: direction of the update for the smaller task, over all '
        f'ratios and angles: {parts}.{" " + escape(note) if note else ""}">'
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" aria-hidden="true">{drawn}</svg>'
        '<i class="cursor"></i></div>'
        '<div class="xticks"><span>1</span><span>10</span><span>100</span><span>1,000×</span></div></div>'
        f"{f'<p>{escape(note)}</p>' if note else ''}</figure>"
    )


def legend(texts: Sequence[str]) -> str:
    """What the three fills mean; `texts` in the order of NAMES."""
    entries = "".join(
        f"<li>{swatch(code, shades=True)}<span><b>{name}</b> {escape(text)}</span></li>"
        for (code, name), text in zip(NAMES.items(), texts, strict=True)
    )
    return f'{PATTERNS}<ul class="legend">{entries}</ul>'


def swatch(code: int, *, shades: bool = False) -> str:
    """A small square with a direction's fill, and its word for those who do not see it; `shades`: both of towards."""
    name = NAMES[code]
    darker = '<path class="much" d="M16 0v16h-16z"/>' if shades and name == "towards" else ""
    return (
        f'<svg class="swatch" viewBox="0 0 16 16" role="img" aria-label="{name}">'
        f'<path class="{name}" d="M0 0h16v16h-16z"/>{darker}</svg>'
    )


# Once a document: every fill refers to it.
PATTERNS = (
    '<svg class="patterns" aria-hidden="true"><defs>'
    '<pattern id="mtl-against" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path class="against-ground" d="M0 0h7v7h-7z"/><path class="against-line" d="M0 0V7" stroke-width="5"/></pattern>'
    '<pattern id="mtl-sideways" width="7" height="7" patternUnits="userSpaceOnUse">'
    '<path class="sideways-ground" d="M0 0h7v7h-7z"/><circle class="sideways-dot" cx="3.5" cy="3.5" r="1.1"/></pattern>'
    "</defs></svg>"
)


def _finer(values: Array) -> Array:
    """Linear between the computed points, along both axes."""
    for axis in (0, 1):
        n = values.shape[axis]
        at, fine = np.arange(n), np.linspace(0, n - 1, (n - 1) * FINE + 1)
        values = np.apply_along_axis(lambda line, at=at, fine=fine: np.interp(fine, at, line), axis, values)
    return values


def _path(inside: NDArray[np.bool_]) -> str:
    """The cells of inside (A, R) as one SVG path: equal columns together, each as upright bars."""
    rows, columns = inside.shape
    padded = np.zeros((rows + 2, columns), dtype=np.int8)
    padded[1:-1] = inside
    steps = np.diff(padded, axis=0)  # (A + 1, R) +1 where a bar begins, −1 where it ends
    edges_x = _edges(columns, WIDTH)
    edges_y = HEIGHT - _edges(rows, HEIGHT)  # angles grow upwards
    path, start = [], 0
    for end in range(1, columns + 1):
        if end < columns and (steps[:, end] == steps[:, start]).all():
            continue
        x, width = edges_x[start], edges_x[end] - edges_x[start]
        for low, high in zip(np.flatnonzero(steps[:, start] > 0), np.flatnonzero(steps[:, start] < 0), strict=True):
            path.append(f"M{x:.4g} {edges_y[low]:.4g}h{width:.4g}V{edges_y[high]:.4g}h{-width:.4g}z")
        start = end
    return "".join(path)


def _edges(points: int, length: float) -> Array:
    """(points + 1,) borders of the cells around evenly spaced points, the first and last of half width."""
    middle = np.linspace(0, length, points)
    return np.concatenate([[0.0], (middle[1:] + middle[:-1]) / 2, [length]])


def _percent(part: float) -> str:
    return f"{100 * part:.0f} %" if part in (0, 1) or 0.01 <= part <= 0.99 else ("<1 %" if part < 0.5 else ">99 %")
