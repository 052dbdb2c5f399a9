"""The three stages of an update as one small SVG: raw gradients, what the method makes of each, their sum.

Exact, in the plane of the two gradients. Each stage has its own scale, with norms below it; a dash goes with each
colour. `staged.py` is the larger twin in Plotly, to zoom into.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mtlviz import geometry
from mtlviz.figures.palette import PALETTE, TASK_TITLES, TASKS

Array = NDArray[np.float64]
SIDE, GAP, RADIUS = 104, 12, 44  # drawing units: a stage, between two stages, the longest arrow
TITLES = ("1. raw", "2. changed", "3. summed")
Arrow = tuple[Array, Array, str, float]  # from, to, colour in the palette, width


def staged_svg(gram: Array, contributions: Array, name: str) -> str:
    """gram and contributions (2, 2) of one step of method `name`."""
    gradients = geometry.plane(gram)  # (2, 2): one row of coordinates a task
    parts = contributions @ gradients  # (2, 2)
    origin, total = np.zeros(2), parts.sum(0)
    stages: list[list[Arrow]] = [
        [(origin, gradients[k], task, 2.5) for k, task in enumerate(TASKS)],
        [(origin, parts[k], task, 2.5) for k, task in enumerate(TASKS)],
        [(origin, parts[0], "rul", 1.5), (parts[0], total, "health", 1.5), (origin, total, "update", 3)],
    ]
    lengths = [
        [(task, _length(gradients[k])) for k, task in enumerate(TASKS)],
        [(task, _length(parts[k])) for k, task in enumerate(TASKS)],
        [("update", _length(total))],
    ]
    words = "; ".join(
        f"{title}: {', '.join(f'{TASK_TITLES.get(key, key)} {length:.3g}' for key, length in told)}"
        for title, told in zip(TITLES, lengths, strict=True)
    )
    width = 3 * SIDE + 2 * GAP
    drawn = "".join(_stage(n, stages[n], lengths[n]) for n in range(3))
    return (
        f'<svg class="staged" viewBox="0 0 {width} {SIDE + 58}" role="img" '
        f'aria-label="{name}, norms of the arrows. {words}." font-size="13">{drawn}</svg>'
    )


def _length(arrow: Array) -> float:
    return float(np.hypot(*arrow))


def _stage(n: int, arrows: Sequence[Arrow], lengths: Sequence[tuple[str, float]]) -> str:
    centre = np.array([SIDE / 2 + n * (SIDE + GAP), 22 + SIDE / 2])
    reach = max((_length(end) for _, end, _, _ in arrows), default=0.0) or 1.0
    left = n * (SIDE + GAP)
    drawn = "".join(
        _arrow(centre, start / reach * RADIUS, end / reach * RADIUS, key, w) for start, end, key, w in arrows
    )
    told = "".join(
        f'<text x="{left + 4}" y="{SIDE + 38 + 16 * k}" style="fill:currentColor">'
        f'<tspan style="fill:var(--mtl-{key});font-weight:650">{TASK_TITLES.get(key, key)}</tspan> {length:.3g}</text>'
        for k, (key, length) in enumerate(lengths)
    )
    return (
        f'<text x="{left + 4}" y="13" style="fill:currentColor;font-weight:600">{TITLES[n]}</text>'
        f'<circle cx="{centre[0]}" cy="{centre[1]}" r="{RADIUS}" '
        'style="fill:none;stroke:var(--st-border-color);stroke-width:1"/>'
        f'<circle cx="{centre[0]}" cy="{centre[1]}" r="1.5" style="fill:currentColor"/>{drawn}{told}'
    )


def _arrow(centre: Array, start: Array, end: Array, key: str, width: float) -> str:
    a, b = centre + start * (1, -1), centre + end * (1, -1)  # the y axis of a screen points down
    shaft = b - a
    length = _length(shaft)
    ink = f"var(--mtl-{key})"
    if length < 3:
        return f'<circle cx="{b[0]:.1f}" cy="{b[1]:.1f}" r="3" style="fill:{ink}"/>'
    unit = shaft / length
    head = min(4 + 2 * width, 0.5 * length)
    side = np.array([-unit[1], unit[0]]) * 0.42 * head
    neck = b - unit * head
    tip = " ".join(f"{x:.1f},{y:.1f}" for x, y in (b, neck + side, neck - side))
    return (
        f'<path d="M{a[0]:.1f} {a[1]:.1f}L{neck[0]:.1f} {neck[1]:.1f}" '
        f'style="stroke:{ink};stroke-width:{width};stroke-dasharray:{PALETTE[key].dash or "none"};fill:none"/>'
        f'<polygon points="{tip}" style="fill:{ink}"/>'
    )
