"""The families of the methods page: one tile per direction, and the table of norms."""

from __future__ import annotations

from html import escape

import streamlit as st

from mtlviz.field.states import STEPS
from mtlviz.figures.family import directions, family_figure
from mtlviz.figures.look_swatch import mark
from mtlviz.lessons.family import ANGLES, RATIOS, Family, families
from mtlviz.lessons.outcomes import Situation
from mtlviz.ui.components.field import field as show
from mtlviz.ui.methods_table import wide_table


def family(now: Situation) -> None:
    """Which methods give the same update direction."""
    found = families(now.state)
    related = [kin for kin in found if len(kin.members) > 1]
    alone = [kin for kin in found if len(kin.members) == 1]
    between = now.state.angle
    ceiling = max(member.length for kin in found for member in kin.members) or 1.0
    sections = "".join(
        f"<section><h4>{len(kin.members)} {_likeness(kin, between)}</h4><p>{_direction(kin)}</p>"
        f"{_picture(kin, between, ceiling)}</section>"
        for kin in related
    )
    others = "".join(
        f"<section><h4>{mark(kin.members[0].name)}{escape(kin.members[0].title)}</h4><p>{_direction(kin)} Norm "
        f"{kin.members[0].length:.3g}.</p>{directions(kin.angle, between)}</section>"
        for kin in alone
    )
    st.markdown(
        "Methods of one family give **the same update direction whatever the ratio and the angle are**, and differ "
        "only in the norm of the update. Adam divides by the gradient’s size, so most of that difference disappears; "
        "with SGD it acts as another learning rate. Directions were compared on "
        f"{len(RATIOS) * len(ANGLES)} pairs of gradients, ratios from {RATIOS[0]:g} to {RATIOS[-1]:g} and angles from "
        f"{ANGLES[0]:g}° to {ANGLES[-1]:g}°, with equal losses, equal fixed weights, the papers’ settings, and "
        f"{STEPS:,} steps for methods with memory. Arrows show directions only, as everywhere minus the gradients and "
        "minus the update (step = −lr·d, d = Σ wₖ gₖ); bars are the norms of the updates, on a logarithmic scale."
    )
    show(f'<div class="families">{sections}</div>', key="methods_family")
    st.header("On their own", anchor=False)
    show(f'<div class="families few">{others}</div>', key="methods_alone")
    st.header("Norms of the updates: closed forms and measurements", anchor=False)
    st.markdown(
        "$n_1, n_2$ are the norms of the two gradients, $u_1, u_2$ their directions, $\\rho$ is the cosine between "
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
    wide_table("methods_norms", header, rows, "lllrr")


def _picture(kin: Family, between: float, ceiling: float) -> str:
    return family_figure([(m.title, m.length, mark(m.name)) for m in kin.members], kin.angle, between, ceiling)


def _direction(kin: Family) -> str:
    if kin.angle is None:
        return "Here its update is zero." if len(kin.members) == 1 else "Here all their updates are zero."
    return f"Here {kin.angle:.1f}° from RUL’s gradient."


def _likeness(kin: Family, between: float) -> str:
    if kin.angle is not None and 0 < between < 180 and abs(kin.angle - between / 2) < 1e-6:
        return "on the bisector of the angle"
    return f"that point where {escape(kin.members[0].title)} does"


def _always(factor: float | None) -> str:
    if factor is None:
        return "varies"
    times = f"{factor:.4g}×"
    return times if times == "1×" else f"always {times}"
