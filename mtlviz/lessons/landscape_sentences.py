"""What a walk amounts to, in plain sentences computed from its paths."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mtlviz.landscape import End, Point, Walk

WAY = "of the way from task 2’s best to task 1’s"


def about_walk(walk: Walk, found: Sequence[End]) -> list[str]:
    """One sentence a method, in Markdown, on where its paths stand now; `found` are the ends of the walk."""
    tolerance = walk.config.landscape.tolerance
    names = [recipe.name for recipe in walk.config.recipes]
    return [about_method([end for end in found if end.recipe == name], tolerance) for name in names]


def about_method(paths: Sequence[End], tolerance: float) -> str:
    """One sentence on the paths of one method: who is on the front, where on it, and where the others are."""
    on = [end for end in paths if end.reached]
    off = [end for end in paths if not end.reached]
    digits = 2 if tolerance > 0.1 else 3
    parts = [f"**{paths[0].title}**: {_how_many(len(on), len(paths))}{_where(on, tolerance, digits)}"]
    if off:
        parts.append(_missing(off, bool(on), digits))
    return "; ".join(parts) + "."


def about_front(walk: Walk) -> str:
    """Which step the sentences are about, and what counts as being on the front."""
    landscape, config = walk.config.landscape, walk.config
    far = walk.steps_at[max(0, walk.count - 1)]
    state = f"all {config.steps:,}" if walk.done else f"{far:,} of {config.steps:,}"
    share = landscape.tolerance / (2 * landscape.half)
    return (
        f"This describes the walk as far as it is computed, {state} steps, whatever step the picture shows. *On the "
        f"front* means: within {landscape.tolerance:g} of it in the plane, {_percent(share)} of the map’s width."
    )


def describe(walk: Walk, found: Sequence[End]) -> str:
    """The map in words, for those who do not see it."""
    told = " ".join(sentence.replace("**", "") for sentence in about_walk(walk, found))
    return f"A map of the losses with {len(found)} paths and the Pareto front. {told}"


def about_rest(title: str, formula: str, rest: Point, paths: Sequence[End]) -> str:
    """The analytic resting point of weights that never change, beside where their paths stand."""
    told = f"**{title}** rest where {formula}, at {point(rest, 4)}"
    arrived = [end for end in paths if not end.lost]
    if not arrived:
        return f"{told}; every path diverged: the learning rate is too large."
    worst = max(arrived, key=lambda end: math.dist(end.at, rest))
    gap = math.dist(worst.at, rest)
    if worst.moving:
        return f"{told}; the path from {point(worst.start)} is still on its way, {gap:.2g} from it."
    return f"{told}; the measured ends are within {max(gap, 1e-4):.2g} of it."


def point(x: Point, digits: int = 2) -> str:
    """A point as text; no digits that say nothing, no negative zero.

    >>> point((-5.7273, -8.4094)), point((9.0, -0.0001))
    ('(−5.73, −8.41)', '(9, 0)')
    """
    return "(" + ", ".join(f"{round(v, digits) + 0.0:.{digits + 4}g}".replace("-", "−") for v in x) + ")"


def _how_many(on: int, total: int) -> str:
    if total == 1:
        return "on the front" if on else "not on the front"
    return f"{'all' if on == total else f'{on} of' if on else 'none of'} {total} starts reach the front"


def _where(on: Sequence[End], tolerance: float, digits: int) -> str:
    if not on:
        return ""
    group = max((_near(end, on, tolerance) for end in on), key=len)
    spot = point(group[0].at, digits)
    if len(on) == 1:
        return f" at {spot}, {_percent(on[0].along)} {WAY}"
    if len(group) == len(on):
        return f", all at the same point, {spot}, {_percent(group[0].along)} {WAY}"
    low, high = min(end.along for end in on), max(end.along for end in on)
    together = f", {len(group)} of them together at {spot}" if len(group) > 1 else ""
    return f", at {_percent(low)} to {_percent(high)} {WAY}{together}"


def _near(end: End, others: Sequence[End], tolerance: float) -> list[End]:
    """Those of `others` that stand within the tolerance of `end`, `end` itself included, those at rest first."""
    return sorted((e for e in others if math.dist(e.at, end.at) <= tolerance), key=lambda e: e.moving)


def _missing(off: Sequence[End], some_on: bool, digits: int) -> str:
    if len(off) <= 2:
        return "; ".join(_one(end, digits) for end in off)
    gaps = [end.distance for end in off]
    moving, lost = sum(end.moving and not end.lost for end in off), sum(end.lost for end in off)
    notes = [f"{moving} still moving"] * (moving > 0) + [f"{lost} diverged"] * (lost > 0)
    told = f" ({', '.join(notes)})" if notes else ""
    return f"{'the others' if some_on else 'they'} stand {min(gaps):.2g} to {max(gaps):.2g} away from it{told}"


def _one(end: End, digits: int) -> str:
    if end.lost:
        return f"from {point(end.start)} it diverges: its steps grow until it leaves the landscape"
    state = "it is on its way, at" if end.moving else "it rests at"
    return f"from {point(end.start)} {state} {point(end.at, digits)}, {end.distance:.2g} away from the front"


def _percent(share: float) -> str:
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"
