"""The tug-of-war's presets: a position of the controls, and what to notice there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mtlviz.lessons import listing
from mtlviz.lessons.glossary import word
from mtlviz.lessons.numbers import length, percent, times
from mtlviz.lessons.state import State

# What the book's PyTorch listing gives (data/seed_batch.py, tested there; torch 2.13), and what the book prints for it.
LISTING_RATIO, LISTING_ANGLE, LISTING_PRINTED = 338.0, 79.66, 192.4


@dataclass(frozen=True)
class Preset:
    """`values` by the keys of the page's controls; `notice` is one line, true of exactly this state (tested).

    see: a link that goes with the notice, (label, script, query).
    start: where the picture begins to move from, in some of the keys of `values`; from where it stands if empty.
    """

    key: str
    title: str
    notice: str
    values: Mapping[str, Any]
    start: Mapping[str, Any] = field(default_factory=dict)
    see: tuple[str, str, Mapping[str, str]] | None = None

    @property
    def state(self) -> State:
        """Its position without how lengths are drawn."""
        return State(**{key: value for key, value in self.values.items() if key != "scale"})


def _at(lam: float, angle: float, ratio: float, scale: str = "true") -> dict[str, Any]:
    return {"lam": lam, "angle": angle, "ratio": ratio, "side": "left", "scale": scale}


def _printed() -> str:
    """The six numbers of the book's NumPy listing, computed."""
    facts = State(0.5, 0, 100).facts
    norms, shares = map(length, facts.norms), map(percent, facts.book_shares)
    return (
        f"{word('book', 'The book’s')} NumPy listing: norms {' and '.join(norms)}, ratio {times(facts.ratio)}, norm "
        f"of the update {length(facts.update_norm)}, shares {' and '.join(shares)}. The share w·‖g‖ / ‖d‖ is exact "
        f"here only because both arrows point the same way: turn health to 120° and the two no longer sum to 100 %."
    )


def _book() -> str:
    share = State(0.5, 80, 500).facts.shares[1]
    return (
        f"At 500×, {word('book', 'the book’s')} figure, and near a right angle health has {percent(share)} of the "
        f"update. Its loss falls, but only because RUL happens to drag it along. Lengths are logarithmic: on a linear "
        f"scale health would be a dot."
    )


PRESETS = (
    Preset(
        "agreement",
        "Agreement",
        "The arrows point roughly the same way: both tasks gain, whatever λ. Weighting only decides how much "
        "each gains.",
        _at(0.5, 40, 2),
    ),
    Preset(
        "twice",
        "Twice the size",
        "RUL’s norm is twice health’s and they pull in opposite directions. With equal weights a quarter of RUL’s "
        "gradient is left, and health is dragged backwards; only λ = 1/3 hurts neither, and there nothing moves.",
        _at(0.5, 180, 2),
    ),
    Preset(
        "magnitude",
        "Magnitude wins",
        "RUL’s norm is 20 times health’s. Slide λ from 1 down to 0.2: the green arrow stays within 11° of red. Health "
        "is hurt unless λ is below 0.091.",
        _at(0.5, 120, 20),
    ),
    Preset(
        "tug",
        "Tug of war",
        "Equal norms, opposite directions, equal weights: the green arrow vanishes. Any other λ lets one task win "
        "and the other pay.",
        _at(0.5, 180, 1),
    ),
    Preset(
        "turn",
        "The smaller child turns 90°",
        "Health’s norm is a hundredth of RUL’s, and it has turned from 0° to 90°. The green arrow turned by 0.6°: "
        "nothing happens.",
        _at(0.5, 90, 100, "unit"),
        start={"angle": 0.0},
    ),
    Preset("numpy", "The book’s NumPy listing", _printed(), _at(0.5, 0, 100)),
    Preset("book", "The book’s 500×", _book(), _at(0.5, 80, 500, "unit")),
    Preset(
        "dragged",
        "500× and in conflict",
        "At the same ratio but beyond a right angle health is dragged backwards: its loss grows, and only a λ below "
        "0.0058 would spare it.",
        _at(0.5, 110, 500, "unit"),
    ),
    Preset(
        "pytorch",
        "The book’s PyTorch listing: 338×",
        f"{word('book', 'The book')} prints {LISTING_PRINTED:g}× for its PyTorch listing; running it gives "
        f"{LISTING_RATIO:.1f}× and a cosine of +0.1795, with torch 2.13. Here RUL’s norm is 5 instead of 60.135; "
        f"nothing but the scale depends on it.",
        _at(0.5, LISTING_ANGLE, LISTING_RATIO, "unit"),
        see=listing.SEE,
    ),
)


def active(values: Mapping[str, Any]) -> Preset | None:
    """The preset whose position the controls are in."""
    return next((p for p in PRESETS if all(values.get(key) == value for key, value in p.values.items())), None)
