"""The process that trains for the live page: it holds every visitor's LiveSession and answers one call at a time.

`python -m mtlviz.live.serve`, which `line.py` starts; `worker.py` says why. Calls come pickled on standard input,
answers go out on standard output; it ends when the input does.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys

import torch

from mtlviz.history import History
from mtlviz.live.line import Call, SessionLostError
from mtlviz.live.session import LiveSession
from mtlviz.live.view import View


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
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, whose end is this one's
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a print from anywhere must not end up among the answers
    torch.set_num_threads(1)
    gc.collect()
    gc.freeze()
    desk = Desk()
    while True:
        try:
            call = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            answer = pickle.dumps((True, desk.answer(call)))
        except Exception as error:  # whatever it is, it is the caller's to hear
            answer = packed(error)
        answers.write(answer)
        answers.flush()


def packed(error: Exception) -> bytes:
    """The error as an answer; its words alone where it could not be unpickled, as not every exception can."""
    try:
        answer = pickle.dumps((False, error))
        pickle.loads(answer)
    except Exception:
        return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))
    return answer


if __name__ == "__main__":
    main()
