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
    """Have every session ignore what a fragment says for a page that its visitor has left; once for the process.

    A component's message may leave the browser just after a click in the menu, and names the page before. Streamlit
    joins the two requests and runs the page that the later one names, or none: the visitor sees an empty page.
    """
    original = AppSession.request_rerun
    if hasattr(original, "__wrapped__"):  # Streamlit runs a changed module anew
        return

    @wraps(original)
    def request_rerun(session: AppSession, client_state: ClientState | None) -> None:
        if client_state is not None and client_state.page_script_hash:
            asked = client_state.page_script_hash
            shown = session.page_script_hash
            wanted, then = getattr(session, "_mtlviz_wanted", (shown, shown))
            if not client_state.fragment_id:
                session._mtlviz_wanted = asked, shown  # type: ignore[attr-defined]
            elif asked != (wanted if shown == then else shown):  # `shown` changes when the wanted page's script begins
                return
        original(session, client_state)

    AppSession.request_rerun = request_rerun  # type: ignore[assignment, method-assign]
