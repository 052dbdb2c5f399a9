"""Two children on a rope, as SVG: the shared weights are the ring; each task is a child and pulls along −g."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mtlviz import geometry
from mtlviz.figures.palette import TASK_TITLES
from mtlviz.figures.rope_above import above

WIDTH, HEIGHT, GROUND, RING = 272, 146, 120, 72  # drawing units; RING: height of the rope at the ring
TALLEST, SMALLEST, ARROW = 80.0, 30.0, 26  # ARROW: height of the arrow


@dataclass(frozen=True)
class Pull:
    """One child: which task it is, on which side of the ring it stands (+1 right, -1 left), how tall it is drawn.

    reach: distance of its hands from the ring.
    """

    task: str
    side: int
    height: float
    reach: float

    @property
    def hands(self) -> tuple[float, float]:
        """Where it holds the rope."""
        return WIDTH / 2 + self.side * self.reach, GROUND - 0.62 * self.height


@dataclass(frozen=True)
class Move:
    """How the ring moves: −d over ‖g_rul‖, along RUL's −g and along what is 90° to its left."""

    along: float
    across: float

    @property
    def still(self) -> bool:
        """True if it does not."""
        return self.length < 1e-12

    @property
    def length(self) -> float:
        """‖d‖ over ‖g_rul‖."""
        return math.hypot(self.along, self.across)

    @property
    def turned(self) -> float:
        """Degrees from RUL's direction."""
        return abs(math.degrees(math.atan2(self.across, self.along)))


def rope(ratio: float, angle: float, lam: float = 0.5) -> str:
    """The scene for ‖g_rul‖ = ratio · ‖g_health‖ and an angle of 0, 90 or 180 degrees, with the λ-weighted step.

    Heights follow the norms on a logarithmic scale. The arrow is the ring's move in units of ‖g_rul‖. At 90° the scene
    is seen from above, so that the right angle is one on the page.
    """
    gram = geometry.two_gradients(ratio, angle)
    norms = geometry.norms(gram)
    move = Move(*(np.array([lam, 1 - lam]) @ geometry.plane(gram) / norms[0]).tolist())
    rul, health = (_height(float(norm / norms.max())) for norm in norms)
    where, children = {
        0.0: ("to the right", _scene([Pull("rul", 1, rul, 42.0), Pull("health", 1, health, 92.0)])),
        90.0: ("at a right angle to that, seen from above", above(rul, health)),
        180.0: ("to the left", _scene([Pull("rul", 1, rul, 62.0), Pull("health", -1, health, 74.0)])),
    }[float(angle)]
    words = (
        f"Two children on a rope: RUL pulls to the right, health {where}, "
        f"{'as strong as' if ratio == 1 else f'{ratio:g} times weaker than'} RUL. "
        f"The ring between them {_moves(move)}."
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{words}" '
        f'font-size="13" font-family="inherit" style="max-width:22rem">'
        f"{children}{_update(move)}</svg>"
    )


def _moves(move: Move) -> str:
    if move.still:
        return "stays where it is"
    if abs(move.along) >= abs(move.across):
        return f"moves to the {'right' if move.along > 0 else 'left'}"
    return "moves towards health"


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
    s, h, ground = pull.side, pull.height, GROUND
    x, y = pull.hands
    shoulder = (x + s * 0.26 * h, ground - 0.70 * h)
    hip = (x + s * 0.20 * h, ground - 0.36 * h)
    head = (shoulder[0] + s * 0.10 * h, shoulder[1] - 0.17 * h)
    feet = ((x - s * 0.02 * h, ground), (x + s * 0.18 * h, ground))
    line = f"stroke:var(--mtl-{pull.task});stroke-width:{max(3.0, 0.1 * h):.1f};stroke-linecap:round;fill:none"
    limbs = "".join(
        f'<path d="M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}" style="{line}"/>'
        for a, b in [(shoulder, hip), (shoulder, (x, y)), (hip, feet[0]), (hip, feet[1])]
    )
    name = TASK_TITLES[pull.task]
    return (
        f'{limbs}<circle cx="{head[0]:.1f}" cy="{head[1]:.1f}" r="{0.13 * h:.1f}" style="fill:var(--mtl-{pull.task})"/>'
        f'<text x="{x + s * 0.14 * h:.1f}" y="{ground + 19}" text-anchor="middle" fill="currentColor">{name}</text>'
    )


def _update(move: Move) -> str:
    """The ring's move as an arrow, or a word where nothing is left."""
    centre, y = WIDTH / 2, float(ARROW)
    style = "stroke:var(--mtl-update);stroke-width:4;fill:none;stroke-linecap:round;stroke-linejoin:round"
    if move.still:
        return (
            f'<circle cx="{centre}" cy="{ARROW}" r="4" style="fill:var(--mtl-update)"/>'
            f'<text x="{centre}" y="{ARROW - 11}" text-anchor="middle" fill="currentColor">'
            "update 0: nothing moves</text>"
        )
    x, y = centre + 84 * move.along, y - 84 * move.across
    back = [
        (x - 10 * math.cos(at), y + 10 * math.sin(at))
        for at in (math.atan2(move.across, move.along) + turn for turn in (-0.64, 0.64))
    ]
    (x1, y1), (x2, y2) = back
    turned = f", {move.turned:.1f}° off" if 0 < move.turned < 180 else ""
    return (
        f'<path d="M{centre} {ARROW}L{x:.1f} {y:.1f}M{x1:.1f} {y1:.1f}L{x:.1f} {y:.1f}L{x2:.1f} {y2:.1f}" '
        f'style="{style}"/><text x="{WIDTH - 4}" y="{ARROW - 11}" text-anchor="end" style="fill:currentColor">'
        f"update: {move.length:.2f} of RUL’s norm{turned}</text>"
    )
