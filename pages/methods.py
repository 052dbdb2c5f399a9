"""A guide to the field: every method of the registry, what it fixes, where it fails, and which point the same way."""

import streamlit as st

from mtlviz import methods
from mtlviz.lessons.glossary import word
from mtlviz.ui import frame, hyper
from mtlviz.ui.conditions import ask
from mtlviz.ui.methods_cards import cards
from mtlviz.ui.methods_controls import chosen, chosen_shapes, controls, situation
from mtlviz.ui.methods_family import family
from mtlviz.ui.methods_views import fix, harm

frame.page(
    "pages/methods.py",
    component="field",
    lead=f"One question runs through all {len(methods.names())} balancing methods: how do shared parameters receive "
    "sensible gradients from both tasks? Here all answer on the same two gradients. **Choose a state, then a way to "
    "look.** Notice how few really different directions there are, and how many methods let the task with the smaller "
    f"{word('norm')} pay once the gradients are in {word('conflict')}.",
)
CONTROLS = controls()
CONTROLS.open()

for column, key in zip(st.columns(3, gap="medium"), ("ratio", "angle", "lam"), strict=True):
    with column:
        CONTROLS[key].slider()
now = situation(CONTROLS.values())
with st.expander("Exact numbers, losses, steps so far, and the methods’ settings"):
    with st.container(horizontal=True, gap="medium"):
        for key in ("ratio", "angle", "lam"):
            CONTROLS[key].entry()
    ask(CONTROLS, methods.names())
    hyper.draw(CONTROLS, chosen(CONTROLS.values()))
view = CONTROLS["view"].segments()

if view == "family":
    family(now)
else:
    with st.container(horizontal=True, gap="medium"):
        CONTROLS["balances"].select(placeholder="All")
        CONTROLS["only"].select(placeholder="All")
    names, shapes = chosen(CONTROLS.values()), chosen_shapes(CONTROLS.values())
    if not names and not shapes:
        st.info("No method passes both filters. Take one of them out.")
    elif view == "fix":
        fix(names, shapes, now)
    elif view == "harm":
        harm(names, now)
    else:
        cards(names, shapes, now)
