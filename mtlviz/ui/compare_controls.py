"""The compare page's controls: one table for the widgets and the link, and the config that they stand for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from mtlviz import data, recipes
from mtlviz.comparison.config import LEARNING_RATES, SEEDS, STEPS, Config
from mtlviz.figures.comparison import GROUPS
from mtlviz.lessons import compare_presets, compare_reading
from mtlviz.runconfig import OPTIMIZER_TITLES
from mtlviz.ui import compare_file, hyper
from mtlviz.ui.controls import Choice, Controls, Many, Number
from mtlviz.ui.live_controls import SOURCE_TITLES
from mtlviz.ui.presets import buttons

DEFAULT = Config()
TITLES = {name: recipes.get(name).title for name in recipes.names()}

CONTROLS = Controls(
    "compare",
    Many(
        "recipes",
        "Recipes",
        "Each trains once per seed. Recipes that share a seed share initial weights and batches. The "
        "same network trained for RUL alone and for health alone always trains along.",
        DEFAULT.recipes,
        TITLES,
    ),
    Number(
        "seeds",
        "Seeds",
        "How often each recipe trains: seeds 0, 1, 2, … More seeds tell smaller differences apart.",
        float(DEFAULT.seeds),
        low=1,
        high=SEEDS,
        step=1,
        format="%.0f",
    ),
    Number(
        "budget",
        "Steps",
        "How long each model trains, those of one task alone as well.",
        float(DEFAULT.steps),
        low=1,
        high=STEPS,
        step=100,
        format="%.0f",
    ),
    Choice(
        "optimizer",
        "Optimiser",
        "Adam rescales every parameter’s step, which hides how long the update is; SGD takes it as it is.",
        str(DEFAULT.optimizer),
        {str(name): title for name, title in OPTIMIZER_TITLES.items()},
    ),
    Number(
        "rate",
        "Learning rate",
        "The same for all. SGD needs 0.001 to 0.003 here and diverges from 0.01 (PCGrad, a sum where "
        "equal weights are a mean, from 0.005), Adam needs about 0.01. Diverged runs are reported.",
        DEFAULT.lr,
        low=LEARNING_RATES[0],
        high=LEARNING_RATES[1],
        step=0.0005,
    ),
    Choice(
        "source",
        "Data",
        "What the networks learn from. On turbofan data health is RUL cut at 80 and 30 cycles.",
        DEFAULT.data,
        {name: SOURCE_TITLES[name] for name in data.names()},
    ),
    Choice(
        "fleet",
        "C-MAPSS subset",
        "FD001 has one flight regime and one fault, FD004 six and two.",
        DEFAULT.subset,
        {name: name for name in data.cmapss.SUBSETS},
    ),
    Number(
        "share",
        "λ of “Fixed weights”",
        "The weight of RUL in the recipe “Fixed weights”; health gets 1 − λ. The other recipes do not look at it. "
        f"It starts at {DEFAULT.lam:g} here, because at 0.5 it is the recipe “Equal weights”.",
        DEFAULT.lam,
        low=0,
        high=1,
        step=0.05,
    ),
    Choice(
        "headrule",
        "Weights of the heads",
        "Methods that weight the losses scale each head’s own gradient with its task’s weight as well. "
        "“Always 1” leaves the heads alone, whatever the method.",
        str(DEFAULT.heads),
        {"method": "As the method has it", "one": "Always 1"},
    ),
    Choice(
        "steplen",
        "Step length",
        "“As the method gives it”: some methods take longer steps than others, which SGD shows and Adam mostly hides. "
        "“Same length as equal weights” makes every update as long as theirs, so that only directions differ.",
        str(DEFAULT.length),
        {"method": "As the method gives it", "equal": "Same length as equal weights"},
    ),
    Choice(
        "against",
        "Compared with",
        "The recipe that all others are tested against, seed by seed. If it is not among those trained, the first is.",
        "equal",
        TITLES,
    ),
    Choice(
        "show",
        "Curves",
        "Which quantities to draw over the steps.",
        "gradients",
        {"gradients": "Gradients", "losses": "Training losses", "validation": "Validation"},
    ),
    *hyper.controls(trains=True),
)
assert set(CONTROLS["show"].options) == set(GROUPS)


def draw_controls() -> None:
    """What is compared, the budget, and the rest behind a button."""
    CONTROLS.write_choices()
    CONTROLS["recipes"].select(placeholder="Choose at least one")
    hyper.draw(CONTROLS, compare_file.methods_of(st.session_state["recipes"] or ()))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="compare_budget"):
        CONTROLS["seeds"].entry(width=120)
        CONTROLS["budget"].entry(width=124)
        CONTROLS["optimizer"].select(width=135)
        CONTROLS["rate"].entry(width=130)
        CONTROLS["source"].select(width=198)
        with st.popover("More", icon=":material/tune:"):
            CONTROLS["fleet"].segments()
            CONTROLS["share"].entry()
            CONTROLS["headrule"].segments()
            CONTROLS["steplen"].segments()
            compare_file.draw_uploader()
    compare_file.draw_complaint()
    if st.session_state["source"] != "seed_batch":  # whose targets are random
        st.caption(compare_reading.ONE_TARGET)


def draw_presets(start: Callable[[Config], None]) -> None:
    """Comparisons worth a look; one that is pressed sets the controls and starts."""
    now = config()
    shown = None if isinstance(now, str) else compare_presets.active(now)
    buttons(compare_presets.PRESETS, shown, partial(_apply, start=start), row="compare_presets", prefix="compare")
    st.markdown(shown.question if shown else "Press one of these comparisons to see what to notice, or make your own.")


def _apply(preset: compare_presets.Preset, start: Callable[[Config], None]) -> None:
    st.session_state.update(compare_file.as_controls(preset.config))
    start(preset.config)


def config() -> Config | str:
    """What the controls say, or a sentence that says why they cannot be run."""
    told = {key: CONTROLS[key].default if value is None else value for key, value in CONTROLS.values().items()}
    if not told["recipes"]:
        return "No recipe is chosen: choose at least one to train."
    try:
        return compare_file.as_config(told)
    except ValueError as error:
        return f"This cannot be run: {error}."
