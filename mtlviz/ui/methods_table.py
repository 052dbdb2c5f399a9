"""Tables in Markdown: they may hold LaTeX."""

from __future__ import annotations

import streamlit as st


def wide_table(key: str, text: str) -> None:
    """A table that scrolls sideways where it does not fit."""
    with st.container(key=key):
        st.html(f"<style>.st-key-{key} table {{ display: block; overflow-x: auto; }}</style>")
        st.markdown(text)


def table(header: list[str], rows: list[list[str]], align: str) -> str:
    """`align`: one letter per column, l or r."""
    marks = {"l": ":---", "r": "---:"}
    lines = [header, [marks[a] for a in align], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
