"""`python -m docs.glossary` writes docs/glossary.md from mtlviz/lessons/glossary.py; a test says when that is due."""

from __future__ import annotations

from pathlib import Path

from mtlviz.lessons.glossary import GROUPS, STEP, TERMS

PAGE = Path(__file__).with_suffix(".md")


def text() -> str:
    """The page."""
    opening = (
        "# Words",
        "<!-- Written by `python -m docs.glossary`. Edit mtlviz/lessons/glossary.py, then run it. -->",
        f"The {len(TERMS)} words that the pages, the code and these documents use, each in one sense. Every page of "
        "the app has them under “Words”.",
        "Arrows point where a task would move the weights: −g, downhill. The green arrow is the direction of the "
        f"step, −d: **{STEP}**. Angles, lengths and cosines do not change by the common sign.",
    )
    parts = list(opening)
    for title, terms in GROUPS.items():
        parts.append(f"## {title}")
        rows = (f"| **{term.title}** | {term.sentence} | {_cell(term.formula)} |" for term in terms)
        parts.append("\n".join(["| word | meaning | formula |", "|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def _cell(formula: str) -> str:
    """A formula in a table: a bar would end the cell."""
    safe = formula.replace("|", r"\vert ")
    return f"$`{safe}`$" if formula else ""


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
