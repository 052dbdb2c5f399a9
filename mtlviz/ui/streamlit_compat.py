"""All that we use of Streamlit beyond its documented surface. tests/app/test_streamlit_compat.py says if it changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from streamlit import runtime
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession
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
        except (RuntimeError, AttributeError):  # there is no server (any more), or it is just being made
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


def keep_to_the_page() -> None:
    """Have every session forget a page's fragments as soon as its visitor asks for another page; once for the process.

    A component's message may leave the browser just after a click in the menu. Streamlit, which forgets the fragments
    only when the new page has run, joins the two requests and runs the old page, or none: the visitor sees an empty
    page. It ignores a message for a fragment that it does not know.
    """
    original = AppSession.request_rerun
    if hasattr(original, "__wrapped__"):  # Streamlit runs a changed module anew
        return

    @wraps(original)
    def request_rerun(session: AppSession, client_state: ClientState | None) -> None:
        asked = client_state.page_script_hash if client_state and not client_state.fragment_id else ""
        if asked not in ("", session.page_script_hash):
            session._fragment_storage.clear()
        original(session, client_state)

    AppSession.request_rerun = request_rerun  # type: ignore[assignment, method-assign]
