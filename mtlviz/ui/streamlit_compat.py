"""All that we use of Streamlit beyond its documented surface. tests/app/test_streamlit_compat.py says if it changes."""

from __future__ import annotations

from collections.abc import Callable

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx


def page_is_open() -> Callable[[], bool]:
    """Whether the connection of the visitor whose script calls this stands; any thread may ask, at any time.

    Without a server, as in AppTest, every page counts as open.
    """
    context = get_script_run_ctx(suppress_warning=True)
    session_id = context.session_id if context else None

    def is_open() -> bool:
        try:
            return session_id is None or bool(runtime.get_instance().is_active_session(session_id))
        except RuntimeError:  # there is no server (any more)
            return True

    return is_open


def drop_expired_sessions() -> None:
    """Have Streamlit drop the sessions that were disconnected too long ago; call it on the server's event loop.

    By itself it drops them only when another visitor leaves.
    """
    runtime.get_instance()._session_mgr._session_storage._cache.expire()  # type: ignore[attr-defined]


def sessions() -> int:
    """How many sessions the server knows, connected or not; call it on the server's event loop."""
    return len(runtime.get_instance()._session_mgr.list_sessions())
