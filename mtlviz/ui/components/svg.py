"""Show an SVG that one of our figures made: Streamlit's own HTML element strips drawings."""

from __future__ import annotations

from functools import cache

import streamlit as st

from mtlviz.ui.components.library import shim


@cache
def _component() -> st.components.v2.types.ComponentRenderer:
    return st.components.v2.component("mtlviz_svg", html='<div class="mtl"></div>', js=shim("svg"))


def svg(markup: str, *, key: str) -> None:
    """Show `markup`, trusted text from `mtlviz.figures`; colours are `var(--mtl-rul)` and `currentColor`."""
    _component()(key=key, data={"svg": markup})
