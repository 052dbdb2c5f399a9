"""Tables in Markdown: they may hold LaTeX."""

from __future__ import annotations


def table(header: list[str], rows: list[list[str]], align: str) -> str:
    """`align`: a letter a column, l or r."""
    marks = {"l": ":---", "r": "---:"}
    lines = [header, [marks[a] for a in align], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
