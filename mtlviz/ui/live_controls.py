"""The live page's controls: one table for the widgets and the link, and the settings that they stand for."""

from __future__ import annotations

from typing import cast

import streamlit as st

from mtlviz import data, methods, recipes
from mtlviz.lessons.recipe_lines import recipe_line
from mtlviz.live import Settings
from mtlviz.runconfig import OPTIMIZER_TITLES, Heads, Optimizer
from mtlviz.ui import hyper
from mtlviz.ui.controls import VERSION, Choice, Controls, Number, Slider

RATES = (1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0)
SOURCE_TITLES = {
    "turbofan": "Simulated turbofans",
    "seed_batch": "The chapter’s random batch",
    "cmapss": "NASA C-MAPSS (your files)",
}
SEEDS = 9999
EQUAL = ("equal", recipes.get("equal").title)  # not offered: it is the default, under another name
UNTOLD = "live_untold"  # in the session: the whole page has to run again, for the sake of the URL


CONTROLS = Controls(
    "live",
    Choice(
        "recipe",
        "Recipe",
        "Loss shape + balancing method: how the two tasks’ gradients become one update. Change it while the network "
        "trains: the same weights go on under the new rule, from the step that is shown.",
        "fixed",
        {name: recipes.get(name).title for name in sorted(recipes.names(), key="fixed".__ne__) if name != "equal"},
    ),
    Slider(
        "weight",
        "λ: weight of RUL",
        "Health gets 1 − λ. Change it while the network trains.",
        0.5,
        low=0,
        high=1,
        step=0.01,
        format="%.2f",
    ),
    Slider(
        "lr",
        "Learning rate",
        "How far a step goes. Measured on the simulated turbofans, equal weights, 8 seeds: SGD 0.001–0.003, Momentum "
        "about 0.001, Adam about 0.01. SGD and Momentum diverge from 0.01 on, which is worth seeing once.",
        1e-2,
        low=RATES[0],
        high=RATES[-1],
        step=0,
        grid=RATES,
    ),
    Choice(
        "opt",
        "Optimiser",
        "Adam rescales every parameter’s step, which hides how long the update is; SGD takes it as it is.",
        "adam",
        {str(name): title for name, title in OPTIMIZER_TITLES.items()},
    ),
    Choice(
        "data",
        "Data",
        "What the network learns from. Another choice starts another run.",
        "turbofan",
        {name: SOURCE_TITLES[name] for name in data.names()},
    ),
    Choice(
        "subset",
        "C-MAPSS subset",
        "FD001 has one flight regime and one fault, FD004 six and two.",
        "FD001",
        {name: name for name in data.cmapss.SUBSETS},
    ),
    Number(
        "seed",
        "Seed",
        "Decides the initial weights and the order of the batches. Another seed starts another run.",
        0,
        low=0,
        high=SEEDS,
        step=1,
        format="%.0f",
    ),
    Choice(
        "heads",
        "Weights of the heads",
        "Methods that weight the losses scale each head’s own gradient with its task’s weight as well. "
        "“Always 1” leaves the heads alone, whatever the method.",
        "method",
        {"method": "As the method has it", "one": "Always 1"},
    ),
    *hyper.controls(trains=True),
)


def open_link() -> None:
    """Take over what the link says. “Equal weights”, of which older links speak, is fixed weights with λ = ½."""
    if st.query_params.get("recipe") in EQUAL:
        kept = {key: value for key, value in st.query_params.items() if key not in ("recipe", "weight")}
        st.session_state.update(recipe="fixed", weight=0.5)
        kept.setdefault("v", VERSION)  # a link, even if nothing else is left of it
        st.switch_page("pages/live.py", query_params=kept)  # Streamlit binds widgets to the link of arrival for good
    CONTROLS.open()


def draw_controls() -> None:
    """The rule in a row, the start of the run behind a button beside it."""
    if st.session_state.pop(UNTOLD, False):
        CONTROLS.write_choices()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="live_rule"):
        recipe = recipes.get(CONTROLS["recipe"].select(width=190))
        fixed = recipe.name == "fixed"
        why = "" if fixed else "Only the recipe “Fixed weights” takes a λ. "
        CONTROLS["weight"].draw(width=165, disabled=not fixed, help=why + CONTROLS["weight"].help)
        CONTROLS["lr"].draw(width=175)
        CONTROLS["opt"].select(width=150)
        hyper.draw(CONTROLS, [recipe.method])
        with st.popover("Data, seed", icon=":material/tune:"):
            CONTROLS["data"].select()
            if st.session_state["data"] == "cmapss":
                CONTROLS["subset"].segments()
            with st.container(horizontal=True, vertical_alignment="bottom"):
                CONTROLS["seed"].entry()
                st.button("New seed", on_click=_new_seed, help="The next seed: other initial weights, another run.")
            CONTROLS["heads"].segments()
    st.caption(recipe_line(recipe), help=methods.info(recipe.method).fails)


def settings() -> Settings:
    """What the controls say."""
    # `?heads=` makes Streamlit hold None, in spite of what the table said.
    told = {key: CONTROLS[key].default if value is None else value for key, value in CONTROLS.values().items()}
    return Settings(
        recipe=told["recipe"],
        lam=told["weight"],
        optimizer=cast(Optimizer, told["opt"]),
        lr=told["lr"],
        data=told["data"],
        seed=int(told["seed"]),
        heads=cast(Heads, told["heads"]),
        hyper=hyper.held(CONTROLS, [recipes.get(told["recipe"]).method]),
    )


def check_link() -> None:
    """At the player's word, which comes as soon as it is there: is a choice missing in the URL?

    At once, because a URL written later would say what the visitor has changed meanwhile.
    """
    if CONTROLS.unwritten():
        st.session_state[UNTOLD] = True


def _new_seed() -> None:
    st.session_state["seed"] = float((int(st.session_state.get("seed", 0)) + 1) % (SEEDS + 1))
