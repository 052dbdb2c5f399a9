"""How far apart two colours look: CIEDE2000 for full colour vision, for the three common deficiencies, and in grey.

Sources: Sharma, Wu & Dalal, "The CIEDE2000 color-difference formula", Color Research & Application 30, 2005 (its test
pairs hold this code to it); Machado, Oliveira & Fernandes, "A Physiologically-based Model for Simulation of Color
Vision Deficiency", IEEE TVCG 15, 2009, https://doi.org/10.1109/TVCG.2009.113 (severity 1.0, applied to linear RGB).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

VISIONS: dict[str, Array] = {
    "full": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
    "grey": np.tile([0.2126, 0.7152, 0.0722], (3, 1)),  # luminance alone: a black-and-white print
}
_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def linear(colour: str) -> Array:
    """(3,) linear RGB of "#RRGGBB"."""
    code = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)


def lab(colour: str, vision: str = "full") -> Array:
    """(3,) CIELAB (D65) of "#RRGGBB" as that vision sees it."""
    xyz = _TO_XYZ @ np.clip(VISIONS[vision] @ linear(colour), 0, 1) / (_TO_XYZ @ np.ones(3))
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2, from 1 to 21."""
    light, dark = sorted((float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def apart(one: str, other: str, vision: str = "full") -> float:
    """ΔE00 between two colours "#RRGGBB" as that vision sees them."""
    return ciede2000(lab(one, vision), lab(other, vision))


def ciede2000(one: Array, other: Array) -> float:
    """ΔE00 between two colours (3,) in CIELAB."""
    chroma = [math.hypot(x[1], x[2]) for x in (one, other)]
    seventh = (sum(chroma) / 2) ** 7
    stretch = 1.5 - 0.5 * math.sqrt(seventh / (seventh + 25.0**7))
    a = [stretch * x[1] for x in (one, other)]
    c = [math.hypot(a_i, x[2]) for a_i, x in zip(a, (one, other), strict=True)]
    h = [
        math.degrees(math.atan2(x[2], a_i)) % 360 if c_i else 0.0
        for a_i, c_i, x in zip(a, c, (one, other), strict=True)
    ]
    turn = (h[1] - h[0] + 180) % 360 - 180 if c[0] * c[1] else 0.0
    if turn == -180:
        turn = 180.0
    big_h = 2 * math.sqrt(c[0] * c[1]) * math.sin(math.radians(turn / 2))
    mean_l, mean_c = (one[0] + other[0]) / 2, sum(c) / 2
    mean_h = (h[0] + h[1]) / 2 if c[0] * c[1] else h[0] + h[1]
    if c[0] * c[1] and abs(h[0] - h[1]) > 180:
        mean_h = (mean_h + 180) % 360
    t = (
        1
        - 0.17 * math.cos(math.radians(mean_h - 30))
        + 0.24 * math.cos(math.radians(2 * mean_h))
        + 0.32 * math.cos(math.radians(3 * mean_h + 6))
        - 0.20 * math.cos(math.radians(4 * mean_h - 63))
    )
    scale_l = 1 + 0.015 * (mean_l - 50) ** 2 / math.sqrt(20 + (mean_l - 50) ** 2)
    scale_c, scale_h = 1 + 0.045 * mean_c, 1 + 0.015 * mean_c * t
    seventh = mean_c**7
    twist = (
        -2
        * math.sqrt(seventh / (seventh + 25.0**7))
        * math.sin(math.radians(60 * math.exp(-(((mean_h - 275) / 25) ** 2))))
    )
    dl, dc, dh = (other[0] - one[0]) / scale_l, (c[1] - c[0]) / scale_c, big_h / scale_h
    return math.sqrt(max(0.0, dl**2 + dc**2 + dh**2 + twist * dc * dh))
