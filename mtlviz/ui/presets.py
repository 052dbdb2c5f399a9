"""The row of preset buttons above a page's controls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import streamlit as st


class Preset(Protocol):
    """What a button needs of a preset."""

    @property
    def key(self) -> str:
        """Its name in code, unique on the page."""

    @property
    def title(self) -> str:
        """What the button says."""


P = TypeVar("P", bound=Preset)


def buttons(
    presets: Sequence[P], active: P | None, apply: Callable[[P], None], *, row: str = "presets", prefix: str = "preset"
) -> None:
    """A button per preset, the `active` one filled; pressing one calls `apply` with it before the page reruns.

    row, prefix: the keys of the row and of its buttons, which styles and tests use.
    """
    with st.container(horizontal=True, gap="small", key=row):
        for preset in presets:
            st.button(
                preset.title,
                key=f"{prefix}_{preset.key}",
                type="primary" if preset == active else "secondary",
                on_click=apply,
                args=(preset,),
            )
