"""The visitor's run on the live page: begun and changed by the controls, watched by the player."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import streamlit as st

from mtlviz.live import POOL, RemoteSession, RunReleasedError, SessionLostError, link
from mtlviz.ui import live_controls, live_data, live_notes
from mtlviz.ui.components.player import player
from mtlviz.ui.controls import CARRIED
from mtlviz.ui.live_figures import draw_figures
from mtlviz.ui.streamlit_compat import page_is_open

SESSION = "live_session"  # in the session: its run …
OPENED, ENDED = "live_opened", "live_ended"  # … that the step shown is to be opened elsewhere; why a run is gone
LINK = "live_open"  # key of the box with the link to the tug-of-war; the player knows it (player.js)
RESTARTED = "The process that trains had to be started again; so was this run."
RELEASED = "This page was closed for more than two minutes, so its run was let go; this is a new one."


def follow_controls() -> None:
    """The session under the present settings; data that cannot be had leaves the run as it is, and says so."""
    settings = live_controls.settings()
    session: RemoteSession | None = st.session_state.get(SESSION)
    source = live_data.brought(settings.data, st.session_state.get("subset", "FD001"))
    if isinstance(source, live_data.Problem):
        say, text = st.error if source.wrong else st.info, source.text
        settings = replace(settings, data=session.settings.data if session else "turbofan")
        source = session.source if session else None
        title = source.title if source else live_controls.SOURCE_TITLES[settings.data]
        say(f"{text} Meanwhile the run below uses: {title}.", icon=":material/folder_off:")
    with _forgetting():
        if session is not None:
            session.change(settings, source)
            return
    why = st.session_state.get(ENDED)
    try:
        with st.spinner("Starting PyTorch: once after a start of the server …", show_time=True):
            st.session_state[SESSION] = RemoteSession(settings, source, POOL, page_is_open(), again=bool(why))
    except SessionLostError:
        st.error("The process that trains ended as it was started; the server’s log says why. Reload to try again.")
        st.stop()
    if why:
        del st.session_state[ENDED]
        st.toast(why, icon=":material/restart_alt:")


@st.fragment
def watch() -> None:
    """The player, which asks for more steps every second: it reruns alone, as the controls cost more than the steps."""
    session: RemoteSession | None = st.session_state.get(SESSION)
    if session is None or live_controls.UNTOLD in st.session_state:
        st.rerun()
    with _forgetting():
        if st.session_state.pop(OPENED, False):
            there = link.to_tug_of_war(session.record(), session.view.at)
            st.session_state[CARRIED] = there.notes
            # A link, which the player presses: st.switch_page with parameters makes two entries in the history.
            with st.container(key=LINK):
                st.page_link("pages/tug_of_war.py", label="Open this step in the tug-of-war", query_params=there.query)
        live_notes.about_batch(session)
        player(session.view.chunk, _hear)
        if not session.view.playing:
            draw_figures(session)
        return
    st.rerun()


def _hear(name: str, value: Any) -> None:
    session: RemoteSession | None = st.session_state.get(SESSION)
    if session is None:
        return
    with _forgetting():
        session.handle(name, value)
    if name == "look":
        live_controls.check_link()
    if name == "open":
        st.session_state[OPENED] = True


@contextmanager
def _forgetting() -> Iterator[None]:
    """A run that is gone is over; `watch`, which comes next, has another one begun."""
    try:
        yield
    except SessionLostError as error:
        del st.session_state[SESSION]
        st.session_state[ENDED] = RELEASED if isinstance(error, RunReleasedError) else RESTARTED
