"""The chapter's claims beside a run's figures, as a plain HTML table."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from html import escape

from mtlviz.figures.comparison_table import STYLE as TABLE_STYLE

HEAD = ("The chapter says", "This run shows", "So it", "By the rule")
MARKS = {"holds": "✓", "does not hold": "✗", "cannot tell": "?"}  # a word and a sign, never a colour alone
STYLE = """
<style>
.mtl-claims th, .mtl-claims td { text-align: left; white-space: normal; }
.mtl-claims td:nth-child(3) { white-space: nowrap; font-weight: 600; }
.mtl-claims td:nth-child(2) { min-width: 15rem; }
.mtl-claims td:last-child { font-size: .85rem; min-width: 14rem; opacity: .85; }
</style>
"""


def table(rows: Sequence[tuple[str, str, str, str]], caption: str) -> str:
    """Rows of claim, figures, word and rule, as `lessons.compare_claims` writes them."""
    head = "".join(f'<th scope="col">{title}</th>' for title in HEAD)
    body = "".join(itertools.starmap(_row, rows))
    return (
        f'{TABLE_STYLE}{STYLE}<div class="mtl-scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="mtl-table mtl-claims"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(says: str, shows: str, word: str, rule: str) -> str:
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in (shows, f"{MARKS[word]} {word}", rule))
    return f'<tr><th scope="row">{escape(says)}</th>{cells}</tr>'
