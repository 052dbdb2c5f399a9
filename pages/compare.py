"""Compare: recipes × seeds trained side by side, and what may be said about the difference."""

import streamlit as st

from mtlviz.ui import frame, process

frame.page(
    "pages/compare.py",
    lead="Many small networks train at once: every **recipe** (a way to balance the two tasks) with every **seed**. "
    "**Press Run**, then look whether the bands of two recipes part at all before you look at who is ahead.",
)
process.settle_torch()

from mtlviz.ui import compare_controls, compare_run, live_data  # noqa: E402  # they train, so they bring torch along

compare_controls.CONTROLS.open()
compare_controls.draw_controls()
config = compare_controls.config()
source = live_data.source(st.session_state["source"], st.session_state["fleet"])
if isinstance(config, str):
    st.error(config, icon=":material/error:")
if isinstance(source, live_data.Problem):
    say = st.error if source.wrong else st.info
    say(source.text, icon=":material/folder_off:")
if isinstance(config, str) or isinstance(source, live_data.Problem):
    compare_run.draw_buttons(None)
else:
    compare_run.draw_buttons(config)
    compare_run.draw_results(config, source)
