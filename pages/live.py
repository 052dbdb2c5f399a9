"""Live training: a small network trains on turbofan data while its two tasks pull."""

from dataclasses import replace
from typing import Any

import streamlit as st

from mtlviz.ui import frame, process

frame.page(
    "pages/live.py",
    lead="A small network learns **RUL** (cycles until failure) and **health** (three classes) on one shared layer. "
    "Let it run, then change recipe or λ; **notice** whose gradient decides the update.",
)
with st.spinner("Starting PyTorch: once after a start of the server …", show_time=True):
    process.settle_torch()

from mtlviz.live import LiveSession, link, wire  # noqa: E402  # trains, so it brings torch along
from mtlviz.ui import live_controls, live_data  # noqa: E402
from mtlviz.ui.components.player import player  # noqa: E402
from mtlviz.ui.live_figures import draw_figures  # noqa: E402

SESSION, OPENED = "live_session", "live_opened"


def on_event(name: str, value: Any) -> None:
    session: LiveSession | None = st.session_state.get(SESSION)
    if session is None:
        return
    with process.GATE:
        session.handle(name, value)
    if name == "open":
        st.session_state[OPENED] = True


def follow_controls() -> LiveSession:
    """The session under the present settings; data that cannot be had leaves the run as it is, and says so."""
    settings = live_controls.settings()
    session: LiveSession | None = st.session_state.get(SESSION)
    source = live_data.source(settings.data, st.session_state.get("subset", "FD001"))
    if isinstance(source, live_data.Problem):
        with_what = "goes on with the data it has" if session else "uses simulated turbofans meanwhile"
        say = st.error if source.wrong else st.info
        say(f"{source.text} The run below {with_what}.", icon=":material/folder_off:")
        settings = replace(settings, data=session.settings.data if session else "turbofan")
        source = session.trainer.source if session else live_data.simulated()
    with process.GATE:
        if session is None:
            session = st.session_state[SESSION] = LiveSession(settings, source)
        else:
            session.change(settings, source)
    return session


@st.fragment
def live() -> None:
    live_controls.draw_controls()
    session = follow_controls()
    if st.session_state.pop(OPENED, False):
        st.switch_page("pages/tug_of_war.py", query_params=link.to_tug_of_war(session.history, session.at))
    player(wire.encode(session.message()), on_event)
    if session.playing:
        st.caption("Pause to look closer: figures to zoom into and files to download appear here.")
    else:
        draw_figures(session)


live_controls.CONTROLS.open()
live()
