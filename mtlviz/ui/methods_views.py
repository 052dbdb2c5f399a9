"""Two views of the methods page: the map of the field, and the maps of direction over ratio × angle."""

from __future__ import annotations

import streamlit as st

from mtlviz import methods
from mtlviz.figures.look_swatch import line, mark
from mtlviz.figures.methods_map import Place, methods_map, shape_row
from mtlviz.figures.outcome_heatmap import MUCH, legend, outcome_map
from mtlviz.lessons import outcomes
from mtlviz.lessons.book_table import book_table
from mtlviz.lessons.glossary import word
from mtlviz.lessons.loss_shapes import SHAPES
from mtlviz.lessons.numbers import brief, percent
from mtlviz.lessons.outcomes import AGAINST, SIDEWAYS, SMALLER, TOWARDS, Situation
from mtlviz.lessons.state import LEARNING_RATE, State
from mtlviz.ui.components.field import field as show
from mtlviz.ui.components.field import map_data
from mtlviz.ui.methods_controls import hear, landscapes
from mtlviz.ui.methods_table import table, wide_table

MEANINGS = (
    f"the update points where the task wants to go: cos(update, gradient) ≥ {outcomes.CLEAR:g}; darker from {MUCH:g}",
    f"0 ≤ cos < {outcomes.CLEAR:g}, or there is no update",
    "cos < 0, so the loss grows: the task is hurt",
)
NOT_LENGTH = (
    f"A {word('direction')} says where the step points, not how long it is: two updates of one direction can differ a "
    f"thousand times in effect. So the {word('effect')} stands beside it, the first-order change of the loss for "
    f"lr = {LEARNING_RATE:g}. A task is {word('helped', 'helped or hurt')} by its effect."
)


def fix(names: tuple[str, ...], shapes: tuple[str, ...], now: Situation) -> None:
    """The map of the field."""
    places = []
    for name in names:
        info, done = methods.info(name), outcomes.outcome(name, now)
        code = int(outcomes.direction_of(done.cosines[SMALLER]))
        step = brief(LEARNING_RATE * done.effects[SMALLER])
        places.append(Place(name, info.title, frozenset(info.balances), code, step, mark(name)))
    extra = shape_row([(name, SHAPES[name].title, mark(name)) for name in shapes])
    show(methods_map(places) + extra + legend(MEANINGS), key="methods_map", on_picked=lambda: hear("methods_map"))
    st.caption(
        f"The square: the direction of the method’s update in the state above, as **health** sees it{_who(now.state)}. "
        f"The number: its effect on health’s loss, a plus is a loss that grows. {NOT_LENGTH} Press a method to open "
        "its card."
    )
    st.header("The book’s table of methods", anchor=False)
    wide_table("methods_book", *book_table(now))


def harm(names: tuple[str, ...], now: Situation) -> None:
    """Where each method's update points for the smaller task, over all ratios and angles, and with what effect."""
    found = landscapes(names, now)
    tiles = "".join(
        outcome_map(
            name,
            methods.info(name).title,
            line(name),
            found[name].cosines,
            outcomes.direction_of,
            outcomes.dependence(name),
        )
        for name in names
    )
    here = {name: outcomes.outcome(name, now) for name in names}
    data = map_data(
        {name: over.cosines for name, over in found.items()},
        {name: LEARNING_RATE * over.effects for name, over in found.items()},
        {name: _figures(done) for name, done in here.items()},
        outcomes.RATIOS,
        outcomes.ANGLES,
        (now.state.ratio, now.state.angle),
        outcomes.CLEAR,
    )
    st.markdown(
        "Across: ratio of the norms, RUL’s over health’s, from 1 to 1,000 (logarithmic). Up: the angle between the two "
        "gradients. Colours: the **direction** of the update as **health** sees it, the task with the smaller "
        "gradient. Move over a map to read all of them at that point; click, or press Enter, to take the state "
        "above there."
    )
    st.caption(NOT_LENGTH)
    show(
        f'{legend(MEANINGS)}<p class="status"></p><div class="maps">{tiles}</div>',
        key="methods_harm",
        maps=data,
        on_picked=lambda: hear("methods_harm"),
    )
    with st.expander("The same as a table"):
        parts = (TOWARDS, SIDEWAYS, AGAINST)
        rows = [[methods.info(name).title, *(percent(found[name].share(part)) for part in parts)] for name in names]
        header = ["Method: part of all ratios and angles", "towards", "sideways", "against (hurt)"]
        st.markdown(table(header, rows, "lrrr"))


def _figures(done: outcomes.Outcome) -> tuple[float, float]:
    return float(done.cosines[SMALLER]), float(LEARNING_RATE * done.effects[SMALLER])


def _who(state: State) -> str:
    return ", the task with the smaller gradient" if state.ratio > 1 else " (here both gradients have the same norm)"
