"""What a failure-biased loss multiplies a sample's squared error by, over the remaining life: one small SVG."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
WIDTH, HEIGHT = 340, 204  # drawing units
LEFT, RIGHT, TOP, BOTTOM = 46, 10, 40, 44
BEYOND = 1.2  # the axis goes on after the cap, times the cap


def loss_weight(weight: Callable[[Array], Array], cap: float, classes: Sequence[tuple[str, float, float]]) -> str:
    """`weight` over 0 … 1.2 `cap` cycles; `classes`: (name, from, to) of the health task, marked below the line."""
    lives = np.linspace(0, BEYOND * cap, 121)
    values = weight(lives)
    top = float(np.ceil(values.max()))
    line = " ".join(f"{_x(x, cap):.1f},{_y(v, top):.1f}" for x, v in zip(lives, values, strict=True))
    ends = [(edge, float(weight(np.array(edge)))) for edge in sorted({e for _, *both in classes for e in both})]
    words = ", ".join(f"{value:.3g} at {edge:g} cycles" for edge, value in ends)
    marks = "".join(
        f'<path d="M{_x(edge, cap):.1f} {_y(value, top):.1f}V{_y(0, top)}" class="guide"/>'
        f'<circle cx="{_x(edge, cap):.1f}" cy="{_y(value, top):.1f}" r="3.5" class="rul"/>'
        f'<text x="{_x(edge, cap) + 5:.1f}" y="{_y(value, top) - 7:.1f}">{value:.3g}</text>'
        f'<text x="{_x(edge, cap):.1f}" y="{_y(0, top) + 16}" text-anchor="middle">{edge:g}</text>'
        for edge, value in ends
    )
    names = "".join(
        f'<text x="{_x((low + high) / 2, cap):.1f}" y="{_y(0, top) - 6}" text-anchor="middle">{name}</text>'
        for name, low, high in classes
    )
    ticks = "".join(
        f'<text x="{LEFT - 7}" y="{_y(tick, top) + 4}" text-anchor="end">{tick:g}</text>' for tick in np.arange(top + 1)
    )
    return (
        f'<svg class="weight" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="Weight of a sample’s squared error '
        f'over its remaining life: {words}; it does not change beyond {cap:g}." font-size="13">'
        f'<text x="{LEFT}" y="14" class="title">Weight of a sample’s squared error</text>'
        f'<path d="M{LEFT} {TOP}V{_y(0, top)}H{WIDTH - RIGHT}" class="axis"/>{ticks}{marks}{names}'
        f'<polyline points="{line}" class="line"/>'
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 6}" text-anchor="middle">'
        "true remaining life y, cycles</text>"
        f'<text x="13" y="{(TOP + _y(0, top)) / 2}" text-anchor="middle" '
        f'transform="rotate(-90 13 {(TOP + _y(0, top)) / 2})">w(y)</text></svg>'
    )


def _x(life: float, cap: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * life / (BEYOND * cap)


def _y(value: float, top: float) -> float:
    return HEIGHT - BOTTOM + (TOP - HEIGHT + BOTTOM) * value / top
