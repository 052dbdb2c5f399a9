"""Comparisons shared by the sessions of one server: each is computed once, for all who follow it.

A job that is followed is moved along, slice by slice, in the process that trains (`serve.py`). One that nobody follows
stands still until it is wanted again, or forgotten.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Collection, Iterator
from dataclasses import replace

from mtlviz.comparison.config import Config
from mtlviz.comparison.cost import Cost
from mtlviz.comparison.job import Job, Progress, Trainers
from mtlviz.comparison.result import Result
from mtlviz.data import Source

LOOK = 0.05  # seconds between two looks of a follower at the job
FINISHED, UNFINISHED = 16, 4  # jobs kept, beside those that are kept for good
MODEL_STEPS = 6_000_000  # of the others, finished and not, at most: 40 bytes each
COSTS = 64  # remembered
Key = tuple[Config, str]


class Store:
    """Jobs by config and data, the least recently wanted forgotten first; configs in `keep` never."""

    def __init__(self, trainers: Trainers, keep: Collection[Config] = ()) -> None:
        self._trainers, self._keep = trainers, keep
        self._jobs: OrderedDict[Key, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._measuring = threading.Lock()  # so that nothing is measured twice
        self._costs: dict[Key, Cost] = {}

    def follow(self, config: Config, source: Source) -> Iterator[Progress]:
        """Progress again and again until the result is complete. Close the iterator to leave earlier.

        SessionLostError if the process that trains cannot be had.
        """
        job = self._job(config, source)
        with job.followed():
            while True:
                progress = job.progress
                if job.lost is not None:
                    raise job.lost
                yield progress
                if progress.done:
                    return
                time.sleep(LOOK)

    def finished(self, key: Key) -> Result | None:
        """The complete result of `key_of(config, source)`, if there is one."""
        with self._lock:
            job = self._jobs.get(key)
        return job.progress.result if job is not None and job.progress.done else None

    def latest(self, key: Key) -> Result | None:
        """The result of `key_of(config, source)` that was published last, finished or not; it counts as wanted again.

        Whoever shows a result keeps its key and asks here, so that no more results are held than this store bounds.
        """
        with self._lock:
            job = self._jobs.get(key)
            if job is not None:
                self._jobs.move_to_end(key)
        return job.progress.result if job is not None else None

    def so_far(self, key: Key) -> Result | None:
        """The result of `key_of(config, source)` as far as it has come, if it has begun and is not forgotten."""
        with self._lock:
            job = self._jobs.get(key)
        return job.publish() if job is not None else None

    def seconds(self, config: Config, source: Source) -> float:
        """What the whole comparison takes where nothing else is to be done; measured once, in 0.3 s or so."""
        plain = Config()
        alike = key_of(replace(config, steps=1, lr=plain.lr, lam=plain.lam), source)  # these cost nothing
        cost = self._cost(alike)
        if cost is None:
            with self._measuring:
                cost = self._cost(alike) or self._trainers.call("", "cost", config, source)
                with self._lock:
                    while len(self._costs) >= COSTS:
                        del self._costs[next(iter(self._costs))]
                    self._costs[alike] = cost
        return cost.of(config.steps)

    def _cost(self, alike: Key) -> Cost | None:
        with self._lock:
            return self._costs.get(alike)

    def _job(self, config: Config, source: Source) -> Job:
        key = key_of(config, source)
        with self._lock:
            job = self._jobs.pop(key, None) or Job(config, source, self._trainers)
            self._jobs[key] = job
            for done, most in ((True, FINISHED), (False, UNFINISHED)):
                self._shed([k for k, j in self._jobs.items() if j.progress.done is done and k != key], most)
        return job

    def _shed(self, alike: list[Key], most: int) -> None:
        """Of these, the least recently wanted first, forget so many that one more has room."""
        others = [key for key in alike if key[0] not in self._keep]
        while len(others) >= most or sum(config.model_steps for config, _ in others) > MODEL_STEPS:
            del self._jobs[others.pop(0)]


def key_of(config: Config, source: Source) -> Key:
    """What a result depends on. The data itself counts, not its name: two visitors who bring the same file share."""
    digest = hashlib.sha256(f"{source.name}|{source.title}|{source.about}".encode())
    for table in (source.train, source.validation, *([] if source.test is None else [source.test])):
        for column in (table.inputs, table.rul, table.health):
            digest.update(f"{column.shape}{column.dtype}".encode())
            digest.update(column.tobytes())
    return config, digest.hexdigest()
