"""The home page: two children on a rope, what can go wrong, what each page is for, where it all comes from."""

import streamlit as st

from mtlviz.figures.rope import rope
from mtlviz.lab.sources import NO_ADDRESS, TWO_LOSSES, TWO_MODELS
from mtlviz.lessons.glossary import BOOK, word
from mtlviz.lessons.scenes import SCENES
from mtlviz.ui import frame
from mtlviz.ui.components.svg import svg
from mtlviz.ui.controls import Controls

frame.page(
    frame.HOME,
    lead="A network that learns two tasks shares some of its weights. Each task pulls those weights its own way: along "
    f"minus its {word('gradient')}, −g. A {word('step')} follows the weighted sum of the gradients, λ times the first "
    f"task’s and 1 − λ times the second’s: {frame.STEP}. Here **RUL** (how many cycles an engine has left) and "
    f"**health** (the same RUL in three classes: above 80, 31–80, at most 30 cycles) share one small network, and two "
    f"things can go wrong.",
)
Controls("home").open()  # none, but who goes on from here arrives anew

for row in (SCENES[:2], SCENES[2:]):
    for column, scene in zip(st.columns(2, gap="medium"), row, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.header(scene.title, anchor=False)
            svg(rope(scene.state.ratio, scene.state.angle), key=scene.title)
            st.markdown(scene.notice)
            st.space("stretch")
            st.page_link(
                "pages/tug_of_war.py",
                label=f"Open at {scene.position}",
                icon=":material/open_with:",
                query_params={"v": "1", "ratio": f"{scene.state.ratio:g}", "angle": f"{scene.state.angle:g}"},
            )

st.header("Two properties of a gradient, two ways to fail", anchor=False)
st.markdown(f"""
| property | symbol | failure mode |
|---|---|---|
| magnitude, its {word("norm")} | ‖∇Lₖ‖ | **{word("imbalance", "magnitude imbalance")}**: one norm is so much larger \
that the sum is that task’s gradient, whatever λ within reason |
| direction, its {word("cosine", "angle")} to the others | cos θ | **{word("conflict", "direction conflict")}**: a \
step along one gradient alone hurts the other task, and the sum shrinks |

The thesis of {word("book", "the book")} in one sentence: loss weighting matters only insofar as it produces sensible \
gradients; the honest diagnostic is the gradient norm, not the loss value.
""")

st.header("Where to start", anchor=False)
PAGES = list(enumerate(list(frame.PAGES.items())[1:], start=1))
for first in range(0, len(PAGES), 2):
    pair = PAGES[first : first + 2]
    for column, (number, (script, (title, icon, purpose))) in zip(st.columns(2)[: len(pair)], pair, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.page_link(script, label=f"**{number}. {title}**", icon=icon)
            st.markdown(purpose)

st.caption(
    f"Source: *{BOOK}* (“the book”, “the chapter”). The chapter reports “Zhou et al. 2025”, which was not found in "
    f"public. The autograd lab begins with {TWO_LOSSES} and {TWO_MODELS}. {NO_ADDRESS}"
)
