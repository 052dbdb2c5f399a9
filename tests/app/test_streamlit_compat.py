"""What we use of Streamlit beyond its documented surface is still there and still means what we think."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
import streamlit.config
from streamlit.runtime import Runtime, RuntimeConfig, SessionClient
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.testing.v1 import AppTest

from mtlviz.live.leases import GRACE
from mtlviz.ui import streamlit_compat
from tests.conftest import ROOT


class Browser(SessionClient):
    def write_forward_msg(self, msg: object) -> None: ...

    @property
    def client_context(self) -> None: ...


@pytest.fixture
def runtime() -> Iterator[Runtime]:
    """Streamlit's runtime as the server makes it, with a storage in which sessions expire at once."""
    files = MemoryUploadedFileManager("/upload")
    storage = MemorySessionStorage(ttl_seconds=0)
    yield Runtime(RuntimeConfig(str(ROOT / "app.py"), MemoryMediaFileStorage("/media"), files, session_storage=storage))
    Runtime._instance = None


def test_a_page_is_open_as_long_as_its_connection_stands(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    async def visit() -> None:
        await runtime.start()
        session = runtime.connect_session(Browser(), {})
        monkeypatch.setattr(streamlit_compat, "get_script_run_ctx", lambda **_: Context(session))
        is_open = streamlit_compat.page_is_open()
        assert is_open()
        runtime.disconnect_session(session)
        assert not is_open()
        stored = runtime._session_mgr._session_storage._cache._data  # type: ignore[attr-defined]
        assert len(stored) == 1, "Streamlit drops expired sessions by itself now: drop_expired_sessions can go"
        streamlit_compat.drop_expired_sessions()
        assert not stored
        runtime.stop()
        await runtime.stopped

    asyncio.run(visit())


class Context:
    def __init__(self, session_id: str) -> None:
        self.session_id = session_id


def test_a_script_knows_its_session() -> None:
    def script() -> None:
        import streamlit as st
        from streamlit.runtime.scriptrunner import get_script_run_ctx

        from mtlviz.ui.streamlit_compat import page_is_open

        st.text(str(get_script_run_ctx().session_id))
        assert page_is_open()()

    page = AppTest.from_function(script).run()
    assert not page.exception
    assert page.text[0].value == "test session id"


def test_without_a_server_every_page_counts_as_open() -> None:
    assert get_script_run_ctx(suppress_warning=True) is None
    assert streamlit_compat.page_is_open()()


def test_sessions_and_their_runs_last_equally_long() -> None:
    assert streamlit.config.get_option("server.disconnectedSessionTTL") == GRACE
