"""The process that trains for the live page: it holds every visitor's LiveSession and answers one call at a time.

`python -m mtlviz.live.serve`, which `processes/` starts and talks to.
"""

from __future__ import annotations

import torch

from mtlviz.history import History
from mtlviz.live.session import LiveSession
from mtlviz.live.view import View
from mtlviz.processes import Call, SessionLostError, serving


class Desk:
    """The sessions by key. A call makes one ("begin"), or is "handle" or "change" of LiveSession, and is answered by
    what is to be seen then; "record" is answered by the History."""

    def __init__(self) -> None:
        self._sessions: dict[str, LiveSession] = {}

    def answer(self, call: Call) -> View | History:
        """SessionLostError where the session is not known, as after a restart of the process."""
        key, name, arguments, over = call
        for gone in over:
            self._sessions.pop(gone, None)
        if name == "begin":
            self._sessions[key] = LiveSession(*arguments)
        if key not in self._sessions:
            raise SessionLostError(f"found no session {key}; expected one that was begun")
        session = self._sessions[key]
        if name == "record":
            return session.history
        if name != "begin":
            getattr(session, name)(*arguments)
        return session.view()


def main() -> None:
    """Answer until the server hangs up."""
    torch.set_num_threads(1)
    serving.serve(Desk())


if __name__ == "__main__":
    main()
