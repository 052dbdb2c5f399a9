"""Numbers as the pages write them: as many digits as the book prints, true minus signs, words beside signs."""

from __future__ import annotations

import math
from typing import SupportsFloat


def length(value: SupportsFloat) -> str:
    """Three decimals as in the book; more where they would be zeros.

    >>> length(5.0), length(0.05), length(0.00123), length(0.0)
    ('5.000', '0.050', '0.0012', '0')
    """
    number = float(value)
    if number == 0:
        return "0"
    return f"{number:.3f}" if number >= 0.01 else f"{number:.2g}"


def effect(value: SupportsFloat) -> str:
    """A signed change of a loss, with the word that goes with it.

    >>> effect(-0.12345), effect(0.02), effect(0.0)
    ('−0.123', '+0.02 (hurt)', '0')
    >>> effect(-0.0000854)
    '−0.000085'
    """
    number = float(value)
    if number == 0:
        return "0"
    text = f"{number:+.3g}"
    if 1e-7 < abs(number) < 1e-3:  # 0.000085 reads easier than 8.5e-05
        text = f"{number:+.{1 - math.floor(math.log10(abs(number)))}f}"
    return text.replace("-", "−") + (" (hurt)" if number > 0 else "")


def brief(value: SupportsFloat) -> str:
    """A signed number for a narrow place: three digits, or two and a power of ten.

    >>> brief(-0.0208), brief(0.00012), brief(-0.00000075), brief(0.0)
    ('−0.0208', '+1.2e-4', '−7.5e-7', '0')
    """
    number = float(value)
    if number == 0:
        return "0"
    if abs(number) >= 1e-3:
        return f"{number:+.3g}".replace("-", "−")
    digits, power = f"{number:+.1e}".split("e")
    return f"{digits.replace('-', '−')}e{int(power)}"


def percent(value: SupportsFloat) -> str:
    """A share, with one decimal; near 0 % and near 100 % with as many as tell it from them.

    >>> percent(0.990099), percent(-0.01), percent(123.456), percent(1.0)
    ('99.0 %', '−1.0 %', '12,346 %', '100.0 %')
    >>> percent(0.000364), percent(1 - 0.000364)
    ('0.036 %', '99.964 %')
    """
    number = float(value)
    rest = min(abs(number), abs(1 - number))
    digits = 1 if not 1e-12 < rest < 0.005 else -1 - math.floor(math.log10(rest))
    text = f"{100 * number:,.{digits}f} %" if abs(number) < 10 else f"{100 * number:,.0f} %"
    return ("0.0 %" if text == "-0.0 %" else text).replace("-", "−")


def times(value: SupportsFloat) -> str:
    """A factor.

    >>> times(100.0), times(float("inf"))
    ('100.0×', '∞ (one weight is zero)')
    """
    return "∞ (one weight is zero)" if math.isinf(float(value)) else f"{float(value):,.1f}×"
