"""The home page: two children on a rope, what each page is for, where to start."""

import streamlit as st

from mtlviz.figures.rope import rope
from mtlviz.ui import frame
from mtlviz.ui.components.svg import svg

SCENES = (  # title, ratio, angle, what to notice
    (
        "They agree",
        1.0,
        0.0,
        "Both children pull the same way, equally hard. Any mix of the two serves both: there is nothing to balance.",
    ),
    (
        "Magnitude imbalance",
        20.0,
        180.0,
        "One child is 20 times stronger. With equal weights the ring goes where RUL wants it, "
        "and health comes along for the ride.",
    ),
    (
        "Direction conflict",
        1.0,
        180.0,
        "Equally strong, opposite ways: with equal weights the pulls cancel, and the network learns nothing, "
        "however hard both pull.",
    ),
)

frame.page(
    frame.HOME,
    lead="A network that learns two tasks shares some of its weights. Each task pulls those weights its own way: its "
    "**gradient**. What moves the weights is the sum of the pulls, each times its weight: λ for the first task, "
    "1 − λ for the second. Here **RUL** (how many cycles an engine has left) and **health** (normal, degrading or "
    "critical) share one small network, and two things can go wrong.",
)

for column, (title, ratio, angle, notice) in zip(st.columns(3, gap="medium"), SCENES, strict=True):
    with column, st.container(border=True, height="stretch"):
        st.subheader(title, anchor=False)
        svg(rope(ratio, angle), key=title)
        st.markdown(notice)
        st.page_link(
            "pages/tug_of_war.py",
            label="Take the rope",
            icon=":material/open_with:",
            query_params={"v": "1", "ratio": f"{ratio:g}", "angle": f"{angle:g}"},
        )

st.subheader("Where to start", anchor=False)
columns = st.columns(2, gap="medium")
for number, (script, (title, icon, purpose)) in enumerate(list(frame.PAGES.items())[1:], start=1):
    with columns[(number - 1) % 2], st.container(border=True):
        st.page_link(script, label=f"**{number}. {title}**", icon=icon)
        st.markdown(purpose)
