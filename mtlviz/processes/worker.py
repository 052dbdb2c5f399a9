"""A worker: one process that holds objects by key, started again when it has ended."""

from __future__ import annotations

import threading
from collections import deque
from contextlib import suppress
from typing import Any

from mtlviz.processes.process import WorkerProcess
from mtlviz.processes.serving import FORGET, Call


class Worker:
    """Starts `python -m module` when it is first needed, and again when it has ended. Any thread may call.

    Calls queue in the process's input, so that it goes from one to the next without waiting for anybody here.
    limits: how patient to be with it, as `WorkerProcess` takes them.
    """

    def __init__(self, module: str, **limits: float) -> None:
        self._module, self._limits = module, limits
        self._lock = threading.Lock()
        self._dropped: deque[str] = deque()  # objects that nobody holds any more, of which the process has not heard
        self.process: WorkerProcess | None = None  # the one that was started last

    def start(self) -> None:
        """Start it if it does not run; it takes a second or two to be ready, and calls wait for it."""
        with self._lock:
            self._running()

    def call(self, key: str, name: str, *arguments: Any) -> Any:
        """What the process answers, or raises; SessionLostError if it has ended, or was killed because it hung."""
        with self._lock:
            process = self._running()
            self._tell_dropped()
            answer = process.ask(Call(key, name, arguments))
        return answer.result()

    def forget(self, key: str) -> None:
        """The object is over; the process hears of it with the next call, or with `tell`.

        Takes no lock: the garbage collector may call it anywhere.
        """
        self._dropped.append(key)

    def tell(self) -> None:
        """Have the process forget now what is over."""
        with self._lock:
            self._tell_dropped()

    def stop(self) -> None:
        """End the process; a later call starts another."""
        with self._lock:
            process, self.process = self.process, None
        if process is not None:
            process.close()

    def _tell_dropped(self) -> None:
        with suppress(IndexError):
            while True:
                key = self._dropped.popleft()
                if self.process is not None and not self.process.ended:
                    self.process.ask(Call(key, FORGET))

    def _running(self) -> WorkerProcess:
        if self.process is None or self.process.ended:
            self.process = WorkerProcess(self._module, **self._limits)
        return self.process
