"""The other end of a `Line`: a process answers one call at a time, until the server hangs up.

Calls come pickled on standard input, answers go out on standard output.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
from typing import Any, Protocol

from mtlviz.processes.line import Call


class Desk(Protocol):
    """Holds the objects that calls are about."""

    def answer(self, call: Call) -> Any:
        """What the caller is told; whatever it raises, the caller raises."""


def serve(desk: Desk) -> None:
    """Answer until the server hangs up. Call it when all is imported."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, whose end is this one's
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a print from anywhere must not end up among the answers
    gc.collect()
    gc.freeze()
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
