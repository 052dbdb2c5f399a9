"""Student's t for whole degrees of freedom, exactly: its distribution is then a finite sum.

Abramowitz & Stegun, *Handbook of Mathematical Functions*, 1964, 26.7.3 and 26.7.4. A library of statistics would be a
dependency of the app for the sake of this one number.
"""

from __future__ import annotations

from functools import cache
from math import cos, pi, sin, sqrt, tan


@cache
def quantile(dof: int, level: float = 0.95) -> float:
    """The t with P(|T| ≤ t) = level; inf without degrees of freedom.

    >>> [round(quantile(dof), 3) for dof in (1, 2, 11)]
    [12.706, 4.303, 2.201]
    """
    if dof < 1:
        return float("inf")
    low, high = 0.0, pi / 2
    for _ in range(60):  # halves the angle's range down to the last bit
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, dof) < level else (low, middle)
    return sqrt(dof) * tan((low + high) / 2)


def _within(angle: float, dof: int) -> float:
    """P(|T| ≤ t) for t = √dof · tan(angle), dof ≥ 1."""
    odd = dof % 2
    term = total = cos(angle) if odd else 1.0
    for k in range(2 + odd, dof - 1, 2):
        term *= cos(angle) ** 2 * (k - 1) / k
        total += term
    if not odd:
        return sin(angle) * total
    return 2 / pi * (angle + (sin(angle) * total if dof > 1 else 0.0))
