"""The landscape player on a page: a walk's records go in as bytes, what the visitor does comes out as events.

A message is a header length (uint32), the header as JSON, and float32 numbers: the two loss surfaces, if the browser
does not have them yet, then records `from` … `from + count` of all paths (mtlviz.landscape.walk.COLUMNS each). All
little-endian; NaN marks what follows after a path diverged. Messages are idempotent: record numbers say where they
belong, so one that comes twice, late, or never does no harm.

Events, all told with {walk, have, scene}: "need" (more records than the `have` it has), "halt" (stop computing),
"start" (x1, x2 of a new start). The browser is not trusted: `Told.read` refuses what makes no sense.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import streamlit as st

from mtlviz.figures.landscape import look_of
from mtlviz.landscape import Landscape, Point, Walk
from mtlviz.landscape.walk import COLUMNS
from mtlviz.ui.components.library import shim
from mtlviz.untrusted import number

KEY = "landscape_player"
EVENTS = ("need", "halt", "start")
GRID = 161  # points of the surfaces a side
MOST = 400_000  # numbers in one message (1.6 MB)


@dataclass(frozen=True)
class Mark:
    """A point to be shown on the map, with its formula."""

    at: Point
    label: str


@dataclass(frozen=True)
class Told:
    """An event: how much of which walk and which scene the browser has, and for "start" where."""

    walk: str
    scene: str
    have: int
    start: Point | None = None

    @classmethod
    def read(cls, value: Any) -> Told | None:
        """From the browser; None if it makes no sense."""
        if not isinstance(value, Mapping):
            return None
        have, at = value.get("have"), value.get("at")
        if not isinstance(have, int) or isinstance(have, bool) or have < 0:
            return None
        start = None
        if at is not None:
            x1, x2 = map(number, at) if isinstance(at, list | tuple) and len(at) == 2 else (None, None)
            if x1 is None or x2 is None:
                return None
            start = (x1, x2)
        return cls(str(value.get("walk"))[:64], str(value.get("scene"))[:64], have, start)


@cache
def _component() -> st.components.v2.types.ComponentRenderer:
    return st.components.v2.component("mtlviz_landscape", html='<div class="mtl"></div>', js=shim("landscape"))


def landscape_player(message: bytes, on_event: Callable[[str, Any], None]) -> None:
    """Mount the player with a `message`; `on_event(name, value)` runs before the next rerun."""

    def caller(name: str) -> Callable[[], None]:
        return lambda: on_event(name, getattr(st.session_state.get(KEY), name, None))

    callbacks: dict[str, Any] = {f"on_{name}_change": caller(name) for name in EVENTS}
    _component()(key=KEY, data=message, **callbacks)


def digest(thing: object) -> str:
    """A name for a walk's config or a landscape: equal settings, equal names."""
    return hashlib.sha256(repr(thing).encode()).hexdigest()[:16]


def encode(walk: Walk, told: Told | None, *, marks: Sequence[Mark] = (), description: str = "") -> bytes:
    """The next message for a browser that has what it `told` (None: nothing)."""
    config, scene = walk.config, digest(walk.config.landscape)
    name = digest(config)
    begin = min(told.have, walk.count) if told and told.walk == name else 0
    paths = len(config.recipes) * len(config.starts)
    end = min(walk.count, begin + max(1, MOST // (paths * len(COLUMNS))))
    new_scene = not told or told.scene != scene
    header = {
        "walk": name,
        "scene": scene,
        "grid": GRID if new_scene else 0,
        "from": begin,
        "count": end - begin,
        "known": walk.count,
        "records": walk.total,
        "stride": int(walk.steps_at[1]),
        "steps": config.steps,
        "walked": int(walk.steps_at[max(0, walk.count - 1)]),
        "columns": len(COLUMNS),
        "methods": [{"title": recipe.title, **look_of(recipe.name).data()} for recipe in config.recipes],
        "starts": config.starts,
        "half": config.landscape.half,
        "front": config.landscape.front(61).round(4).tolist(),
        "marks": [{"at": mark.at, "label": mark.label} for mark in marks],
        "adam": config.optimizer == "adam",
        "description": description,
    }
    text = json.dumps(header, allow_nan=False).encode()
    surfaces = _surfaces(config.landscape) if new_scene else b""
    return len(text).to_bytes(4, "little") + text + surfaces + walk.records[begin:end].astype("<f4").tobytes()


def _surfaces(landscape: Landscape) -> bytes:
    return landscape.grid(GRID).astype("<f4").tobytes()
