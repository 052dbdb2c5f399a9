"""What is happening, in one plain sentence, as a pure function of the numbers."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from mtlviz.geometry import Description

TASKS = ("RUL", "health")


def about_state(facts: Description, lam: float, window: tuple[float, float], tasks: tuple[str, str] = TASKS) -> str:
    """One sentence on two gradients weighted (lam, 1 − lam); `window` is the range of λ that hurts neither.

    >>> from mtlviz.lessons.state import State
    >>> s = State(lam=0.5, angle=120, ratio=20)
    >>> about_state(s.facts, s.lam, s.window)
    'RUL pulls 20 times as hard as health and decides the step: health gets worse, but with λ between 0.0244 and \
0.0909 neither would be hurt.'
    """
    if not facts.norms.any():
        return "Both gradients are zero: there is nothing to learn from this step."
    if facts.update_norm == 0:
        return "The two pulls cancel exactly: the update is zero, and neither task learns from this step."
    pulling, gaining = _who_pulls(facts, lam, tasks), _who_gains(facts, window, tasks)
    return pulling[0].upper() + pulling[1:] + gaining


def _who_pulls(facts: Description, lam: float, tasks: tuple[str, str]) -> str:
    pulls = (lam * facts.norms[0], (1 - lam) * facts.norms[1])
    winner, loser = tasks if pulls[0] >= pulls[1] else tasks[::-1]
    pull = float(facts.pull)
    if not min(pulls):
        return f"{loser} has no say and the update is {winner}’s gradient alone"
    if pull < 1.15:
        return "both pull about equally hard"
    if pull < 9.95:
        return f"{winner} pulls {pull:.2g} times as hard as {loser}"
    return f"{winner} pulls {count(pull)} times as hard as {loser} and decides the step"


def _who_gains(facts: Description, window: tuple[float, float], tasks: tuple[str, str]) -> str:
    hurt = [task for task, effect in zip(tasks, facts.effects, strict=True) if effect > 0]
    idle = [task for task, effect in zip(tasks, facts.effects, strict=True) if effect == 0]
    if hurt:
        return f": {hurt[0]} gets worse{_way_out(window)}."
    if idle:
        return f": {idle[0]} is left as it was."
    return f", {'yet' if facts.pull >= 9.95 else 'and'} both tasks gain."


def _way_out(window: tuple[float, float]) -> str:
    low, high = inner(*window)
    if low >= high:
        return f"; only λ = {window[0]:.3g} would hurt neither, and there the update is zero"
    return f", but with λ between {plain(low)} and {plain(high)} neither would be hurt"


def inner(low: float, high: float) -> tuple[float, float]:
    """(low, high) to three digits, more where they would meet, rounded inwards: what is printed is still inside.

    >>> inner(0.02439, 0.090909), inner(0.5, 0.5)
    ((0.0244, 0.0909), (0.5, 0.5))
    """
    for digits in range(3, 12):
        inside = _rounded(low, digits, math.ceil), _rounded(high, digits, math.floor)
        if inside[0] < inside[1]:
            return inside
    return low, high


def count(value: float) -> str:
    """A factor in words' company: two to three digits.

    >>> count(20.0), count(499.6), count(1e7), count(math.inf)
    ('20', '500', '10,000,000', 'infinitely many')
    """
    if math.isinf(value):
        return "infinitely many"
    return f"{float(f'{value:.3g}'):,.0f}"


def plain(value: float) -> str:
    """A number without an exponent, however small.

    >>> plain(0.0000343), plain(0.5), plain(1.0)
    ('0.0000343', '0.5', '1')
    """
    return np.format_float_positional(value, trim="-")


def _rounded(value: float, digits: int, towards: Callable[[float], int]) -> float:
    if value == 0:
        return 0.0
    unit = 10.0 ** (math.floor(math.log10(abs(value))) - digits + 1)
    steps = towards(round(value / unit, 6))  # 0.1 / 0.001 is 99.99999999999999
    return float(f"{steps * unit:.{digits}g}")
