"""The family portrait of the methods page: one tile a direction, and the table of lengths."""

from __future__ import annotations

from html import escape

import streamlit as st

from mtlviz.figures.family import directions, family_figure
from mtlviz.lessons.family import Family, families
from mtlviz.lessons.outcomes import Situation
from mtlviz.ui.components.field import field as show
from mtlviz.ui.methods_table import table


def family(now: Situation) -> None:
    """Which methods point the same way."""
    found = families(now.state)
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
        f"<section><h4>{escape(kin.members[0].title)}</h4><p>{_direction(kin)} Length "
        f"{kin.members[0].length:.3g}.</p>{directions(kin.angle, between)}</section>"
        for kin in alone
    )
    st.markdown(
        "Methods of one family send the two tasks **the same way whatever the ratio and the angle are**, and differ "
        "only in how far: an optimiser like Adam hides most of that. Directions were compared on 25 pairs of "
        "gradients, ratios from 1 to 300 and angles from 20° to 165°, with equal losses, equal fixed weights and 300 "
        "steps for those that remember. Arrows show directions only; bars are the lengths of the "
        "updates, on a logarithmic scale."
    )
    show(f'<div class="families">{sections}</div>', key="methods_family")
    st.subheader("On their own", anchor=False)
    show(f'<div class="families few">{others}</div>', key="methods_alone")
    st.subheader("Lengths: closed forms and measurements", anchor=False)
    st.markdown(
        "$n_1, n_2$ are the lengths of the two gradients, $u_1, u_2$ their directions, $\\rho$ is the cosine between "
        "them; $\\hat g_k$ is $g_k$ without what opposes the other gradient."
    )
    rows = [
        [
            member.title,
            _always(member.factor),
            f"${member.latex}$" if member.latex else "–",
            "–" if member.known is None else f"{member.known:.4g}",
            f"{member.length:.4g}",
        ]
        for kin in related
        for member in kin.members
    ]
    header = ["Method", "Against the first of its family", "Closed form", "gives here", "measured ‖d‖"]
    with st.container(key="methods_lengths"):
        st.html("<style>.st-key-methods_lengths table { display: block; overflow-x: auto; }</style>")
        st.markdown(table(header, rows, "lllrr"))


def _portrait(kin: Family, between: float, ceiling: float) -> str:
    return family_figure([(m.title, m.length) for m in kin.members], kin.angle, between, ceiling)


def _direction(kin: Family) -> str:
    return "Here none of them moves." if kin.angle is None else f"Here {kin.angle:.1f}° from RUL’s gradient."


def _likeness(kin: Family, between: float) -> str:
    if kin.angle is not None and 0 < between < 180 and abs(kin.angle - between / 2) < 1e-6:
        return "on the bisector of the angle"
    return f"that point where {escape(kin.members[0].title)} does"


def _always(factor: float | None) -> str:
    if factor is None:
        return "varies"
    times = f"{factor:.4g}×"
    return times if times == "1×" else f"always {times}"
