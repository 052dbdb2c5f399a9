"""One family of methods as a small picture: the direction they share, and how long each one's update is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from mtlviz.figures.palette import PALETTE

WIDTH, HEIGHT, REACH = 150, 100, 60  # drawing units; REACH: the length of every direction
Named = tuple[str, float, str]  # a method's title, the norm of its update, its marker in SVG ("" for none)


def family_figure(members: Sequence[Named], angle: float | None, between: float, ceiling: float) -> str:
    """The direction that `members` share (see `directions`), and a bar for the length of each.

    `ceiling` is the length that fills a bar. Bars are logarithmic, four decades.
    """
    rows = "".join(
        f"<li><span>{mark}{escape(title)}</span>"
        f'<i style="--part:{_part(length, ceiling):.3f}"></i><b>{_number(length)}</b></li>'
        for title, length, mark in members
    )
    return f'<div class="family">{directions(angle, between)}<ul>{rows}</ul></div>'


def directions(angle: float | None, between: float) -> str:
    """An update at `angle` (None: it is zero) and two gradients `between` apart, degrees from RUL's to health's.

    All are drawn at one length.
    """
    words = f"RUL’s gradient points to 0 degrees, health’s to {between:g}, " + (
        "and the update is zero." if angle is None else f"the update to {angle:.1f}."
    )
    rays = _ray(0, "rul", 2) + _ray(between, "health", 2) + ("" if angle is None else _ray(angle, "update", 3.5))
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{words}">{rays}'
        f'<circle cx="{WIDTH / 2}" cy="72" r="2.5" style="fill:currentColor"/></svg>'
    )


def _part(length: float, ceiling: float) -> float:
    """Four decades below the ceiling the bar is gone."""
    return max(0.0, 1 + math.log10(length / ceiling) / 4) if length > 0 else 0.0


def _number(length: float) -> str:
    return f"{length:.3g}" if length else "0"


def _ray(degrees: float, key: str, width: float) -> str:
    """An arrow from the middle, upwards half of the plane."""
    x, y = math.cos(math.radians(degrees)), -math.sin(math.radians(degrees))
    head, ink = 3 + 2 * width, f"var(--mtl-{key})"
    tip = (WIDTH / 2 + REACH * x, 72 + REACH * y)
    neck = (tip[0] - head * x, tip[1] - head * y)
    side = (-0.42 * head * y, 0.42 * head * x)
    return (
        f'<path d="M{WIDTH / 2} 72L{neck[0]:.1f} {neck[1]:.1f}" style="stroke:{ink};stroke-width:{width};'
        f'stroke-dasharray:{PALETTE[key].dash or "none"};fill:none"/>'
        f'<polygon points="{tip[0]:.1f},{tip[1]:.1f} {neck[0] + side[0]:.1f},{neck[1] + side[1]:.1f} '
        f'{neck[0] - side[0]:.1f},{neck[1] - side[1]:.1f}" style="fill:{ink}"/>'
    )
