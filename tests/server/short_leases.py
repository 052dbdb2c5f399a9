"""The app as a server that lets go of who left after three seconds instead of two minutes, and says what it holds."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit.runtime.app_session import AppSession

from mtlviz.live import POOL, RemoteSession
from mtlviz.live.leases import Leases
from mtlviz.processes import Call
from mtlviz.ui import serving
from tests.conftest import ROOT

GRACE = 3.0

serving.COLLECT = 0.5
serving.FIRST_PAGE = 0.0
POOL.leases = Leases(grace=GRACE)
POOL._sweep = 0.2
sessions: weakref.WeakSet[AppSession] = weakref.WeakSet()
remotes: weakref.WeakSet[RemoteSession] = weakref.WeakSet()


def remembering(known: weakref.WeakSet[Any], cls: type) -> None:
    """Have every object of the class counted as long as it is in memory."""
    init = cls.__init__  # type: ignore[misc]

    def remembered(self: Any, *args: Any, **options: Any) -> None:
        known.add(self)
        init(self, *args, **options)

    cls.__init__ = remembered  # type: ignore[misc]


remembering(sessions, AppSession)
remembering(remotes, RemoteSession)


def held(_request: Request) -> JSONResponse:
    processes = [worker.process for worker in POOL.workers if worker.process and not worker.process.ended]
    runs = [key for process in processes for key in process.ask(Call("", "held")).result()]
    return JSONResponse(
        {
            "leases": len(POOL.leases),
            "runs": len(runs),
            "remotes": len(remotes),
            "sessions": len(sessions),
            "frozen": gc.get_freeze_count(),
        }
    )


app = st.App(
    ROOT / "app.py",
    lifespan=serving.lifespan,
    on_script_error=serving.apologise,
    routes=[Route("/held", held)],
)
