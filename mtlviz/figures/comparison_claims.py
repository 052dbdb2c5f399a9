"""The chapter's claims beside a run's figures, as a plain HTML table."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from html import escape

from mtlviz.figures.comparison_table import STYLE as TABLE_STYLE

HEAD = ("The chapter says", "In this run it", "Measured", "Rule")
MARKS = {
    "holds": "✓",
    "does not hold": "✗",
    "cannot tell": "?",
    "so far": "…",
}  # a word and a sign, never a colour alone
STYLE = """
<style>
.mtl-claims th, .mtl-claims td { text-align: left; white-space: normal; }
.mtl-claims tbody th { width: 20%; }
.mtl-claims td:nth-child(2) { white-space: nowrap; font-weight: 600; }
.mtl-claims td:last-child { width: 32%; font-size: .85rem; opacity: .85; }
@media (max-width: 640px) {
  .mtl-claims thead { position: absolute; clip-path: inset(50%); }
  .mtl-claims tr { display: block; border-bottom: 1px solid rgba(128,128,128,.35); padding: .3rem 0; }
  .mtl-claims tbody th, .mtl-claims tbody td { display: block; width: auto !important; border: 0; padding: .1rem 0; }
}
</style>
"""


def table(rows: Sequence[tuple[str, str, str, str]], caption: str) -> str:
    """Rows of claim, word, figures and rule, as `lessons.compare_claims` writes them."""
    head = "".join(f'<th scope="col">{title}</th>' for title in HEAD)
    body = "".join(itertools.starmap(_row, rows))
    return (
        f'{TABLE_STYLE}{STYLE}<div class="mtl-scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="mtl-table mtl-claims"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(says: str, word: str, shows: str, rule: str) -> str:
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in (f"{MARKS[word]} {word}", shows, rule))
    return f'<tr><th scope="row">{escape(says)}</th>{cells}</tr>'
