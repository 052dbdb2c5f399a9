"""Numbers that a browser sent: in JSON a whole number may be of any size, and a client may send anything."""

from __future__ import annotations

import math


def number(value: object, low: float = -math.inf, high: float = math.inf) -> float | None:
    """`value` as a float, clamped into [low, high]; None if it is no finite number or too large to be a float.

    >>> number(3, 0, 1), number(0.5, 0, 1), number(-7)
    (1.0, 0.5, -7.0)
    >>> number(10**400, 0, 1), number(math.nan), number("3"), number(True)
    (None, None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return float(min(max(found, low), high)) if math.isfinite(found) else None
