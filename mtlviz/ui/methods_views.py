"""The four views of the methods page: the map, the maps of failure, the families, the cards."""

from __future__ import annotations

from html import escape

import streamlit as st

from mtlviz import methods
from mtlviz.figures.family import directions, family_figure
from mtlviz.figures.methods_map import Place, methods_map
from mtlviz.figures.outcome_heatmap import MUCH, NAMES, PATTERNS, legend, outcome_map, swatch
from mtlviz.figures.palette import TASK_TITLES, TASKS
from mtlviz.figures.staged_svg import staged_svg
from mtlviz.lessons import field
from mtlviz.lessons.equations import in_lines
from mtlviz.lessons.family import Family, families
from mtlviz.lessons.field import Outcome, Situation
from mtlviz.lessons.numbers import effect, percent
from mtlviz.lessons.state import LEARNING_RATE
from mtlviz.ui.components.field import field as show
from mtlviz.ui.components.field import map_data
from mtlviz.ui.methods_controls import hear, landscapes
from mtlviz.ui.tug_controls import CONTROLS as TUG

MEANINGS = (
    f"the step brings the task at least {100 * field.CLEAR:g} % of what a step of the same length along its own "
    f"gradient would bring; darker from {100 * MUCH:g} %",
    f"less than {100 * field.CLEAR:g} % of that, or the step is zero",
    "its loss grows, however little",
)


def fix(names: tuple[str, ...], now: Situation) -> None:
    """The map of the field."""
    places = [
        Place(name, methods.info(name).title, frozenset(methods.info(name).balances), _verdict(name, now))
        for name in names
    ]
    show(methods_map(places) + legend(MEANINGS), key="methods_map", on_picked=lambda: hear("methods_map"))
    st.caption(
        "The square says what the method does in the state above to health, whose gradient is the shorter one. Press a "
        "method to open its card."
    )


def harm(names: tuple[str, ...], now: Situation) -> None:
    """What each method does to the smaller task, over all ratios and angles."""
    gains = landscapes(names, now)
    tiles = "".join(
        outcome_map(name, methods.info(name).title, gains[name], field.verdict, field.dependence(name))
        for name in names
    )
    here = {name: float(field.outcome(name, now).gains[field.SMALLER]) for name in names}
    data = map_data(gains, here, field.RATIOS, field.ANGLES, (now.state.ratio, now.state.angle), field.CLEAR)
    st.markdown(
        "Across: how many times longer RUL’s gradient is than health’s (logarithmic). Up: the angle between the two. "
        "Each map shows what happens to **health**, the smaller task. Move over a map to read all of them at that "
        "point; click, or press Enter, to take the state above there."
    )
    show(
        f'{legend(MEANINGS)}<p class="status"></p><div class="maps">{tiles}</div>',
        key="methods_harm",
        maps=data,
        on_picked=lambda: hear("methods_harm"),
    )
    with st.expander("The same as a table"):
        rows = [
            [methods.info(name).title, *(percent(part) for part in field.shares(gains[name]).values())]
            for name in names
        ]
        st.markdown(
            _table(["Method, part of all ratios and angles", *field.WORDS.values()], rows, "lrrr"),
        )


def family(now: Situation) -> None:
    """Which methods point the same way."""
    found = families(now)
    related = [kin for kin in found if len(kin.members) > 1]
    alone = [kin for kin in found if len(kin.members) == 1]
    between = now.state.angle
    ceiling = max(member.length for kin in found for member in kin.members) or 1.0
    sections = "".join(
        f"<section><h4>{len(kin.members)} {_likeness(kin, between)}</h4><p>{_direction(kin)}</p>"
        f"{_portrait(kin, between, ceiling)}</section>"
        for kin in related
    )
    others = "".join(
        f"<section><h4>{escape(kin.members[0].form.title)}</h4><p>{_direction(kin)} Length "
        f"{kin.members[0].length:.3g}.</p>{directions(kin.angle, between)}</section>"
        for kin in alone
    )
    st.markdown(
        "Methods of one family send the two tasks **the same way whatever the ratio and the angle are**, and differ "
        "only in how far. (Tried on 25 pairs of gradients, ratios from 1 to 300 and angles from 20° to 165°: the "
        "directions agree to a millionth of a radian.) An optimiser like Adam hides most of the difference in length. "
        "Arrows show directions only; the bars are the lengths of the updates, on a logarithmic scale. Methods that "
        "look at losses get the ones set above: while these are equal, most of them just add the gradients up."
    )
    show(f'<div class="families">{sections}</div>', key="methods_family")
    st.subheader("On their own", anchor=False)
    show(f'<div class="families few">{others}</div>', key="methods_alone")
    st.subheader("Lengths: closed forms and measurements", anchor=False)
    st.markdown(
        "With $n_1, n_2$ the lengths of the two gradients, $u_1, u_2$ their directions and $\\rho$ the cosine between "
        "them, the update of the bisector family is a factor times $u_1 + u_2$."
    )
    rows = [
        [
            member.form.title,
            _always(member.factor, kin),
            f"${member.form.latex}$" if member.form.latex else "–",
            "–" if member.known is None else f"{member.known:.4g}",
            f"{member.length:.4g}",
        ]
        for kin in related
        for member in kin.members
    ]
    header = ["Method", "Against the first of its family", "Factor", "Closed form gives", "Measured ‖d‖"]
    with st.container(key="methods_lengths"):
        st.html("<style>.st-key-methods_lengths table { display: block; overflow-x: auto; }</style>")
        st.markdown(_table(header, rows, "lllrr"))


