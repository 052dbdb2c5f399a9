"""The life of the server around its visitors: imports, the garbage collector, worker processes, uncaught errors."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from types import ModuleType

import streamlit as st

from mtlviz.processes import Worker
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
FIRST_PAGE = 3.0  # seconds from the start to the imports: a browser that is there already has its first page by then
COLLECT = 60.0  # seconds between two collections
WENT_WRONG = "went_wrong"  # key of the box with the sentence


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """From before the first visitor until after the last."""
    task = asyncio.create_task(_tidy())
    try:
        yield
    finally:
        task.cancel()
        live().POOL.stop()
        trainer().stop()


def apologise(_error: Exception) -> bool:
    """One sentence in place of a trace, which goes to the server's log alone."""
    with st.container(key=WENT_WRONG):
        st.error(
            "Something went wrong on this page, and only here. Your settings are in the address: reload to go on. "
            "The server’s log says what it was.",
            icon=":material/error:",
        )
    return True


async def _tidy() -> None:
    """Import what the pages need; start a worker for Live and the process that trains comparisons, as importing torch
    takes either more than a second. Then collect once a minute.

    What is imported is put out of the collector's sight while there is no visitor, whose session would never be
    collected otherwise. Nobody can arrive in between: visitors come through this very event loop.
    """
    await asyncio.sleep(FIRST_PAGE)
    await asyncio.to_thread(_import)
    live().POOL.start()
    trainer().start()
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


def live() -> ModuleType:
    """The room that trains for Live; it takes a while to import, which would delay the server's first answer."""
    return import_module("mtlviz.live")


def trainer() -> Worker:
    """Of the process that trains comparisons; it takes a while to import as well."""
    found: Worker = import_module("mtlviz.ui.compare_run").TRAINER
    return found
