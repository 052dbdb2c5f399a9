"""The cards of the methods page: everything about one method in one state."""

from __future__ import annotations

import streamlit as st

from mtlviz import methods
from mtlviz.field.promises import TITLES, tested
from mtlviz.figures.outcome_heatmap import NAMES, PATTERNS, swatch
from mtlviz.figures.palette import TASK_TITLES, TASKS
from mtlviz.figures.staged_svg import staged_svg
from mtlviz.lessons import outcomes
from mtlviz.lessons.equations import in_lines
from mtlviz.lessons.numbers import effect, percent
from mtlviz.lessons.outcomes import Outcome, Situation
from mtlviz.lessons.state import LEARNING_RATE
from mtlviz.ui.components.field import field as show
from mtlviz.ui.tug_controls import CONTROLS as TUG

FEW = 3  # methods whose broken promises are looked for: up to seconds each, once


def cards(names: tuple[str, ...], now: Situation) -> None:
    """One card a method."""
    st.caption(
        f"Changes of the losses are to first order, for a learning rate of {LEARNING_RATE:g}. “Of the best possible”: "
        "compared with a step of the same length along the task’s own gradient."
    )
    if len(names) > FEW:
        st.caption(f"Choose up to {FEW} methods, and each card also says where its method breaks which promise.")
    for start in range(0, len(names), 2):
        for name, column in zip(names[start : start + 2], st.columns(2, gap="medium"), strict=False):
            with column, st.container(border=True, height="stretch", key=f"card_{name}"):
                _card(name, now, measured=len(names) <= FEW)


def _card(name: str, now: Situation, *, measured: bool) -> None:
    info, done = methods.info(name), outcomes.outcome(name, now)
    st.subheader(info.title, anchor=False)
    st.markdown(f"Makes up for **{', '.join(outcomes.aspects(name))}**. {info.fixes}")
    st.latex(in_lines(info.equation))
    show(
        PATTERNS + staged_svg(now.state.gram, done.contributions, info.title) + _effects(done),
        key=f"staged_{name}",
    )
    if note := outcomes.dependence(name):
        st.caption(note)
    if done.outside:
        st.caption(f"{percent(done.outside)} of the update, by squared length, lies outside the plane of this picture.")
    st.markdown(f"**When it fails:** {info.fails}")
    _promises(name, measured=measured)
    st.caption(f"Source: {info.paper}" + (f". Checked against: {info.checked}" if info.checked else ""))
    link = TUG.query(lam=now.state.lam, angle=now.state.angle, ratio=now.state.ratio) | {"methods": [info.title]}
    st.page_link("pages/tug_of_war.py", label="Open in the tug-of-war", icon=":material/open_with:", query_params=link)


def _promises(name: str, *, measured: bool) -> None:
    """What the method keeps to in all states, and, if measured, where it breaks the rest."""
    kept = methods.info(name).promises
    lines = [f"- {TITLES[promise]}" for promise in kept]
    if lines:
        st.markdown("\n".join(["**Keeps, whatever the gradients:**", "", *lines]))
    if measured:
        with st.spinner("Trying its promises over ratio and angle …"):
            broken = {promise: tested(name, promise).where for promise in TITLES if promise not in kept}
        if broken:
            told = [f"- {TITLES[p]} *Broken: {where or 'not in the states tried'}.*" for p, where in broken.items()]
            st.markdown("\n".join(["**Does not promise:**", "", *told]))


def _effects(done: Outcome) -> str:
    rows = "".join(
        f'<tr><th scope="row" style="color:var(--mtl-{task})">{TASK_TITLES[task]}</th>'
        f"<td>{effect(LEARNING_RATE * done.effects[k]).split(' ')[0]}</td>"
        f'<td>{percent(done.gains[k])}</td><td><span class="word">{swatch(code)}{NAMES[code]}</span></td></tr>'
        for k, task in enumerate(TASKS)
        for code in [int(outcomes.verdict(done.gains[k]))]
    )
    return (
        '<table class="effects"><thead><tr><th scope="col">Task</th><th scope="col">its loss changes by</th>'
        f'<th scope="col">of the best possible</th><th scope="col">it is</th></tr></thead><tbody>{rows}</tbody></table>'
    )