def cards(names: tuple[str, ...], now: Situation) -> None:
    """One card a method."""
    st.caption(
        f"Changes of the losses are to first order, for a learning rate of {LEARNING_RATE:g}. “Of the best possible”: "
        "compared with a step of the same length along the task’s own gradient."
    )
    for start in range(0, len(names), 2):
        for name, column in zip(names[start : start + 2], st.columns(2, gap="medium"), strict=False):
            with column, st.container(border=True, height="stretch", key=f"card_{name}"):
                _card(name, now)


def _card(name: str, now: Situation) -> None:
    info, done = methods.info(name), field.outcome(name, now)
    st.subheader(info.title, anchor=False)
    st.markdown(f"Makes up for **{', '.join(field.aspects(name))}**. {info.fixes}")
    st.latex(in_lines(info.equation))
    show(
        PATTERNS + staged_svg(now.state.gram, done.contributions, info.title) + _effects(done),
        key=f"staged_{name}",
    )
    if note := field.dependence(name):
        st.caption(note)
    if done.outside:
        st.caption(f"{percent(done.outside)} of the update, by squared length, lies outside the plane of this picture.")
    st.markdown(f"**When it fails:** {info.fails}")
    st.caption(f"Source: {info.paper}")
    link = TUG.query(lam=now.state.lam, angle=now.state.angle, ratio=now.state.ratio) | {"methods": [info.title]}
    st.page_link("pages/tug_of_war.py", label="Open in the tug-of-war", icon=":material/open_with:", query_params=link)


def _effects(done: Outcome) -> str:
    rows = "".join(
        f'<tr><th scope="row" style="color:var(--mtl-{task})">{TASK_TITLES[task]}</th>'
        f"<td>{effect(LEARNING_RATE * done.effects[k]).split(' ')[0]}</td>"
        f'<td>{percent(done.gains[k])}</td><td><span class="word">{swatch(code)}{NAMES[code]}</span></td></tr>'
        for k, task in enumerate(TASKS)
        for code in [int(field.verdict(done.gains[k]))]
    )
    return (
        '<table class="effects"><thead><tr><th scope="col">Task</th><th scope="col">its loss changes by</th>'
        f'<th scope="col">of the best possible</th><th scope="col">it is</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _verdict(name: str, now: Situation) -> int:
    return int(field.verdict(field.outcome(name, now).gains[field.SMALLER]))


def _portrait(kin: Family, between: float, ceiling: float) -> str:
    return family_figure([(m.form.title, m.length) for m in kin.members], kin.angle, between, ceiling)


def _direction(kin: Family) -> str:
    return "Here none of them moves." if kin.angle is None else f"Here {kin.angle:.1f}° from RUL’s gradient."


def _likeness(kin: Family, between: float) -> str:
    if kin.angle is not None and 0 < between < 180 and abs(kin.angle - between / 2) < 1e-6:
        return "on the bisector of the angle"
    return f"that point where {escape(kin.members[0].form.title)} does"


def _always(factor: float | None, kin: Family) -> str:
    if factor is None:
        return "varies"
    return "1×" if factor == 1 and kin.members[0].factor == 1 else f"always {factor:.4g}×"


def _table(header: list[str], rows: list[list[str]], align: str) -> str:
    """Markdown."""
    marks = {"l": ":---", "r": "---:"}
    lines = [header, [marks[a] for a in align], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
