"""What the player says, checked. The client is not trusted: what arrives is a `Told`, or an EventError says why not."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mtlviz.untrusted import number

EVENTS = ("need", "rewind", "reset", "look", "open")
SPEEDS = (1.0, 200.0)  # steps per second


class EventError(ValueError):
    """An event that no player of ours sends; the text says what was found and what was expected."""


@dataclass(frozen=True)
class Told:
    """One event and where the client stands: every event says all of it, so a lost or doubled one does no harm."""

    event: str  # one of EVENTS
    run: str  # which session's run …
    epoch: int  # … started so often …
    branch: int  # … after how many rewinds the client's steps were computed
    have: int  # steps that the client has
    at: int  # the step shown
    seen: int  # the furthest step shown
    playing: bool
    speed: float  # steps per second


def read(event: object, value: object, most: int) -> Told:
    """The event of a client that can have `most` steps at the most."""
    if event not in EVENTS:
        raise EventError(f"unknown event {_show(event)}; expected one of {', '.join(EVENTS)}")
    if not isinstance(value, Mapping):
        raise EventError(f"{event}: found {_show(value)}; expected a mapping")
    have = _whole(value, "have", most)
    return Told(
        event=str(event),
        run=_text(value, "run"),
        epoch=_whole(value, "epoch", 2**31),
        branch=_whole(value, "branch", 2**31),
        have=have,
        at=_whole(value, "at", max(have - 1, 0)),
        seen=_whole(value, "seen", max(have - 1, 0)),
        playing=value.get("playing") is True,
        speed=_number(value, "speed", *SPEEDS),
    )


def _number(value: Mapping[Any, Any], name: str, low: float, high: float) -> float:
    found = number(value.get(name))
    if found is None or not low <= found <= high:
        raise EventError(f"{name} is {_show(value.get(name))}; expected a number from {low:g} to {high:g}")
    return found


def _whole(value: Mapping[Any, Any], name: str, high: int) -> int:
    found = number(value.get(name))
    if found is None or not found.is_integer() or not 0 <= found <= high:
        raise EventError(f"{name} is {_show(value.get(name))}; expected a whole number from 0 to {high}")
    return int(found)


def _text(value: Mapping[Any, Any], name: str) -> str:
    found = value.get(name)
    if not isinstance(found, str) or len(found) > 64:
        raise EventError(f"{name} is {_show(found)}; expected a short text")
    return found


def _show(found: object) -> str:
    try:
        text = reprlib.repr(found)
    except ValueError:  # an integer of thousands of digits
        return f"a {type(found).__name__}"
    return text if len(text) <= 40 else f"{text[:40]}…"
