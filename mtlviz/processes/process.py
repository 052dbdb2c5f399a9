"""The server's end of one worker process (`serving.py` is the other): ask it, and notice when it has died or hangs."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections import deque
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any

import mtlviz

PACKAGE = Path(mtlviz.__path__[0])
PATIENCE = 12.0  # seconds without any answer, while one is awaited, after which a process counts as hanging
START_PATIENCE = 90.0  # … until it is ready: importing torch on a busy machine with a cold disk takes that long
TICK = 1.0  # seconds between two looks at a process that is awaited


class SessionLostError(Exception):
    """The process that held the session has ended, or was killed because it hung; a new session can be begun."""


class WorkerProcess:
    """`python -m module`, running; any number of calls may be under way, answered in their order.

    A process that lets its callers wait for `patience` seconds without answering any of them, or saying that it is at
    work (`serving.pulse`), is killed; they get SessionLostError, as if it had died. Ask from one thread at a time.
    """

    def __init__(
        self, module: str, patience: float = PATIENCE, start_patience: float = START_PATIENCE, tick: float = TICK
    ) -> None:
        path = os.pathsep.join(filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH")]))
        command, environment = [sys.executable, "-m", module], {**os.environ, "PYTHONPATH": path}
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        self._patience, self._start_patience, self._tick = patience, start_patience, tick
        self._waiting: deque[Future[Any]] = deque()
        self._answers = 0
        self._over = threading.Event()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        threading.Thread(target=self._watch, daemon=True).start()

    @property
    def pid(self) -> int:
        """The process's number in the operating system."""
        return self._process.pid

    @property
    def ended(self) -> bool:
        """Whether it runs no more: the next call needs another one."""
        return self._process.poll() is not None

    def ask(self, call: Any) -> Future[Any]:
        """Send a call; its answer, or the error that it raised there, comes in the Future."""
        assert self._process.stdin
        answer: Future[Any] = Future()
        packed = pickle.dumps(call)
        self._waiting.append(answer)
        try:
            self._process.stdin.write(packed)
            self._process.stdin.flush()
        except (OSError, ValueError):
            # It has ended, and the listener may have told all who waited before this one came.
            self._listener.join()
            self._tell_lost()
        return answer

    def close(self) -> None:
        """Let it answer what it has been asked, and end; one that does not is killed after `patience` seconds."""
        self._close_input()
        self._listener.join(self._patience)
        self.kill()

    def kill(self) -> None:
        """End it at once; who waits for an answer gets SessionLostError."""
        self._process.kill()
        self._listener.join()

    def _close_input(self) -> None:
        assert self._process.stdin
        with suppress(OSError):  # what it has not read is lost with it
            self._process.stdin.close()

    def _listen(self) -> None:
        assert self._process.stdout
        try:
            with self._process.stdout as answers, suppress(EOFError, OSError):
                pickle.load(answers)  # that it is ready
                self._answers += 1
                while True:
                    fine, answer = pickle.load(answers)  # of our own process, never of a visitor
                    self._answers += 1
                    if fine is None:  # AT_WORK
                        continue
                    waiting = self._waiting.popleft()
                    if fine:
                        waiting.set_result(answer)
                    else:
                        waiting.set_exception(answer)
        finally:  # whatever it was, nobody is left waiting
            self._over.set()
            self._process.kill()
            self._close_input()
            self._process.wait()
            self._tell_lost()

    def _watch(self) -> None:
        """Kill a process that hangs. Looks are counted, not the clock: while the server itself was stopped, as when a
        laptop sleeps, no time passes."""
        heard, looks = 0, 0
        while not self._over.wait(self._tick):
            looks = looks + 1 if self._waiting and heard == self._answers else 0
            heard = self._answers
            if looks * self._tick > (self._patience if heard else self._start_patience):
                self._process.kill()  # the listener does the rest
                return

    def _tell_lost(self) -> None:
        while self._waiting:
            self._waiting.popleft().set_exception(SessionLostError("the process has ended before it answered"))
