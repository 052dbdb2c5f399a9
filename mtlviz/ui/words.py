"""The glossary of every page: a popover beside the title, which the terms in the texts open (components/_words.js)."""

from __future__ import annotations

from functools import cache

import streamlit as st

from mtlviz.lessons.glossary import GROUPS
from mtlviz.lessons.term import Term

KEY = "words"  # of the popover: `.st-key-words`


def popover() -> None:
    """The button “Words” with all terms behind it."""
    with st.container(key=KEY, width="content"), st.popover("Words", icon=":material/dictionary:", type="tertiary"):
        st.markdown(_text())


@cache
def _text() -> str:
    intro = (
        "Arrows point where a task would move the weights: $-g$, downhill. The green arrow is the direction of the "
        "step, $-d$.\n\n$\\text{step} = -\\mathrm{lr} \\cdot d, \\quad d = \\sum_k w_k g_k$"
    )
    groups = (f"{title.upper()}\n\n" + "\n\n".join(map(_entry, terms)) for title, terms in GROUPS.items())
    return "\n\n".join([intro, *groups])


def _entry(term: Term) -> str:
    return f"**{term.title}**: {term.sentence}" + (f"  \n${term.formula}$" if term.formula else "")
