"""Two children on a rope, as SVG: the shared weights are the ring, each task a child, minus each gradient its pull."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mtlviz import geometry
from mtlviz.figures.palette import TASK_TITLES

WIDTH, HEIGHT, GROUND, RING = 272, 146, 120, 72  # drawing units; RING: height of the rope at the ring
TALLEST, SMALLEST, BACK = 80.0, 30.0, 86  # BACK: the ground further back, from where a pull goes across


@dataclass(frozen=True)
class Pull:
    """One child: which task it is, on which side of the ring it stands (+1 right, -1 left), how tall it is drawn.

    reach: distance of its hands from the ring. ground: where it stands; further up is further back.
    """

    task: str
    side: int
    height: float
    reach: float
    ground: float = GROUND

    @property
    def hands(self) -> tuple[float, float]:
        """Where it holds the rope."""
        return WIDTH / 2 + self.side * self.reach, self.ground - 0.62 * self.height


@dataclass(frozen=True)
class Move:
    """How the ring moves: −d over ‖g_rul‖, along RUL's pull and across it."""

    along: float
    across: float

    @property
    def still(self) -> bool:
        """True if it does not."""
        return math.hypot(self.along, self.across) < 1e-12

    @property
    def turned(self) -> float:
        """Degrees from RUL's pull."""
        return abs(math.degrees(math.atan2(self.across, self.along)))


def rope(ratio: float, angle: float, lam: float = 0.5) -> str:
    """The scene for ‖g_rul‖ = ratio · ‖g_health‖ and an angle of 0, 90 or 180 degrees, with the λ-weighted step.

    Heights follow the norms on a logarithmic scale. The arrow is the ring's move along RUL's pull, in units of ‖g_rul‖.
    At 90° health stands further back and pulls across.
    """
    gram = geometry.two_gradients(ratio, angle)
    norms = geometry.norms(gram)
    move = Move(*(np.array([lam, 1 - lam]) @ geometry.plane(gram) / norms[0]).tolist())
    tall = [_height(float(norm / norms.max())) for norm in norms]
    where, health = {
        0.0: ("to the right", Pull("health", 1, tall[1], 92.0)),
        90.0: ("across, from behind", Pull("health", -1, 0.8 * tall[1], 36.0, BACK)),
        180.0: ("to the left", Pull("health", -1, tall[1], 74.0)),
    }[float(angle)]
    pulls = [Pull("rul", 1, tall[0], 42.0 if angle == 0 else 62.0), health]
    words = (
        f"Two children on a rope: RUL pulls to the right, health {where}, "
        f"{'as strong as' if ratio == 1 else f'{ratio:g} times weaker than'} RUL. "
        f"The ring between them {'stays where it is' if move.still else 'moves to the right'}."
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{words}" '
        f'font-size="13" font-family="inherit" style="max-width:22rem">'
        f"{_scene(pulls)}{_update(move)}</svg>"
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
    s, h, ground = pull.side, pull.height, pull.ground
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
    centre, y = WIDTH / 2, 26
    style = "stroke:var(--mtl-update);stroke-width:4;fill:none;stroke-linecap:round;stroke-linejoin:round"
    if move.still:
        return (
            f'<circle cx="{centre}" cy="{y}" r="4" style="fill:var(--mtl-update)"/>'
            f'<text x="{centre}" y="{y - 11}" text-anchor="middle" fill="currentColor">update 0: nothing moves</text>'
        )
    length = 84 * move.along
    tip = centre + length
    back = math.copysign(8, length)
    turned = f", {move.turned:.1f}° off" if 0 < move.turned < 180 else ""
    return (
        f'<path d="M{centre} {y}H{tip:.1f}m{-back} -6l{back} 6l{-back} 6" style="{style}"/>'
        f'<text x="{WIDTH - 4}" y="{y - 11}" text-anchor="end" style="fill:currentColor">'
        f"update: {move.along:.2f} of RUL’s pull{turned}</text>"
    )
