"""One comparison under way in the process that trains, moved along for as long as somebody follows it."""

from __future__ import annotations

import secrets
import threading
import time
import weakref
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Protocol

from mtlviz.comparison.config import Config
from mtlviz.comparison.parts import have, joined
from mtlviz.comparison.result import Result
from mtlviz.data import Source
from mtlviz.processes import SessionLostError

SLICE = 0.1  # seconds of training for one call: so long, at most, another job or a Stop has to wait
FIRST, PUBLISH = 0.0, 1.0  # seconds from the start after which a slice brings the first result; between two of them …
LATER = 1e-6  # … and more for every model-step in it, as drawing it takes longer
PACE = 4.0  # seconds over which the pace is taken


class Trainers(Protocol):
    """Where runs are held and trained: a `processes.Worker`, or in this process in a test."""

    def call(self, key: str, name: str, *arguments: Any) -> Any:
        """What `serve.Comparisons` answers."""

    def forget(self, key: str) -> None:
        """This run is not wanted any more."""


@dataclass(frozen=True)
class Progress:
    """Where a comparison stands: `result` is the latest one published, complete once `done` says so.

    left:     seconds that it will still take at the present pace, None as long as there is none.
    restarts: how often the process that trained it was lost, and it began again.
    """

    steps: int = 0
    result: Result | None = None
    done: bool = False
    left: float | None = None
    restarts: int = 0


class Job:
    """Anyone may read `progress`, and `lost`: why nothing moves, as when the process that trains cannot be had."""

    def __init__(self, config: Config, source: Source, trainers: Trainers) -> None:
        self.config = config
        self.progress = Progress()
        self.lost: Exception | None = None
        self._source, self._trainers, self._key = source, trainers, secrets.token_hex(8)
        self._begun, self._due = False, 0.0
        self._marks: deque[tuple[float, int]] = deque()  # (moment, steps) of the last seconds
        self._followers, self._driven = 0, False
        self._followers_lock, self._run_lock = threading.Lock(), threading.Lock()  # the former: of _driven too
        weakref.finalize(self, trainers.forget, self._key)

    @contextmanager
    def followed(self) -> Iterator[None]:
        """While this is held by anybody, a thread moves the job along; it waits for the process nearly all the time."""
        with self._followers_lock:
            self._followers += 1
            if not self._driven and not self.progress.done:
                self._driven, self.lost = True, None
                threading.Thread(target=self._drive, daemon=True).start()
        try:
            yield
        finally:
            with self._followers_lock:
                self._followers -= 1

    def publish(self) -> Result | None:
        """The result of all steps taken so far, None before the first; waits for a slice under way."""
        with self._run_lock:
            if self._begun and self.progress.steps and not self.progress.done:
                try:
                    self._advance(0.0, tell=True)
                except SessionLostError:
                    self._begun = False  # what was published is all there is; who follows the job next begins it anew
            return self.progress.result

    def _drive(self) -> None:
        self._marks.clear()
        while self._wanted():
            try:
                with self._run_lock:
                    self._move()
            except Exception as error:  # whatever it is, the followers are told
                self.lost = error

    def _wanted(self) -> bool:
        with self._followers_lock:
            self._driven = self._followers > 0 and not self.progress.done and self.lost is None
            return self._driven

    def _move(self) -> None:
        if not self._begun:
            again = self.progress.steps > 0
            self._trainers.call(self._key, "begin", self.config, self._source)
            self.progress = Progress(restarts=self.progress.restarts + again)
            self._begun, self._due = True, time.monotonic() + FIRST
        try:
            self._advance(SLICE, tell=time.monotonic() >= self._due)
        except SessionLostError:
            if not self.progress.steps:  # it ends as it begins: another try would be as vain
                raise
            self._begun = False

    def _advance(self, seconds: float, tell: bool) -> None:
        before = self.progress
        news = self._trainers.call(self._key, "advance", seconds, tell, have(before.result))
        result = before.result if news.part is None else joined(before.result, news.part)
        if news.part is not None:
            self._due = time.monotonic() + PUBLISH + LATER * news.steps * self.config.replicas
        left = self._left(news.steps)
        self.progress = replace(before, steps=news.steps, result=result, done=news.done, left=left)
        if news.done:
            self._trainers.forget(self._key)

    def _left(self, steps: int) -> float | None:
        """At the pace of the last seconds."""
        marks, now = self._marks, time.monotonic()
        marks.append((now, steps))
        while now - marks[0][0] > PACE and len(marks) > 2:
            marks.popleft()
        (_, first), took = marks[0], now - marks[0][0]
        return (self.config.steps - steps) * took / (steps - first) if steps > first else None
