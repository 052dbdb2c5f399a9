"""The life of the server around its visitors: imports, the garbage collector, worker processes, uncaught errors."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

import streamlit as st

from mtlviz.live import POOL
from mtlviz.ui import streamlit_compat

# What the pages need, without torch: in this process only the autograd lab trains, and it imports torch when it does.
IMPORTS = (
    "pandas",
    "plotly.graph_objects",
    "mtlviz.ui.tug_controls",
    "mtlviz.ui.live_run",
    "mtlviz.ui.compare_run",
    "mtlviz.ui.methods_family",
    "mtlviz.ui.methods_views",
    "mtlviz.ui.landscape_stage",
    "mtlviz.ui.lab_results",
)
FIRST_WORKER = 5.0  # seconds after the imports: the first page is painted by then, and torch is on the way for Live
COLLECT = 60.0  # seconds between two collections
WENT_WRONG = "went_wrong"  # key of the box with the sentence


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """From before the first visitor until after the last."""
    tasks = [asyncio.create_task(_tidy()), asyncio.create_task(_first_worker())]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        POOL.stop()


def apologise(_error: Exception) -> bool:
    """One sentence in place of a trace, which goes to the server's log alone."""
    with st.container(key=WENT_WRONG):
        st.error(
            "Something went wrong on this page, and only here. Your settings are in the address: reload to go on. "
            "The server's log says what it was.",
            icon=":material/error:",
        )
    return True


async def _tidy() -> None:
    """Import what pages need, beside the first visitor's browser that loads; then collect once a minute.

    What is imported is put out of the collector's sight while there is no visitor, whose session would never be
    collected otherwise. Nobody can arrive in between: visitors come through this very event loop.
    """
    await asyncio.to_thread(_import)
    frozen = False
    while True:
        streamlit_compat.drop_expired_sessions()
        gc.collect()
        if not frozen and not streamlit_compat.sessions():
            gc.freeze()
            frozen = True
        await asyncio.sleep(COLLECT)


def _import() -> None:
    for name in IMPORTS:
        import_module(name)


async def _first_worker() -> None:
    await asyncio.sleep(FIRST_WORKER)
    await asyncio.to_thread(POOL.start)
