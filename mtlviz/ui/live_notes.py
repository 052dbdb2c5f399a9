"""Texts around the player: the chapter's figures for its own batch, and what stands folded below."""

from __future__ import annotations

import streamlit as st

from mtlviz.lessons import diagnostic, listing, live_notes
from mtlviz.live import RemoteSession
from mtlviz.ui import live_controls


def about_batch(session: RemoteSession) -> None:
    """On the chapter's batch: what the chapter printed, what its listing gives, and the listing to try it."""
    if session.settings.data != "seed_batch":
        return
    first = session.view.first
    st.markdown(listing.note(first, session.settings.seed))
    with st.expander("The chapter’s listing as a script to run", icon=":material/terminal:"):
        st.code(listing.SCRIPT, language="python")
        if first and session.settings.seed == listing.SEED:
            st.markdown("It prints (computed by this run’s step 0):")
            st.code(listing.output(first), language=None)


def about_health() -> None:
    """What health has to do with RUL, which depends on the data."""
    st.markdown(live_notes.DRAWN if _drawn() else live_notes.CUT)


def folded() -> None:
    """Below the player, closed."""
    with st.expander("About the two tasks and their ratio", icon=":material/info:"):
        st.markdown(live_notes.UNIT if _drawn() else live_notes.TASKS + live_notes.UNIT)
    with st.expander("The same diagnostic in your own training loop", icon=":material/code:"):
        st.code(diagnostic.LISTING, language="python")
        st.markdown(diagnostic.NOTE)


def _drawn() -> bool:
    """Is the chapter's batch chosen, whose labels are drawn at random?"""
    return bool(live_controls.CONTROLS.values()["data"] == "seed_batch")
