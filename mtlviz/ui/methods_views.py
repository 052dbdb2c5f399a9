"""Two views of the methods page: the map of the field, and the maps of failure over ratio × angle."""

from __future__ import annotations

import streamlit as st

from mtlviz import methods
from mtlviz.figures.methods_map import Place, methods_map
from mtlviz.figures.outcome_heatmap import MUCH, legend, outcome_map
from mtlviz.lessons import outcomes
from mtlviz.lessons.numbers import percent
from mtlviz.lessons.outcomes import Situation
from mtlviz.ui.components.field import field as show
from mtlviz.ui.components.field import map_data
from mtlviz.ui.methods_controls import hear, landscapes
from mtlviz.ui.methods_table import table

MEANINGS = (
    f"the step brings the task at least {100 * outcomes.CLEAR:g} % of what a step of the same length along its own "
    f"gradient would bring; darker from {100 * MUCH:g} %",
    f"less than {100 * outcomes.CLEAR:g} % of that, or the step is zero",
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
        outcome_map(name, methods.info(name).title, gains[name], outcomes.verdict, outcomes.dependence(name))
        for name in names
    )
    here = {name: float(outcomes.outcome(name, now).gains[outcomes.SMALLER]) for name in names}
    data = map_data(gains, here, outcomes.RATIOS, outcomes.ANGLES, (now.state.ratio, now.state.angle), outcomes.CLEAR)
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
            [methods.info(name).title, *(percent(part) for part in outcomes.shares(gains[name]).values())]
            for name in names
        ]
        st.markdown(
            table(["Method, part of all ratios and angles", *outcomes.WORDS.values()], rows, "lrrr"),
        )


def _verdict(name: str, now: Situation) -> int:
    return int(outcomes.verdict(outcomes.outcome(name, now).gains[outcomes.SMALLER]))
