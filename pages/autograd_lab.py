"""The autograd lab: real PyTorch listings, predicted, run line by line, explained and repaired."""

import streamlit as st

from mtlviz.lab.scenarios import SCENARIOS
from mtlviz.lab.script import script
from mtlviz.lessons.glossary import word
from mtlviz.ui import frame, lab_controls, lab_results, lab_runs, lab_visit
from mtlviz.ui.components.lab import lab

frame.page(
    "pages/autograd_lab.py",
    component="lab",
    lead=f"Multi-task code goes wrong first at {word('backward', '`backward()`')}. Read a listing, **predict** what it "
    f"does, then run it line by line and watch every parameter’s {word('grad', '`.grad`')} and the {word('graph')} "
    f"that autograd walks. Notice how often the code runs without an error and is wrong.",
)
scenario, controls = lab_controls.open_page()

with st.container(horizontal=True, vertical_alignment="bottom", key="lab_choose"):
    controls["scenario"].select(on_change=lab_visit.changed_scenario)
st.markdown(scenario.setting)


@st.fragment
def stage() -> None:
    """A listing at a line: stepping reruns this and nothing else."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="lab_where"):
        key = controls["listing"].segments(on_change=lab_visit.changed_listing, args=(scenario,))
        listing = scenario.listing(key)
        line = lab_controls.line_of(listing).entry(width=130)
    lab(scenario, listing, lab_runs.view(scenario.number, key), line, lab_visit.at_line)


if scenario.number not in lab_controls.opened():
    left, right = st.columns([1.2, 1], gap="medium")
    with left:
        lab(scenario, scenario.listings[0], None, 0, lab_visit.at_line)
    with right, st.container(border=True):
        st.header("What do you predict?", anchor=False)
        complete = lab_visit.ask(scenario)
        with st.container(horizontal=True):
            st.button(
                "Run it",
                type="primary",
                disabled=not complete,
                on_click=lab_visit.reveal,
                args=(scenario,),
                help=None if complete else "Answer first: then the run can surprise you.",
            )
            st.button("Show me without predicting", type="tertiary", on_click=lab_visit.reveal, args=(scenario,))
else:
    with st.container(border=True):
        lab_results.compare(scenario)
        st.markdown(f"**Why?** {scenario.why}")
    stage()
    left, right = st.columns(2, gap="medium")
    with left:
        st.header("What to write instead", anchor=False)
        st.markdown(scenario.fix)
    with right:
        st.header("Measured in these runs", anchor=False)
        lab_results.claims(scenario)
    with st.container(horizontal=True):
        st.button("Predict again", on_click=lab_visit.close, args=(scenario,))
        if scenario.number < len(SCENARIOS):
            following = SCENARIOS[scenario.number]
            st.button(
                f"Next: {following.number}. {following.title}",
                icon=":material/arrow_forward:",
                on_click=lab_visit.go_to,
                args=(following.number,),
            )
    with st.expander("The same as a plain script"):
        st.caption(f"`python -m mtlviz lab {scenario.number}` prints it; it needs nothing but torch.")
        st.code(script(scenario), language="python")
