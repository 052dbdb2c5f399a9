"""Sessions in a process of their own: the same run as here, whoever asks, whatever happens to the process."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from mtlviz import data
from mtlviz.live import RemoteSession, RunReleasedError, SessionLostError, Settings
from mtlviz.live.leases import GRACE
from mtlviz.live.pool import ROOM, WorkerPool
from mtlviz.live.session import LiveSession
from mtlviz.processes import Call, Worker
from tests.live.players import SOURCE, assert_same


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    pool = WorkerPool(2)
    yield pool
    pool.stop()


def says(session: RemoteSession, **more: Any) -> dict[str, Any]:
    """What an honest player says that has all steps."""
    told = json.loads(session.view.chunk)
    names = ("run", "epoch", "branch")
    where = {"have": told["total"], "at": told["total"] - 1, "seen": told["total"] - 1, "playing": True, "speed": 20}
    return {**{name: told[name] for name in names}, **where, **more}


def test_it_is_the_run_that_this_process_would_make(pool: WorkerPool) -> None:
    settings = Settings(recipe="gaba", seed=3)
    remote, here = RemoteSession(settings, SOURCE, pool), LiveSession(settings, SOURCE)
    for word in ("need", "look", "need"):
        remote.handle(word, says(remote))
        here.handle(word, {**says(remote), "run": here.run, "have": here.steps, "at": here.steps - 1})
    for session in (remote, here):
        session.change(Settings(recipe="pcgrad", seed=3), SOURCE)
    remote.handle("rewind", says(remote, at=30))
    here.handle("rewind", {**says(remote), "run": here.run, "branch": 0, "have": here.steps, "at": 30})
    assert_same(remote.record(), here.history)
    assert json.loads(remote.view.chunk)["branch"] == 1


def test_data_of_another_kind_and_back(pool: WorkerPool) -> None:
    remote = RemoteSession(Settings(data="seed_batch"), pool=pool)
    assert json.loads(remote.view.chunk)["columns"]["ratio"][0] == pytest.approx(338.0, abs=0.05)
    brought = data.load("turbofan", units=3)
    remote.change(Settings(data="cmapss"), brought)
    first = json.loads(remote.view.chunk)
    assert first["epoch"] == 1
    remote.change(Settings(data="cmapss", recipe="gaba"), brought)
    assert json.loads(remote.view.chunk)["epoch"] == 1, "the same data, and the run was started over"
    remote.change(Settings(data="seed_batch"))
    assert json.loads(remote.view.chunk)["epoch"] == 2


def test_many_at_once_get_their_own_answers(pool: WorkerPool) -> None:
    def visit(seed: int) -> None:
        session = RemoteSession(Settings(recipe="equal", seed=seed), SOURCE, pool)
        for _ in range(5):
            session.handle("need", says(session))
        assert len(session.record()) == 160
        assert session.record().replicas == (("equal", seed),)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(visit, range(16)))


def test_an_error_is_the_callers_and_the_others_go_on(pool: WorkerPool) -> None:
    session = RemoteSession(Settings(), SOURCE, pool)
    with pytest.raises(ValueError, match="nonsense"):
        session.change(Settings(recipe="nonsense"), SOURCE)
    with pytest.raises(ValueError, match="nonsense"):
        RemoteSession(Settings(recipe="nonsense"), SOURCE, pool)
    session.handle("need", says(session))
    assert len(session.record()) == 80


def test_a_process_that_is_killed_loses_its_runs_and_the_next_one_starts_another() -> None:
    pool = WorkerPool(1)
    (worker,) = pool.workers
    session = RemoteSession(Settings(), SOURCE, pool)
    assert worker.process
    os.kill(worker.process.pid, signal.SIGKILL)
    for _ in range(2):
        with pytest.raises(SessionLostError):
            session.record()
    assert len(RemoteSession(Settings(), SOURCE, pool).record()) == 60
    pool.stop()


def held(pool: WorkerPool) -> list[str]:
    """The keys of the runs in the worker processes themselves."""
    running = [worker.process for worker in pool.workers if worker.process]
    return [key for process in running for key in process.ask(Call("", "held")).result()]


def eventually(condition: Callable[[], bool]) -> None:
    while not condition():  # the suite's own time limit ends this
        time.sleep(0.02)


def test_visitors_who_leave_are_let_go_while_others_play_on() -> None:
    now, here = [0.0], {"leaves": True, "stays": True}
    pool = WorkerPool(1, clock=lambda: now[0], sweep=3600)
    leaving = RemoteSession(Settings(), SOURCE, pool, lambda: here["leaves"])
    staying = RemoteSession(Settings(), SOURCE, pool, lambda: here["stays"])
    here["leaves"] = False
    pool.sweep()
    now[0] += GRACE - 1
    pool.sweep()
    leaving.handle("need", says(leaving))
    assert (len(pool.leases), len(held(pool))) == (2, 2)
    now[0] += 2
    pool.sweep()
    assert (len(pool.leases), len(held(pool))) == (1, 1)
    with pytest.raises(RunReleasedError):
        leaving.handle("need", says(leaving))
    now[0] += 15 * 60
    pool.sweep()
    staying.handle("need", says(staying))
    here["stays"] = False
    pool.sweep()
    now[0] += GRACE
    pool.sweep()
    assert (len(pool.leases), len(held(pool))) == (0, 0)
    pool.stop()


def test_the_pool_looks_by_itself() -> None:
    pool = WorkerPool(1, grace=0.0, sweep=0.05, module="tests.processes.echo")
    pool.assign("stays", lambda: True)
    pool.call("stays", "begin")
    pool.assign("gone", lambda: False)
    eventually(lambda: len(pool.leases) == 1)
    assert pool.call("stays", "forgotten") == ["gone"]
    assert pool.call("stays", "name", 1) == ("stays", "name", (1,))
    with pytest.raises(RunReleasedError):
        pool.call("gone", "name")
    pool.stop()


def test_a_run_that_nobody_holds_is_forgotten_at_once(pool: WorkerPool) -> None:
    session = RemoteSession(Settings(), SOURCE, pool)
    key = session.key
    assert key in held(pool)
    del session
    eventually(lambda: key not in held(pool))


def test_runs_go_to_the_first_worker_with_room_for_one_more_open_page() -> None:
    pool = WorkerPool(2, sweep=3600)
    one, two = pool.workers
    here = [True]
    for n in range(ROOM):
        assert pool.least_busy() is one
        pool.assign(f"one {n}", lambda: here[0])
    for n in range(ROOM):
        assert pool.least_busy() is two
        pool.assign(f"two {n}", lambda: True)
    assert pool.least_busy() is one
    pool.assign("one more", lambda: here[0])
    assert pool.least_busy() is two
    here[0] = False  # the first worker's visitors have all closed their pages
    assert pool.least_busy() is one
    pool.stop()


def test_stopping_what_never_ran_is_nothing() -> None:
    Worker("mtlviz.live.serve").stop()
    WorkerPool(2).stop()


def test_a_run_that_the_process_does_not_know_is_lost(pool: WorkerPool) -> None:
    session = RemoteSession(Settings(), SOURCE, pool)
    process = pool.workers[0].process
    assert process
    process.ask(Call(session.key, "forget")).result()
    with pytest.raises(SessionLostError, match="found no run"):
        session.record()
