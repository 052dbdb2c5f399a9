"""One running process (`serving.py` is its other end): calls go in, answers come out, in the same order."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any

import mtlviz

PACKAGE = Path(mtlviz.__path__[0])
Call = tuple[str, str, Sequence[Any], Sequence[str]]  # whose session, what, with what; and whose are over


class SessionLostError(Exception):
    """The process that held the session has ended; its run is gone, and a new one can be begun."""


class Line:
    """A running `python -m module`, and who waits for its answers, in their order."""

    def __init__(self, module: str) -> None:
        path = os.pathsep.join(filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH")]))
        command, environment = [sys.executable, "-m", module], {**os.environ, "PYTHONPATH": path}
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        self._waiting: deque[Future[Any]] = deque()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def send(self, call: Call, answer: Future[Any]) -> None:
        """One caller at a time."""
        assert self.process.stdin
        packed = pickle.dumps(call)
        self._waiting.append(answer)
        try:
            self.process.stdin.write(packed)
            self.process.stdin.flush()
        except (
            OSError,
            ValueError,
        ):
            # It has ended, and the listener may have told all who waited before this one came.
            self._listener.join()
            self._lost()

    def hang_up(self) -> None:
        """Let it finish what it has been sent, and end."""
        self._close()
        self._listener.join()

    def _close(self) -> None:
        assert self.process.stdin
        with suppress(OSError):  # what it has not read is lost with it
            self.process.stdin.close()

    def _listen(self) -> None:
        assert self.process.stdout
        try:
            with self.process.stdout as answers, suppress(EOFError, OSError):
                while True:
                    fine, answer = pickle.load(answers)  # of our own process, never of a visitor
                    waiting = self._waiting.popleft()
                    if fine:
                        waiting.set_result(answer)
                    else:
                        waiting.set_exception(answer)
        finally:  # whatever it was, nobody is left waiting
            self._close()
            self.process.kill()
            self.process.wait()
            self._lost()

    def _lost(self) -> None:
        while self._waiting:
            self._waiting.popleft().set_exception(SessionLostError("the process that trains has ended"))
