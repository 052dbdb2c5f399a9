"""The app as a server: `streamlit run server.py`.

`streamlit run app.py` shows the same pages, but without what a server for many visitors needs (mtlviz/ui/serving.py).
"""

import streamlit as st

from mtlviz.ui import serving

app = st.App("app.py", lifespan=serving.lifespan, on_script_error=serving.apologise)
