"""What surrounds the visitors: imports before them, no visitor ever frozen, one sentence for what nobody foresaw."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from functools import partial

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.web.server.app_discovery import discover_asgi_app

from mtlviz.live import POOL
from mtlviz.ui import serving, streamlit_compat
from mtlviz.ui.compare_run import TRAINER
from tests.conftest import ROOT


def test_streamlit_finds_the_app_in_server_py() -> None:
    found = discover_asgi_app(ROOT / "server.py")
    assert (found.is_asgi_app, found.app_name) == (True, "app")


def test_what_the_server_imports_brings_no_torch() -> None:
    script = "import sys\nfrom mtlviz.ui import serving\nserving._import()\nprint('torch' in sys.modules)"
    command = [sys.executable, "-c", script]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180, check=True)
    assert answer.stdout.strip() == "False"


@pytest.mark.parametrize(("visits", "frozen"), [((0, 0, 0), 1), ((1, 2, 0, 0), 1), ((1, 1, 1), 0)])
def test_nothing_is_frozen_while_a_visitor_is_there(
    visits: tuple[int, ...], frozen: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: list[str] = []
    there = iter(visits)

    def sessions() -> int:
        number = next(there)
        happened.append(f"{number} there")
        return number

    monkeypatch.setattr(streamlit_compat, "sessions", sessions)
    monkeypatch.setattr(streamlit_compat, "drop_expired_sessions", lambda: None)
    monkeypatch.setattr(serving, "IMPORTS", ())
    monkeypatch.setattr(serving, "COLLECT", 0.0)
    monkeypatch.setattr(serving, "FIRST_PAGE", 0.0)
    monkeypatch.setattr(POOL, "start", lambda: None)
    monkeypatch.setattr(TRAINER, "start", lambda: None)
    monkeypatch.setattr(serving.gc, "collect", lambda: happened.append("collect"))
    monkeypatch.setattr(serving.gc, "freeze", lambda: happened.append("freeze"))

    async def for_a_while() -> None:
        task = asyncio.create_task(serving._tidy())
        while happened.count("collect") < len(visits) and not task.done():
            await asyncio.sleep(0)
        task.cancel()

    asyncio.run(for_a_while())
    assert happened.count("freeze") == frozen
    if frozen:
        at = happened.index("freeze")
        assert happened[at - 2 : at] == ["collect", "0 there"]


def test_both_kinds_of_processes_are_started_before_they_are_wanted_and_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    happened: list[str] = []
    for name, worker in (("live", POOL), ("compare", TRAINER)):
        for what in ("start", "stop"):
            monkeypatch.setattr(worker, what, partial(happened.append, f"{what} {name}"))
    monkeypatch.setattr(serving, "FIRST_PAGE", 0.0)
    monkeypatch.setattr(serving, "IMPORTS", ())
    monkeypatch.setattr(serving.gc, "freeze", lambda: None)

    async def life() -> None:
        async with serving.lifespan(None):
            while len(happened) < 2:
                await asyncio.sleep(0.01)

    asyncio.run(life())
    assert happened == ["start live", "start compare", "stop live", "stop compare"]


def test_an_uncaught_error_is_one_sentence() -> None:
    def script() -> None:
        from mtlviz.ui.serving import apologise

        assert apologise(RuntimeError("the password is 12345"))

    page = AppTest.from_function(script).run()
    assert not page.exception
    (sentence,) = (error.value for error in page.error)
    assert "Something went wrong on this page" in sentence
    assert "12345" not in sentence
