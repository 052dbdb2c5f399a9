"""Who trains for the live page: a pool of worker processes, as many as it takes, and the end of every run.

In the server's process, training would fight the pages for the interpreter lock: each of a step's dozens of torch
operations gives the lock up and has to win it back. `python -m bench live` shows what 30 visitors feel of it.
"""

from __future__ import annotations

import atexit
import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any

from mtlviz.live.leases import GRACE, Leases
from mtlviz.processes import SessionLostError, Worker

ROOM = 12  # open pages of a worker before another one is started
SWEEP = 5.0  # seconds between two looks at whose page is still open


class RunReleasedError(SessionLostError):
    """The run was let go because its page had been closed for too long; a new one can be begun."""


class WorkerPool:
    """As many workers as the visitors need and the machine has processors for; a run stays with its own.

    A run is held from `assign` on, until nobody holds its key or its page has been closed for `grace` seconds by
    `clock`; the pool looks every `sweep` seconds. limits: how patient to be with a process (`WorkerProcess`).
    """

    def __init__(
        self,
        most: int,
        *,
        module: str = "mtlviz.live.serve",
        clock: Callable[[], float] = time.monotonic,
        grace: float = GRACE,
        sweep: float = SWEEP,
        **limits: float,
    ) -> None:
        self.workers = [Worker(module, **limits) for _ in range(most)]
        self.leases = Leases(clock, grace)
        self._sweep = sweep
        self._assigned: dict[str, Worker] = {}
        self._dropped: SimpleQueue[str | None] = SimpleQueue()
        self._keeper: threading.Thread | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Have one worker get ready."""
        self.workers[0].start()

    def assign(self, key: str, is_open: Callable[[], bool]) -> None:
        """A new run: a worker will hold it while the page `is_open`, and for a grace after it."""
        with self._lock:
            self._assigned[key] = self.least_busy()
            self.leases.add(key, is_open)
            if self._keeper is None:
                self._keeper = threading.Thread(target=self._keep, name="leases of live runs", daemon=True)
                self._keeper.start()

    def call(self, key: str, name: str, *arguments: Any) -> Any:
        """What the run's worker answers (`serve.Runs`), or raises; SessionLostError if the run is gone."""
        worker = self._assigned.get(key)
        if worker is None:
            raise RunReleasedError("the run was let go after its page had been closed")
        return worker.call(key, name, *arguments)

    def forget(self, key: str) -> None:
        """The run is over. Takes no lock, because the garbage collector may call it anywhere."""
        self._dropped.put(key)

    def least_busy(self) -> Worker:
        """The first with room for one more open page; if none has, the one with the fewest."""
        pages = Counter(self._assigned[key] for key in self.leases.open() if key in self._assigned)
        roomy = (worker for worker in self.workers if pages[worker] < ROOM)
        return next(roomy, None) or min(self.workers, key=lambda worker: pages[worker])

    def sweep(self) -> None:
        """Let go of every run whose page was closed too long ago; its worker hears of it at once."""
        for key in self.leases.expired():
            self._release(key)

    def stop(self) -> None:
        """End all of them; later calls start them again."""
        with self._lock:
            keeper, self._keeper = self._keeper, None
        if keeper is not None:
            self._dropped.put(None)
            keeper.join()
        for worker in self.workers:
            worker.stop()

    def _release(self, key: str) -> None:
        self.leases.remove(key)
        worker = self._assigned.pop(key, None)
        if worker is not None:
            worker.forget(key)
            worker.tell()

    def _keep(self) -> None:
        """What the keeper's thread does: forget what was dropped, at once, and sweep every few seconds."""
        due = time.monotonic() + self._sweep
        while True:
            with suppress(Empty):
                key = self._dropped.get(timeout=max(0.0, due - time.monotonic()))
                if key is None:
                    return
                self._release(key)
            if time.monotonic() >= due:
                self.sweep()
                due = time.monotonic() + self._sweep


POOL = WorkerPool(min(os.cpu_count() or 1, 4))
atexit.register(POOL.stop)
