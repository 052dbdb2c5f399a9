"""Run and Stop: the session's side of a comparison that all sessions share."""

from __future__ import annotations

import atexit
from contextlib import closing, suppress
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mtlviz.comparison.config import Config
from mtlviz.comparison.result import Result
from mtlviz.comparison.store import Key, Store, key_of
from mtlviz.data import Source
from mtlviz.lessons import compare_presets, compare_progress
from mtlviz.processes import SessionLostError, Worker
from mtlviz.ui.compare_board import Board, downloads

TRAINER = Worker("mtlviz.comparison.serve")
atexit.register(TRAINER.stop)
PRESETS = tuple(preset.config for preset in compare_presets.PRESETS)
STORE = Store(TRAINER, keep=PRESETS)  # who asks for what another session has run gets it at once
WANTED = "compare_wanted"  # in the session: the config whose Run was pressed
DECLINED = "compare_declined"  # in the session: presets, which start by themselves, that were stopped
FOLLOWED = "compare_followed"  # in the session: the key of the run that it was last seen to follow
SHOWN = "compare_shown"  # in the session: the key of what is on the page; the store has the result
STYLE = """<style>
.st-key-compare_state { min-height: 3.6rem; }
@media (min-width: 641px) { .st-key-compare_headline { min-height: 4rem; } }
.st-key-compare_preload { position: absolute; width: 1px; height: 1px; overflow: hidden; visibility: hidden; }
@media (max-width: 640px) {
  .st-key-compare_presets { flex-wrap: nowrap; overflow-x: auto; padding-bottom: 0.25rem; }
  .st-key-compare_presets button { white-space: nowrap; }
}
</style>"""


def draw(config: Config | None, source: Source | None) -> None:
    """Run and Stop, and below them the finished result, the run under way, or what was shown last."""
    st.html(STYLE)
    if config is None or source is None:
        _buttons(None, running=False)
        return
    key = key_of(config, source)
    finished = STORE.finished(key)
    running = finished is None and _wanted(config)
    _buttons(config, running)
    with st.container(key="compare_state"):  # as high before a run as while it is under way and after it
        state = st.empty()
    if running:
        _train(config, source, key, state)
        return
    if finished is not None:
        st.session_state[SHOWN] = key
        st.session_state.pop(FOLLOWED, None)
    else:
        _take_what_there_is()
    of: Key | None = st.session_state.get(SHOWN)
    result = STORE.latest(of) if of is not None else None  # None as well where others' runs have taken its room
    shown = (of, result) if of is not None and result is not None else None
    standing, press = _standing(shown, key, config)
    state.info(standing + press.format(compare_progress.before(config, None)), icon=":material/info:")
    if shown is not None:
        Board(config.steps, shown[1])
        downloads(shown[1], partial(STORE.latest, shown[0]))
    else:
        _preload_charts()
    if press:
        with suppress(SessionLostError):  # Run will say so
            cost = compare_progress.before(config, STORE.seconds(config, source))
            state.info(standing + press.format(cost), icon=":material/info:")


def _buttons(config: Config | None, running: bool) -> None:
    """Pressing one reruns the page, which ends a loop under way at its next step."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="compare_buttons"):
        st.button(
            "Run",
            type="primary",
            icon=":material/play_arrow:",
            key="compare_run",
            disabled=config is None or running,
            on_click=start,
            args=(config,),
            help="Trains all recipes with all seeds side by side. A run that was stopped goes on where it was.",
        )
        st.button(
            "Stop",
            icon=":material/stop:",
            key="compare_stop",
            disabled=not running,
            on_click=_stop,
            args=(config,),
            help="What has been trained stays on the page.",
        )


def _train(config: Config, source: Source, key: Key, state: DeltaGenerator) -> None:
    """Follow the job until it is done; Streamlit leaves this loop when the visitor presses or changes something."""
    st.session_state[FOLLOWED] = key
    state.progress(0.0, "Setting up …")
    _watch_over_the_loop()
    board, last = Board(config.steps), None
    try:
        with closing(STORE.follow(config, source)) as news:  # type: ignore[type-var]
            for progress in news:
                state.progress(progress.steps / config.steps, compare_progress.under_way(progress, config))
                if progress.result is not last and progress.result is not None and not progress.done:
                    board.show(progress.result)
                last = progress.result
    except SessionLostError:
        _stop(config)
        state.error(
            "The process that trains ended as it was started; the server’s log says why. Press Run to try again."
        )
        return
    _stop(None)
    st.rerun()


def _watch_over_the_loop() -> None:
    """A loop that was ended from outside goes on: Streamlit's own Stop tells neither the page nor us.

    The browser asks for this fragment again and again. It is answered only when the loop is no more, and then reruns
    the page; when the loop ends as it should, the fragment is gone with it.
    """
    drawn = False

    @st.fragment(run_every=3)
    def watch() -> None:
        nonlocal drawn
        if drawn:
            st.rerun()
        drawn = True

    watch()


def _take_what_there_is() -> None:
    """After a stop, or a control changed on the way: show all steps that were trained, published or not."""
    left: Key | None = st.session_state.pop(FOLLOWED, None)
    if left is not None and STORE.so_far(left) is not None:
        st.session_state[SHOWN] = left


def _standing(shown: tuple[Key, Result] | None, wanted: Key, config: Config) -> tuple[str, str]:
    """Whether what is shown is what the controls say, and all of it; and, with {} for the cost, what Run would do."""
    result = shown[1] if shown else None
    same = shown is not None and shown[0] == wanted
    if same and result is not None and result.complete:
        return compare_progress.finished(config), ""
    standing = compare_progress.standing(result, shown is not None and shown[0][0] == wanted[0], same)
    if same:
        return standing, ""
    return f"{standing} ".lstrip(), f"Press Run: {{}}.{'' if result else ' Curves appear while they train.'}"


def _preload_charts() -> None:
    """Has the browser load Plotly while the visitor reads, by a chart that is hidden: it takes most of a second."""
    with st.container(key="compare_preload"):
        st.plotly_chart({"data": [{"type": "scatter", "x": [], "y": []}]}, key="compare_preloaded", height=100)


def _wanted(config: Config) -> bool:
    """Is it to be under way? Presets start by themselves, all else with Run."""
    if config in PRESETS:
        return config not in st.session_state.get(DECLINED, ())
    return bool(st.session_state.get(WANTED) == config)


def start(config: Config) -> None:
    """Run was pressed, or a preset."""
    st.session_state[WANTED] = config
    st.session_state[DECLINED] = st.session_state.get(DECLINED, frozenset()) - {config}


def _stop(config: Config | None) -> None:
    st.session_state.pop(WANTED, None)
    if config is not None:
        st.session_state[DECLINED] = st.session_state.get(DECLINED, frozenset()) | {config}
