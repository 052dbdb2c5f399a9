"""Comparisons shared by the sessions of one process: each is computed once, and whoever looks on moves it along.

There is no thread of its own. Every session that wants a result follows the job: one of them trains a slice, the
others wait for it. If that one leaves, another takes over; a job that nobody follows stands still until it is wanted
again, or forgotten.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

from mtlviz.comparison.config import Config
from mtlviz.comparison.result import Result
from mtlviz.comparison.runner import Run
from mtlviz.data import Source

SLICE = 0.1  # seconds of training between two looks at who else wants to train
FIRST, PUBLISH = 0.1, 0.9  # seconds to the first partial result, and between two of them
Key = tuple[Config, str]


@dataclass(frozen=True)
class Progress:
    """Where a comparison stands: `result` is the latest one published, complete once `done` says so."""

    steps: int
    result: Result | None
    done: bool


class Job:
    """One comparison under way. Only who holds `turn` moves it; `progress` may be read by anyone."""

    def __init__(self, config: Config, source: Source) -> None:
        self.config, self.source = config, source
        self.turn = threading.Lock()
        self.progress = Progress(0, None, False)
        self._run: Run | None = None
        self._due = 0.0

    def advance(self, gate: AbstractContextManager[object]) -> None:
        """A slice of training, behind the process-wide gate; call it with `turn` held."""
        with gate:
            if self._run is None:
                self._run = Run(self.config, self.source)
                self._due = time.monotonic() + FIRST
            self._run.advance(SLICE)
            result, done = self.progress.result, self._run.done
            if done or time.monotonic() >= self._due:
                result = self._run.result()
                self._due = time.monotonic() + PUBLISH
        self.progress = Progress(self._run.steps_done, result, done)
        if done:
            self._run = None

    def publish(self) -> Result | None:
        """The result of all steps taken so far, None before the first; waits for a slice under way."""
        with self.turn:
            if self._run is not None and self._run.steps_done:
                self.progress = Progress(self._run.steps_done, self._run.result(), False)
            return self.progress.result


class Store:
    """Jobs by config and data, the least recently wanted forgotten first."""

    def __init__(self, gate: AbstractContextManager[object], finished: int = 16, unfinished: int = 4) -> None:
        self._gate = gate
        self._most = {True: finished, False: unfinished}
        self._jobs: OrderedDict[Key, Job] = OrderedDict()
        self._lock = threading.Lock()

    def follow(self, config: Config, source: Source) -> Iterator[Progress]:
        """Progress again and again until the result is complete; training goes on while it is asked for more."""
        job = self._job(config, source)
        while not job.progress.done:
            if job.turn.acquire(blocking=False):
                try:
                    if not job.progress.done:
                        job.advance(self._gate)
                finally:
                    job.turn.release()
                time.sleep(0.002)  # lets who waits at the gate in
            else:
                time.sleep(0.05)
            if not job.progress.done:
                yield job.progress
        yield job.progress

    def finished(self, key: Key) -> Result | None:
        """The complete result of `key_of(config, source)`, if there is one."""
        with self._lock:
            job = self._jobs.get(key)
        return job.progress.result if job is not None and job.progress.done else None

    def so_far(self, key: Key) -> Result | None:
        """The result of `key_of(config, source)` as far as it has come, if it has begun and is not forgotten."""
        with self._lock:
            job = self._jobs.get(key)
        return job.publish() if job is not None else None

    def _job(self, config: Config, source: Source) -> Job:
        key = key_of(config, source)
        with self._lock:
            job = self._jobs.pop(key, None) or Job(config, source)
            self._jobs[key] = job
            for done, most in self._most.items():
                alike = [k for k, j in self._jobs.items() if j.progress.done is done and k != key]
                for old in alike[: max(0, len(alike) + 1 - most)]:
                    del self._jobs[old]
        return job


def key_of(config: Config, source: Source) -> Key:
    """What a result depends on. The data itself counts, not its name: two visitors who bring the same file share."""
    digest = hashlib.sha256(f"{source.name}|{source.title}|{source.about}".encode())
    for table in (source.train, source.validation):
        for column in (table.inputs, table.rul, table.health):
            digest.update(f"{column.shape}{column.dtype}".encode())
            digest.update(column.tobytes())
    return config, digest.hexdigest()
