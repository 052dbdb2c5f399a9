"""Run and Stop: the session's side of a comparison that all sessions share."""

from __future__ import annotations

import streamlit as st

from mtlviz.comparison.config import Config
from mtlviz.comparison.result import Result
from mtlviz.comparison.store import Store
from mtlviz.data import Source
from mtlviz.ui import process
from mtlviz.ui.compare_board import Board

STORE = Store(process.GATE)  # one a process: who asks for what another session has run gets it at once
RUNNING, SHOWN = "compare_running", "compare_shown"  # in the session: the config under way; the result on the page


def draw_buttons(config: Config | None) -> None:
    """Run and Stop; pressing one reruns the page, which ends a loop under way at its next step."""
    running = config is not None and st.session_state.get(RUNNING) == config
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="compare_buttons"):
        st.button(
            "Run",
            type="primary",
            icon=":material/play_arrow:",
            key="compare_run",
            disabled=config is None or running,
            on_click=_start,
            args=(config,),
            help="Trains all recipes with all seeds side by side. A run that was stopped goes on where it was.",
        )
        st.button("Stop", icon=":material/stop:", key="compare_stop", disabled=not running, on_click=_stop)


def draw_results(config: Config, source: Source) -> None:
    """The finished result if anybody has run this config; else the run under way; else what was shown last."""
    finished = STORE.finished(config, source)
    if finished is not None:
        st.session_state[SHOWN] = finished
        if st.session_state.pop(RUNNING, None):
            st.rerun()  # not in a fragment: Run and Stop are drawn above
    elif st.session_state.get(RUNNING) == config:
        _train(config, source)
    result: Result | None = st.session_state.get(SHOWN)
    if result is None:
        cost = f"{config.replicas} models × {config.steps:,} steps = {config.model_steps:,} model-steps"
        st.info(f"Press Run: {cost} are some seconds of work. Curves appear while they train.", icon=":material/info:")
        return
    _say_what_is_shown(result, config)
    board = Board()
    board.show(result)
    board.downloads(result)


def _train(config: Config, source: Source) -> None:
    """Follow the job until it is done; Streamlit leaves this loop when the visitor presses or changes something."""
    bar = st.progress(0.0, "Setting up …")
    st.session_state.pop(SHOWN, None)
    board: Board | None = None
    for progress in STORE.follow(config, source):
        bar.progress(progress.steps / config.steps, f"Step {progress.steps:,} of {config.steps:,}")
        result = progress.result
        if result is None or result is st.session_state.get(SHOWN):
            continue
        st.session_state[SHOWN] = result
        if not progress.done:
            board = board or Board()
            board.show(result)
    st.session_state.pop(RUNNING, None)
    st.rerun()


def _say_what_is_shown(result: Result, config: Config) -> None:
    if result.config != config:
        st.info("The controls have changed since: shown is the run before. Press Run for a new one.")
    elif not result.complete:
        done = f"{result.steps_done:,} of {config.steps:,} steps"
        st.info(f"Stopped: shown is what there was after {done}. Run goes on from there.", icon=":material/pause:")


def _start(config: Config) -> None:
    st.session_state[RUNNING] = config


def _stop() -> None:
    st.session_state.pop(RUNNING, None)
