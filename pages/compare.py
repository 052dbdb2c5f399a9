"""Compare: recipes × seeds trained side by side, and what may be said about the difference."""

import streamlit as st

from mtlviz.lessons.glossary import word
from mtlviz.ui import compare_controls, compare_run, frame, live_data

compare_run.TRAINER.start()  # it gets ready while the page is drawn

frame.page(
    "pages/compare.py",
    lead=f"Many small networks train at once: every {word('recipe')} (a loss and a way to balance the two tasks) with "
    f"every {word('seed')}. **Bands show the seeds; the table’s test pairs them: bands may overlap and recipes still "
    "differ.**",
)
compare_controls.CONTROLS.open()
compare_controls.draw_presets(compare_run.start)
compare_controls.draw_controls()
config = compare_controls.config()
source = live_data.source(st.session_state["source"], st.session_state["fleet"])
if isinstance(config, str):
    st.error(config, icon=":material/error:")
if isinstance(source, live_data.Problem):
    say = st.error if source.wrong else st.info
    say(source.text, icon=":material/folder_off:")
compare_run.draw(None if isinstance(config, str) else config, None if isinstance(source, live_data.Problem) else source)
