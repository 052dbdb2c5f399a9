"""The cards of the two recipes that change a loss: AMNL and GRACE."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from mtlviz.figures.loss_weight import loss_weight
from mtlviz.lessons.equations import in_lines
from mtlviz.lessons.loss_shapes import CAP, HEALTH, SHAPES, weight
from mtlviz.ui.components.field import field as show


def titles(names: Iterable[str]) -> dict[str, str]:
    """Titles by name."""
    return {name: SHAPES[name].title for name in names}


def shape_cards(names: tuple[str, ...]) -> None:
    """One card per loss shape, side by side."""
    if not names:
        return
    st.header("Loss shapes", anchor=False)
    st.caption(
        "These two recipes of the book change what RUL’s loss is. What is made of the two gradients is then fixed "
        "weights or GABA, so no picture of two given gradients shows them: Live and Compare train them."
    )
    for name, column in zip(names, st.columns(2, gap="medium"), strict=False):
        with column, st.container(border=True, height="stretch", key=f"card_{name}"):
            _card(name)


def _card(name: str) -> None:
    shape = SHAPES[name]
    st.subheader(shape.title, anchor=name)
    st.markdown(shape.fixes)
    st.latex(in_lines(shape.equation))
    show(loss_weight(weight, CAP, HEALTH), key=f"weight_{name}")
    st.markdown(f"**When it fails:** {shape.fails}")
    st.caption(f"Source: {shape.source}")
