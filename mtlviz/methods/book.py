"""The book whose recipes are here, said once."""

from __future__ import annotations

TITLE = "Gradient-Aware Multi-Task Learning for Predictive Maintenance"


def book(sections: str) -> str:
    """The source of what stands in these sections of its chapter 4.

    >>> book("17–20").partition(", ch")[2]
    '. 4, sections 17–20 (book-ai.org); Zhou et al. 2025, as reported by the book; not found in public'
    """
    return (
        f"{TITLE}, ch. 4, sections {sections} (book-ai.org); Zhou et al. 2025, as reported by the book; not found in "
        "public"
    )
