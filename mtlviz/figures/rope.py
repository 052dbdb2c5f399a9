"""Two children on a rope, as SVG: the shared weights are the ring, each task a child, each gradient its pull."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mtlviz import geometry
from mtlviz.figures.palette import TASK_TITLES

WIDTH, HEIGHT, GROUND, RING = 272, 146, 120, 72  # drawing units; RING: height of the rope at the ring
TALLEST, SMALLEST = 80.0, 30.0


@dataclass(frozen=True)
class Pull:
    """One child: which task it is, on which side of the ring it stands (+1 right, -1 left), how tall it is drawn."""

    task: str
    side: int
    height: float
    reach: float  # distance of its hands from the ring

    @property
    def hands(self) -> tuple[float, float]:
        """Where it holds the rope."""
        return WIDTH / 2 + self.side * self.reach, GROUND - 0.62 * self.height


def rope(ratio: float, angle: float, lam: float = 0.5) -> str:
    """The scene for ‖g_rul‖ = ratio · ‖g_health‖ and an angle of 0 or 180 degrees, with the λ-weighted update.

    Heights follow the pulls on a logarithmic scale. The arrow is the update, its length in units of ‖g_rul‖ beside it.
    """
    gram = geometry.two_gradients(ratio, angle)
    norms = geometry.norms(gram)
    along = float(np.array([lam, 1 - lam]) @ geometry.plane(gram)[:, 0] / norms[0])
    heights = [_height(float(norm / norms.max())) for norm in norms]
    opposed = angle > 90
    pulls = [
        Pull("rul", 1, heights[0], 62.0 if opposed else 42.0),
        Pull("health", -1 if opposed else 1, heights[1], 74.0 if opposed else 92.0),
    ]
    words = (
        f"Two children on a rope: RUL pulls to the right, health to the {'left' if opposed else 'right'}, "
        f"{'as strong as' if ratio == 1 else f'{ratio:g} times weaker than'} RUL. "
        f"The ring between them {'stays where it is' if abs(along) < 1e-12 else 'moves to the right'}."
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{words}" '
        f'font-size="13" font-family="inherit">'
        f"{_scene(pulls)}{_update(along)}</svg>"
    )


def _height(relative: float) -> float:
    """From the tallest child down, a third of the range a decade."""
    return max(SMALLEST, TALLEST + (TALLEST - SMALLEST) / 3 * 2 * math.log10(relative))


def _scene(pulls: list[Pull]) -> str:
    centre = WIDTH / 2
    ground = f'<path d="M6 {GROUND}H{WIDTH - 6}" style="stroke:currentColor;opacity:.25;stroke-width:1.5"/>'
    ropes = "".join(
        f'<path d="M{centre} {RING}L{p.hands[0]:.1f} {p.hands[1]:.1f}l{p.side * 10} 3" '
        'style="stroke:currentColor;opacity:.55;stroke-width:2.5;fill:none;stroke-linecap:round"/>'
        for p in pulls
    )
    plumb = f'<path d="M{centre} {RING + 8}V{GROUND}" style="stroke:currentColor;opacity:.25;stroke-dasharray:2 4"/>'
    ring = f'<circle cx="{centre}" cy="{RING}" r="7" style="fill:none;stroke:currentColor;stroke-width:3"/>'
    return ground + plumb + ropes + ring + "".join(_child(p) for p in pulls)


def _child(pull: Pull) -> str:
    """A child that leans back: head, body, two arms to the rope, two legs against the ground, its name below."""
    s, h = pull.side, pull.height
    x, y = pull.hands
    shoulder = (x + s * 0.26 * h, GROUND - 0.70 * h)
    hip = (x + s * 0.20 * h, GROUND - 0.36 * h)
    head = (shoulder[0] + s * 0.10 * h, shoulder[1] - 0.17 * h)
    feet = ((x - s * 0.02 * h, GROUND), (x + s * 0.18 * h, GROUND))
    line = f"stroke:var(--mtl-{pull.task});stroke-width:{max(3.0, 0.1 * h):.1f};stroke-linecap:round;fill:none"
    limbs = "".join(
        f'<path d="M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}" style="{line}"/>'
        for a, b in [(shoulder, hip), (shoulder, (x, y)), (hip, feet[0]), (hip, feet[1])]
    )
    name = TASK_TITLES[pull.task]
    return (
        f'{limbs}<circle cx="{head[0]:.1f}" cy="{head[1]:.1f}" r="{0.13 * h:.1f}" style="fill:var(--mtl-{pull.task})"/>'
        f'<text x="{x + s * 0.14 * h:.1f}" y="{GROUND + 19}" text-anchor="middle" fill="currentColor">{name}</text>'
    )


def _update(along: float) -> str:
    """The update as an arrow from the ring, or a word where nothing is left."""
    centre, y = WIDTH / 2, 26
    style = "stroke:var(--mtl-update);stroke-width:4;fill:none;stroke-linecap:round;stroke-linejoin:round"
    if abs(along) < 1e-12:
        return (
            f'<circle cx="{centre}" cy="{y}" r="4" style="fill:var(--mtl-update)"/>'
            f'<text x="{centre}" y="{y - 11}" text-anchor="middle" fill="currentColor">update 0: nothing moves</text>'
        )
    length = 84 * along
    tip = centre + length
    back = math.copysign(8, length)
    return (
        f'<path d="M{centre} {y}H{tip:.1f}m{-back} -6l{back} 6l{-back} 6" style="{style}"/>'
        f'<text x="{centre}" y="{y - 11}" style="fill:currentColor">update: {along:.2f} of RUL’s pull</text>'
    )
