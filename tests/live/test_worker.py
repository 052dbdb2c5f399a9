"""Sessions in a process of their own: the same run as here, whoever asks, whatever happens to the process."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from mtlviz import data
from mtlviz.live import RemoteSession, SessionLostError, Settings
from mtlviz.live.session import LiveSession
from mtlviz.processes import ROOM, Crew, Worker, serving
from tests.live.players import SOURCE, assert_same

SERVE = "mtlviz.live.serve"


@pytest.fixture(scope="module")
def crew() -> Iterator[Crew]:
    crew = Crew(SERVE, 2)
    yield crew
    crew.stop()


def says(session: RemoteSession, **more: Any) -> dict[str, Any]:
    """What an honest player says that has all steps."""
    told = json.loads(session.view.chunk)
    names = ("run", "epoch", "branch")
    where = {"have": told["total"], "at": told["total"] - 1, "seen": told["total"] - 1, "playing": True, "speed": 20}
    return {**{name: told[name] for name in names}, **where, **more}


def test_it_is_the_run_that_this_process_would_make(crew: Crew) -> None:
    settings = Settings(recipe="gaba", seed=3)
    remote, here = RemoteSession(settings, SOURCE, crew), LiveSession(settings, SOURCE)
    for word in ("need", "look", "need"):
        remote.handle(word, says(remote))
        here.handle(word, {**says(remote), "run": here.run, "have": here.steps, "at": here.steps - 1})
    for session in (remote, here):
        session.change(Settings(recipe="pcgrad", seed=3), SOURCE)
    remote.handle("rewind", says(remote, at=30))
    here.handle("rewind", {**says(remote), "run": here.run, "branch": 0, "have": here.steps, "at": 30})
    assert_same(remote.record(), here.history)
    assert json.loads(remote.view.chunk)["branch"] == 1


def test_data_of_another_kind_and_back(crew: Crew) -> None:
    remote = RemoteSession(Settings(data="seed_batch"), crew=crew)
    assert json.loads(remote.view.chunk)["columns"]["ratio"][0] == pytest.approx(338.0, abs=0.05)
    brought = data.load("turbofan", units=3)
    remote.change(Settings(data="cmapss"), brought)
    first = json.loads(remote.view.chunk)
    assert first["epoch"] == 1
    remote.change(Settings(data="cmapss", recipe="gaba"), brought)
    assert json.loads(remote.view.chunk)["epoch"] == 1, "the same data, and the run was started over"
    remote.change(Settings(data="seed_batch"))
    assert json.loads(remote.view.chunk)["epoch"] == 2


def test_many_at_once_get_their_own_answers(crew: Crew) -> None:
    def visit(seed: int) -> None:
        session = RemoteSession(Settings(seed=seed), SOURCE, crew)
        for _ in range(5):
            session.handle("need", says(session))
        assert len(session.record()) == 160
        assert session.record().replicas == (("fixed", seed),)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(visit, range(16)))


def test_an_error_is_the_callers_and_the_others_go_on(crew: Crew) -> None:
    session = RemoteSession(Settings(), SOURCE, crew)
    with pytest.raises(ValueError, match="nonsense"):
        session.change(Settings(recipe="nonsense"), SOURCE)
    with pytest.raises(ValueError, match="nonsense"):
        RemoteSession(Settings(recipe="nonsense"), SOURCE, crew)
    session.handle("need", says(session))
    assert len(session.record()) == 80


def test_a_process_that_is_killed_loses_its_sessions_and_the_next_call_starts_another() -> None:
    crew = Crew(SERVE, 1)
    session = RemoteSession(Settings(), SOURCE, crew)
    (worker,) = crew.workers
    assert worker._line
    worker._line.process.kill()
    with pytest.raises(SessionLostError):
        session.record()
    with pytest.raises(SessionLostError):
        session.record()
    assert len(RemoteSession(Settings(), SOURCE, crew).record()) == 60
    crew.stop()


def test_sessions_go_to_the_first_worker_with_room_and_are_forgotten_when_nobody_holds_them() -> None:
    crew = Crew(SERVE, 2)
    one, two = crew.workers
    assert crew.least_busy() is one
    one.sessions.update(map(str, range(ROOM)))
    assert crew.least_busy() is two
    two.sessions.update(map(str, range(ROOM)))
    one.sessions.pop()
    assert crew.least_busy() is one
    alone = Crew(SERVE, 1)
    session = RemoteSession(Settings(), SOURCE, alone)
    assert len(alone.workers[0].sessions) == 1
    del session
    assert not alone.workers[0].sessions
    alone.stop()


class OddError(Exception):
    """Cannot be made from its arguments alone, so it cannot be unpickled."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(f"found {found}; expected {expected}")


def test_any_error_can_travel() -> None:
    fine, error = pickle.loads(serving.packed(OddError("this", "that")))
    assert not fine
    assert str(error) == "OddError: found this; expected that"
    assert isinstance(pickle.loads(serving.packed(LookupError("who")))[1], LookupError)


def test_stopping_what_never_ran_is_nothing() -> None:
    Worker(SERVE).stop()


def test_a_session_that_the_process_does_not_know_is_lost(crew: Crew) -> None:
    session = RemoteSession(Settings(), SOURCE, crew)
    session._worker.forget(session._key)  # what happens when nobody holds it any more
    with pytest.raises(SessionLostError, match="found no session"):
        session.record()
