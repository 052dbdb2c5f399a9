"""Live training: a small network trains on turbofan data while its two tasks pull."""

import streamlit as st

from mtlviz.live import POOL
from mtlviz.ui import frame, live_controls, live_run

POOL.start()  # it gets ready while the page is drawn

frame.page(
    "pages/live.py",
    component="player",
    lead="A small network learns **RUL** (cycles until failure) and **health** (three classes) on one shared layer. "
    "Let it run, then change recipe or λ; **notice** whose gradient decides the update.",
)


@st.fragment
def live() -> None:
    live_controls.draw_controls()
    live_run.follow_controls()
    live_run.watch()


live_controls.open_link()
live()
