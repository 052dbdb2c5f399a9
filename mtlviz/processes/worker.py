"""Who trains for the pages: processes of their own, as many as it takes.

In the server's process, training would fight the pages for the interpreter lock: each of a step's dozens of torch
operations gives the lock up and has to win it back. `python -m bench live` shows what 30 visitors feel of it.
"""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import Future
from typing import Any

from mtlviz.processes.line import Line

ROOM = 12  # sessions of a worker before another one is started


class Worker:
    """Starts `python -m module` when it is first needed, and again when it has ended. Any thread may call.

    Calls queue in the process's input, so that it goes from one to the next without waiting for anybody here.
    """

    def __init__(self, module: str) -> None:
        self._module = module
        self._lock = threading.Lock()
        self._line: Line | None = None
        self._over: deque[str] = deque()  # sessions that nobody holds any more
        self.sessions: set[str] = set()

    def start(self) -> None:
        """Start it if it does not run; it takes a second or two to be ready, and calls wait for it."""
        with self._lock:
            self._running()

    def call(self, key: str, name: str, *arguments: Any) -> Any:
        """What the process answers (its desk), or raises; SessionLostError if the session is gone."""
        answer: Future[Any] = Future()
        with self._lock:
            over = [self._over.popleft() for _ in range(len(self._over))]
            self._running().send((key, name, arguments, over), answer)
        return answer.result()

    def forget(self, key: str) -> None:
        """The session is over. Takes no lock: the garbage collector may call it anywhere."""
        self.sessions.discard(key)
        self._over.append(key)

    def stop(self) -> None:
        """End the process; a later call starts another."""
        with self._lock:
            line, self._line = self._line, None
        if line is not None:
            line.hang_up()

    def _running(self) -> Line:
        if self._line is None or self._line.process.poll() is not None:
            self._line = Line(self._module)
        return self._line


class Crew:
    """As many workers as the visitors need and the machine has processors for; a session stays with its own."""

    def __init__(self, module: str, most: int) -> None:
        self.workers = [Worker(module) for _ in range(most)]

    def start(self) -> None:
        """Have one worker get ready."""
        self.workers[0].start()

    def least_busy(self) -> Worker:
        """The first with room for one more; if none has, who has the fewest."""
        roomy = (worker for worker in self.workers if len(worker.sessions) < ROOM)
        return next(roomy, None) or min(self.workers, key=lambda worker: len(worker.sessions))

    def stop(self) -> None:
        """End all of them; later calls start them again."""
        for worker in self.workers:
            worker.stop()
