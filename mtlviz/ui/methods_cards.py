"""The cards of the methods page: everything about one method in one state."""

from __future__ import annotations

import streamlit as st

from mtlviz import hyper, methods
from mtlviz.field.promises import TITLES, tested
from mtlviz.figures.look_swatch import line
from mtlviz.figures.outcome_heatmap import NAMES, PATTERNS, swatch
from mtlviz.figures.palette import TASK_TITLES, TASKS
from mtlviz.figures.staged_svg import staged_svg
from mtlviz.lessons import outcomes
from mtlviz.lessons.book_table import VERDICT
from mtlviz.lessons.equations import in_lines
from mtlviz.lessons.numbers import effect, percent
from mtlviz.lessons.outcomes import Outcome, Situation
from mtlviz.lessons.state import LEARNING_RATE
from mtlviz.ui.components.field import field as show
from mtlviz.ui.methods_shapes import shape_cards, titles
from mtlviz.ui.methods_views import NOT_LENGTH
from mtlviz.ui.tug_controls import CONTROLS as TUG

FEW = 3  # methods whose missing promises are looked into: up to seconds each, once


def cards(names: tuple[str, ...], shapes: tuple[str, ...], now: Situation) -> None:
    """An index, and one card per method and loss shape."""
    listed = {name: methods.info(name).title for name in names} | titles(shapes)
    if len(listed) > FEW:
        st.markdown("**On this page:** " + " · ".join(f"[{title}](#{name})" for name, title in listed.items()))
    st.caption(
        "Arrows are minus the gradients: where each task would move the weights; the green one is the step’s direction "
        f"−d (step = −lr·d, d = Σ wₖ gₖ). Each of the three circles has a scale of its own; the norms stand below. "
        f"{NOT_LENGTH}"
    )
    if len(listed) > FEW:
        st.caption(f"Choose up to {FEW} methods, and each card also lists what is not guaranteed.")
    for start in range(0, len(names), 2):
        for name, column in zip(names[start : start + 2], st.columns(2, gap="medium"), strict=False):
            with column, st.container(border=True, height="stretch", key=f"card_{name}"):
                _card(name, now, measured=len(listed) <= FEW)
    shape_cards(shapes)


def _card(name: str, now: Situation, *, measured: bool) -> None:
    info, done = methods.info(name), outcomes.outcome(name, now)
    st.header(info.title, anchor=name)
    st.markdown(f"Balances: **{', '.join(outcomes.aspects(name))}**. {info.fixes}")
    st.latex(in_lines(info.equation))
    if changed := hyper.said(name, now.hyper):
        st.caption(f"As set above: {changed}; what this card says of promises is measured with the paper’s values.")
    show(
        PATTERNS
        + f'<p class="look">{line(name)}its line and marker where methods are drawn together</p>'
        + staged_svg(now.state.gram, done.contributions, info.title)
        + _effects(done),
        key=f"staged_{name}",
    )
    if note := outcomes.dependence(name):
        st.caption(note)
    if done.outside:
        st.caption(f"{percent(done.outside)} of the update, by squared norm, lies outside the plane of this picture.")
    st.markdown(f"**When it fails:** {info.fails}")
    if info.note:
        st.markdown(f"**Note:** {info.note}")
    if name in VERDICT:
        st.markdown(VERDICT[name])
    _promises(name, measured=measured)
    st.caption(f"Source: {info.paper}" + (f". Checked against: {info.checked}" if info.checked else ""))
    state = {"lam": now.state.lam, "angle": now.state.angle, "ratio": now.state.ratio}
    past = {"loss_rul": now.losses[0], "loss_health": now.losses[1], "steps": now.steps}
    link = TUG.query(**state, **past, **dict(hyper.only(name, now.hyper))) | {"methods": [info.title]}
    st.page_link("pages/tug_of_war.py", label="Open in the tug-of-war", icon=":material/open_with:", query_params=link)


def _promises(name: str, *, measured: bool) -> None:
    """What the method keeps to in all states, and, if measured, where it breaks the rest."""
    kept = methods.info(name).promises
    lines = [f"- {TITLES[promise]}" for promise in kept]
    if lines:
        st.markdown("\n".join(["**Keeps, whatever the gradients:**", "", *lines]))
    if measured:
        with st.spinner("Looking for counterexamples over ratio and angle …"):
            broken = {promise: tested(name, promise).where for promise in TITLES if promise not in kept}
        if broken:
            told = [f"- {TITLES[p]} *({_found(where)})*" for p, where in broken.items()]
            st.markdown("\n".join(["**Not guaranteed:**", "", *told]))


def _found(where: str) -> str:
    return f"fails at {where}" if where else "no counterexample found"


def _effects(done: Outcome) -> str:
    rows = "".join(
        f'<tr><th scope="row" style="color:var(--mtl-{task})">{TASK_TITLES[task]}</th>'
        f"<td>{effect(LEARNING_RATE * done.effects[k]).split(' ')[0]}</td><td>{outcomes.felt(done.effects[k])}</td>"
        f'<td><span class="word">{swatch(code)}{NAMES[code]}</span></td><td>{_cosine(done.cosines[k])}</td></tr>'
        for k, task in enumerate(TASKS)
        for code in [int(outcomes.direction_of(done.cosines[k]))]
    )
    return (
        '<table class="effects"><thead><tr><th scope="col">Task</th><th scope="col">effect</th>'
        '<th scope="col">it is</th><th scope="col">direction</th><th scope="col">cos</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _cosine(value: float) -> str:
    return f"{value:.3f}".replace("-", "−")
