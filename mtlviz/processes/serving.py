"""The other end of a `WorkerProcess`: it answers one call at a time, until the server closes its input.

Calls come pickled on standard input, answers go out on standard output.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
from typing import Any, BinaryIO, NamedTuple, Protocol

READY = "ready"  # what a process says first, once its imports are done
AT_WORK = (None, None)  # what it says in place of (fine, answer) while a call takes longer, but nothing hangs
FORGET = "forget"  # the call that every service understands: nobody holds this object any more


_out: BinaryIO | None = None  # where answers go, while this process serves


class Call(NamedTuple):
    """Which object, what to do with it, and with what."""

    key: str
    name: str
    arguments: tuple[Any, ...] = ()


class Service(Protocol):
    """Holds the objects that calls are about."""

    def answer(self, call: Call, /) -> Any:
        """What the caller is told; whatever it raises, the caller raises. FORGET drops an object, known or not."""


def serve(service: Service) -> None:
    """Answer until the server closes the input. Call it when all is imported: the collector will not look at that."""
    global _out
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, whose end is this process's end
    answers = _out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a print from anywhere must not end up among the answers
    gc.collect()
    gc.freeze()
    packed = pickle.dumps((True, READY))
    while True:
        answers.write(packed)
        answers.flush()
        try:
            call = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            packed = pickle.dumps((True, service.answer(call)))
        except Exception as error:  # whatever it is, the caller gets it
            packed = pack_error(error)


def pulse() -> None:
    """Say that the call under way is being worked on, from the thread that does; nothing where nobody is served."""
    if _out is not None:
        _out.write(pickle.dumps(AT_WORK))
        _out.flush()


def pack_error(error: Exception) -> bytes:
    """The error as an answer; only its text where it could not be unpickled, as not every exception can."""
    try:
        packed = pickle.dumps((False, error))
        pickle.loads(packed)
    except Exception:
        return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))
    return packed
