"""Run and Stop: the session's side of a comparison that all sessions share."""

from __future__ import annotations

from functools import cache

import streamlit as st

from mtlviz import data
from mtlviz.comparison import runner
from mtlviz.comparison.config import Config
from mtlviz.comparison.result import Result
from mtlviz.comparison.store import Key, Store, key_of
from mtlviz.data import Source
from mtlviz.ui import process
from mtlviz.ui.compare_board import Board

STORE = Store(process.GATE)  # one a process: who asks for what another session has run gets it at once
RUNNING = "compare_running"  # in the session: the config under way
FOLLOWED = "compare_followed"  # in the session: the key of the run that it was last seen to follow
SHOWN = "compare_shown"  # in the session: (key, result) of what is on the page


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
    key, state = key_of(config, source), st.empty()
    finished = STORE.finished(key)
    if finished is not None:
        st.session_state[SHOWN] = key, finished
        if st.session_state.get(RUNNING) == config:
            _stop()
            st.rerun()  # not in a fragment: Run and Stop are drawn above
    elif st.session_state.get(RUNNING) == config:
        _train(config, source, state)
    else:
        _take_what_there_is()
    shown: tuple[Key, Result] | None = st.session_state.get(SHOWN)
    if shown is None:
        cost = f"{config.replicas} models × {config.steps:,} steps"
        state.info(f"Press Run: {cost}, some seconds of work. Curves appear while they train.", icon=":material/info:")
        Board().wait(config.steps)
        _warm_up()
        return
    if notice := _notice(*shown, key):
        state.info(notice, icon=":material/pause:")
    board = Board()
    board.show(shown[1])
    board.downloads(shown[1])


def _train(config: Config, source: Source, state: st.delta_generator.DeltaGenerator) -> None:
    """Follow the job until it is done; Streamlit leaves this loop when the visitor presses or changes something."""
    key, last = key_of(config, source), None
    st.session_state[FOLLOWED] = key
    state.progress(0.0, "Setting up …")
    board = Board()
    board.wait(config.steps)
    for progress in STORE.follow(config, source):
        state.progress(progress.steps / config.steps, f"Step {progress.steps:,} of {config.steps:,}")
        if progress.result is None or progress.result is last:
            continue
        last = progress.result
        if not progress.done:
            board.show(last)
    _stop()
    st.rerun()


def _take_what_there_is() -> None:
    """After a stop, or a control changed on the way: show all steps that were trained, published or not."""
    left: Key | None = st.session_state.pop(FOLLOWED, None)
    if left is not None and (result := STORE.so_far(left)) is not None:
        st.session_state[SHOWN] = left, result


@cache
def _warm_up() -> None:
    """Once a process, while the first visitor reads."""
    with process.GATE:
        runner.warm_up(data.load("turbofan", units=4))


def _notice(shown: Key, result: Result, wanted: Key) -> str | None:
    """Whether what is shown is what the controls say, and whether it is all of it."""
    cut = f" It was stopped after {result.steps_done:,} of {result.config.steps:,} steps."
    if shown != wanted:
        changed = "The controls have changed since" if shown[0] != wanted[0] else "The data has changed since"
        return f"{changed}: shown is the run before. Press Run for a new one.{'' if result.complete else cut}"
    return None if result.complete else f"This run is not complete.{cut} Run goes on from there."


def _start(config: Config) -> None:
    st.session_state[RUNNING] = config


def _stop() -> None:
    st.session_state.pop(RUNNING, None)
