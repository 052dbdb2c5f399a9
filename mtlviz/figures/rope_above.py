"""The rope seen from above: RUL pulls to the right, health at a right angle to it, up the page."""

from __future__ import annotations

from mtlviz.figures.palette import TASK_TITLES

X, Y = 62, 112  # the ring
INK = "stroke:currentColor;fill:none"


def above(rul: float, health: float) -> str:
    """SVG of both children for the heights that they have seen from the side; the corner at the ring is marked."""
    corner = f'<path d="M{X + 17} {Y}V{Y - 17}H{X}" style="{INK};opacity:.7;stroke-width:1.5"/>'
    ring = f'<circle cx="{X}" cy="{Y}" r="7" style="{INK};stroke-width:3"/>'
    return (
        f"{_child('rul', rul, 58, 0, (10, 5))}{_child('health', health, 34, -90, (10, 5))}{corner}{ring}"
        f'<text x="{X + 22}" y="{Y - 8}" fill="currentColor">90°</text>'
        f'<text x="268" y="142" text-anchor="end" fill="currentColor" style="opacity:.82">seen from above</text>'
    )


def _child(task: str, height: float, reach: float, turn: int, name: tuple[int, int]) -> str:
    """Head, shoulders and two arms to the rope, drawn along +x and turned about the ring by `turn` degrees.

    name: where the name begins, from the far side of the child.
    """
    head, shoulders = 0.15 * height, 0.24 * height
    body = X + reach + 0.5 * height
    line = f"stroke:var(--mtl-{task});stroke-width:{max(3.0, 0.1 * height):.1f};stroke-linecap:round;fill:none"
    arms = "".join(f"M{body:.1f} {Y + side * shoulders:.1f}L{X + reach} {Y}" for side in (-1, 1))
    right, down = (body - X + head, 0.0) if turn == 0 else (shoulders, -(body - X))
    return (
        f'<g transform="rotate({turn} {X} {Y})">'
        f'<path d="M{X} {Y}H{X + reach + 6}" style="{INK};opacity:.55;stroke-width:2.5;stroke-linecap:round"/>'
        f'<path d="{arms}M{body:.1f} {Y - shoulders:.1f}V{Y + shoulders:.1f}" style="{line}"/>'
        f'<circle cx="{body + 0.04 * height:.1f}" cy="{Y}" r="{head:.1f}" style="fill:var(--mtl-{task})"/></g>'
        f'<text x="{X + right + name[0]:.1f}" y="{Y + down + name[1]:.1f}" fill="currentColor">'
        f"{TASK_TITLES[task]}</text>"
    )
