"""The tug-of-war's presets: a position of the controls, and what to notice there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Preset:
    """`values` by the keys of the page's controls; `notice` is one line, true of exactly this state (tested)."""

    key: str
    title: str
    notice: str
    values: Mapping[str, Any]


def _at(lam: float, angle: float, ratio: float, scale: str = "true") -> dict[str, Any]:
    return {"lam": lam, "angle": angle, "ratio": ratio, "side": "left", "scale": scale}


PRESETS = (
    Preset(
        "magnitude",
        "Magnitude wins",
        "RUL is 20 times longer. Slide λ from 1 down to 0.2: the green arrow stays within 11° of red. Health gets a "
        "say only below λ = 0.1.",
        _at(0.5, 120, 20),
    ),
    Preset(
        "tug",
        "Tug of war",
        "Equal strength, opposite directions, equal weights: the green arrow vanishes. Any other λ lets one task win "
        "and the other pay.",
        _at(0.5, 180, 1),
    ),
    Preset(
        "turn",
        "The smaller child turns 90°",
        "Health is 100 times shorter and has turned from 0° to 90°. The green arrow turned by 0.6°: nothing happens.",
        _at(0.5, 90, 100),
    ),
    Preset(
        "book",
        "The book’s 500×",
        "At true length health would be a dot, so lengths are logarithmic here. It disagrees with RUL, and only a λ "
        "below 0.006 would spare it.",
        _at(0.5, 110, 500, "unit"),
    ),
    Preset(
        "agreement",
        "Agreement",
        "The gradients point roughly the same way: both tasks gain, whatever λ. Weighting only decides who gains more.",
        _at(0.5, 40, 2),
    ),
)


def active(values: Mapping[str, Any]) -> Preset | None:
    """The preset whose position the controls are in."""
    return next((p for p in PRESETS if all(values.get(key) == value for key, value in p.values.items())), None)
