"""Tables in Markdown: they may hold LaTeX."""

from __future__ import annotations

import streamlit as st


def wide_table(key: str, header: list[str], rows: list[list[str]], align: str) -> None:
    """A table that becomes one block per row on a narrow screen, each cell under its column's name."""
    names = " ".join(
        f'.st-key-{key} td:nth-child({n})::before {{ content: "{name}: "; font-weight: 600; }}'
        for n, name in enumerate(header[1:], 2)
    )
    with st.container(key=key):
        st.html(
            f"<style>.st-key-{key} table {{ display: block; overflow-x: auto; }} @media (max-width: 640px) {{ "
            f".st-key-{key} thead {{ display: none; }} "
            f".st-key-{key} :is(table, tbody, tr) {{ display: block; overflow: visible; }} "
            f".st-key-{key} tr {{ padding: 0.4rem 0; border-bottom: 1px solid rgba(128, 128, 128, 0.35); }} "
            f".st-key-{key} td {{ display: block; border: 0; padding: 0.1rem 0; text-align: left !important; }} "
            f".st-key-{key} td:first-child {{ font-weight: 600; }} {names} }}</style>"
        )
        st.markdown(table(header, rows, align))


def table(header: list[str], rows: list[list[str]], align: str) -> str:
    """`align`: one letter per column, l or r."""
    marks = {"l": ":---", "r": "---:"}
    lines = [header, [marks[a] for a in align], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
