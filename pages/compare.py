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
problem = next((what for what in (config, source) if isinstance(what, str)), None)
if problem is not None:
    st.error(problem, icon=":material/error:")
if isinstance(config, str) or isinstance(source, str):
    compare_run.draw_buttons(None)
else:
    compare_run.draw_buttons(config)
    compare_run.draw_results(config, source)
