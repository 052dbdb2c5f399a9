"""The look-ahead player on a page: steps go in as one encoded chunk, the visitor's events come out."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from mtlviz.live import events
from mtlviz.ui.components.library import shim

KEY = "player"  # constant: with it the component stays mounted whatever its data


@cache
def _component() -> st.components.v2.types.ComponentRenderer:
    return st.components.v2.component("mtlviz_player", html='<div class="mtl"></div>', js=shim("player"))


def player(chunk: bytes, on_event: Callable[[str, Any], None]) -> None:
    """Mount the player with `chunk` (mtlviz.live.wire.encode); `on_event(name, value)` runs before the next rerun.

    The chunk goes as bytes: Streamlit hashes those, but parses and serialises a dict three times over.
    """

    def caller(name: str) -> Callable[[], None]:
        return lambda: on_event(name, getattr(st.session_state.get(KEY), name, None))

    callbacks: dict[str, Any] = {f"on_{name}_change": caller(name) for name in events.EVENTS}
    _component()(key=KEY, data=chunk, **callbacks)
