"""The tug-of-war: two gradients as arrows that can be moved, weighted and watched."""

import streamlit as st

from mtlviz.lessons import presets
from mtlviz.lessons.glossary import word
from mtlviz.lessons.snippet import numpy_snippet
from mtlviz.lessons.state import LEARNING_RATE
from mtlviz.ui import frame, hyper
from mtlviz.ui.components import tug
from mtlviz.ui.conditions import ask, unseen
from mtlviz.ui.presets import buttons
from mtlviz.ui.tug_controls import CONTROLS, apply, held, picture

frame.page(
    "pages/tug_of_war.py",
    component="tug",
    lead=f"Each arrow points where its task would move the {word('trunk', 'shared weights')}: minus its "
    f"{word('gradient')}, −g. The green arrow, −d, is the direction of the {word('step')}: "
    f"{frame.STEP}. Drag an arrow’s tip, or move a slider.",
)
st.html(tug.STYLE)
CONTROLS.open()

now = presets.active(CONTROLS.values())
buttons(presets.PRESETS, now, apply)
with st.container(gap="small"):
    st.markdown(now.notice if now else "Press one of these situations to learn what to notice in it, or make your own.")
    if now and now.see:
        label, script, query = now.see
        st.page_link(script, label=label, icon=":material/arrow_forward:", query_params=query)

with st.container(key="tug_columns"):
    left, right = st.columns([1.35, 1], gap="medium")
with left:
    picture()
with right:
    for key in ("lam", "angle", "ratio"):
        CONTROLS[key].pair()
    CONTROLS["methods"].select(placeholder="Try PCGrad, MGDA, GABA")
    hyper.draw(CONTROLS, st.session_state["methods"])
    tug.outlet("numbers")
    st.caption(
        f"Effects are first-order estimates (−lr · g·d) for a learning rate of {LEARNING_RATE:g}; real steps also feel "
        "curvature."
    )
    st.markdown("**How an arrow is made**")
    tug.outlet("making")
    with st.container(horizontal=True, gap="medium"):
        CONTROLS["scale"].segments()
        CONTROLS["side"].segments()
    ask(CONTROLS, st.session_state["methods"])
    for sentence in unseen(held(), st.session_state["methods"], CONTROLS.values()):
        st.caption(sentence)

st.header("The same in NumPy", anchor=False)
st.code(numpy_snippet(held()), language="python", wrap_lines=True)
