"""A process that answers questions: in their order, whatever it prints, until it dies, hangs or is closed."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from mtlviz.processes import Call, SessionLostError, Worker, WorkerProcess
from mtlviz.processes.serving import pack_error

HANGING = {"patience": 2.0, "tick": 0.1}  # seconds: few, so that the tests are short


@pytest.fixture
def process() -> Iterator[WorkerProcess]:
    process = WorkerProcess("tests.processes.echo")
    yield process
    process.close()
    assert process.ended


def test_answers_come_in_the_order_of_the_questions(process: WorkerProcess) -> None:
    answers = [process.ask(Call("a", "echo", (n,))) for n in range(100)]
    assert [answer.result().arguments for answer in answers] == [(n,) for n in range(100)]


def test_a_print_is_not_an_answer_and_an_error_is_the_callers(process: WorkerProcess) -> None:
    asked = [process.ask(Call("a", name)) for name in ("print", "raise", "more")]
    assert asked[0].result().name == "print"
    with pytest.raises(LookupError, match="who"):
        asked[1].result()
    assert asked[2].result().name == "more"


def test_closing_waits_for_what_was_asked() -> None:
    process = WorkerProcess("tests.processes.echo")
    answers = [process.ask(Call("a", "sleep", (0.05,))) for _ in range(4)]
    process.close()
    assert all(answer.done() for answer in answers)
    assert answers[-1].result().arguments == (0.05,)


def test_who_waits_for_a_process_that_dies_is_told() -> None:
    process = WorkerProcess("tests.processes.echo")
    answers = [process.ask(Call("a", "sleep", (60,))) for _ in range(3)]
    os.kill(process.pid, signal.SIGKILL)
    for answer in answers:
        with pytest.raises(SessionLostError):
            answer.result(timeout=60)
    with pytest.raises(SessionLostError):
        process.ask(Call("a", "b")).result(timeout=60)
    assert process.ended


def test_a_hanging_process_is_ended_although_the_pipe_to_it_is_full() -> None:
    process = WorkerProcess("tests.processes.echo", **HANGING)
    stopped = process.ask(Call("a", "stop yourself"))
    with ThreadPoolExecutor(1) as other, pytest.raises(SessionLostError):
        other.submit(process.ask, Call("a", "b", (bytes(10**6),))).result(timeout=60).result(timeout=60)
    with pytest.raises(SessionLostError):
        stopped.result(timeout=60)


def test_a_process_that_answers_in_time_is_left_alone_however_long_the_queue() -> None:
    process = WorkerProcess("tests.processes.echo", patience=2.0, tick=0.1)
    answers = [
        process.ask(Call("a", "sleep", (0.25,))) for _ in range(12)
    ]  # the last one waits longer than the patience
    assert answers[-1].result(timeout=60).arguments == (0.25,)
    process.close()


def test_a_process_that_says_it_is_at_work_is_left_alone_however_long_a_call_takes() -> None:
    process = WorkerProcess("tests.processes.echo", **HANGING)
    asked = process.ask(Call("a", "work on", (12,))), process.ask(Call("a", "b"))  # longer than the patience
    assert [answer.result(timeout=60).name for answer in asked] == ["work on", "b"]
    with pytest.raises(SessionLostError):
        process.ask(Call("a", "stop yourself")).result(timeout=60)  # and then it may still hang


def test_a_worker_replaces_a_process_that_hangs() -> None:
    worker = Worker("tests.processes.echo", **HANGING)
    with pytest.raises(SessionLostError):
        worker.call("a", "stop yourself")
    assert worker.call("a", "b") == ("a", "b", ())
    worker.stop()


def test_a_process_that_is_stopped_while_nobody_waits_does_not_delay_its_end() -> None:
    process = WorkerProcess("tests.processes.echo", **HANGING)
    process.ask(Call("a", "b")).result()
    os.kill(process.pid, signal.SIGSTOP)
    process.close()
    assert process.ended


def test_a_module_that_cannot_start_is_an_error_of_the_first_question() -> None:
    with pytest.raises(SessionLostError):
        WorkerProcess("tests.processes.nowhere").ask(Call("a", "b")).result(timeout=60)


def test_a_worker_tells_its_process_what_is_over() -> None:
    worker = Worker("tests.processes.echo")
    worker.forget("before it runs")
    assert worker.call("a", "forgotten") == ["before it runs"]
    worker.forget("one")
    worker.forget("two")
    worker.tell()
    assert worker.process
    assert worker.process.ask(Call("a", "forgotten")).result() == ["before it runs", "one", "two"]
    worker.stop()
    worker.forget("three")
    worker.tell()  # there is no process that could know it
    assert worker.call("a", "forgotten") == []
    worker.stop()


class OddError(Exception):
    """Cannot be made from its arguments alone, so it cannot be unpickled."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(f"found {found}; expected {expected}")


def test_any_error_can_travel() -> None:
    fine, error = pickle.loads(pack_error(OddError("this", "that")))
    assert not fine
    assert str(error) == "OddError: found this; expected that"
    assert isinstance(pickle.loads(pack_error(LookupError("who")))[1], LookupError)
