"""One word of the glossary."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """`title` as the pages write it, `formula` in LaTeX without the dollar signs; "" for the source.

    The sentence is plain text, since it is also a link's tooltip.
    """

    key: str
    title: str
    sentence: str
    formula: str
