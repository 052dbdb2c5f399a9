"""Live training: a small network trains on turbofan data while its two tasks pull."""

import streamlit as st

from mtlviz.lessons.glossary import word
from mtlviz.live import POOL
from mtlviz.ui import frame, live_controls, live_notes, live_run

POOL.start()  # it gets ready while the page is drawn

frame.page(
    "pages/live.py",
    component="player",
    lead=f"A small network learns {word('rul', '**RUL**')} and {word('health', '**health**')} on one "
    f"{word('trunk', 'shared layer')}. Change recipe or λ while it runs; **notice** whose gradient decides the update.",
)


@st.fragment
def live() -> None:
    live_notes.about_health()
    live_controls.draw_controls()
    live_run.follow_controls()
    live_run.watch()
    live_notes.folded()


live_controls.open_link()
live()
