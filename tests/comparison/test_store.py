"""Comparisons shared by sessions: computed once, moved along while followed, forgotten in the right order."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from mtlviz import data
from mtlviz.comparison import job as jobs
from mtlviz.comparison.config import Config
from mtlviz.comparison.job import Progress
from mtlviz.comparison.result import Result
from mtlviz.comparison.store import FINISHED, UNFINISHED, Store, key_of
from mtlviz.data import Source
from mtlviz.processes import SessionLostError, Worker
from tests.comparison.conftest import SMALL, finish
from tests.comparison.here import Here

LONGER = replace(SMALL, steps=60)


@pytest.fixture(autouse=True)
def _short_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "SLICE", 1e-9)  # a few steps for each call
    monkeypatch.setattr(jobs, "FIRST", 0.0)
    monkeypatch.setattr(jobs, "PUBLISH", 0.0)


def run(store: Store, config: Config, source: Source) -> Result:
    *_, last = store.follow(config, source)
    assert last.done
    assert last.result is not None
    return last.result


def until(followed: Iterator[Progress], steps: int) -> Progress:
    return next(progress for progress in followed if progress.steps >= steps)


def assert_same(one: Result, other: Result) -> None:
    assert one.config == other.config
    for name, values in one.series.items():
        np.testing.assert_array_equal(values, other.series[name])
    for name, values in one.curves.items():
        np.testing.assert_array_equal(values, other.curves[name])
    for name, values in one.final.items():
        np.testing.assert_array_equal(values, other.final[name])
    np.testing.assert_array_equal(one.step, other.step)
    np.testing.assert_array_equal(one.metric_steps, other.metric_steps)


def test_in_parts_it_is_the_same_result(source: Source) -> None:
    assert_same(run(Store(Here()), LONGER, source), finish(LONGER, source))


def test_nobody_may_write_to_a_result(source: Source) -> None:
    found = run(Store(Here()), SMALL, source)
    with pytest.raises(ValueError, match="read-only"):
        found.series["ratio"][0] = 1


def test_it_is_computed_once_and_shared(source: Source) -> None:
    here = Here(until=20)
    store = Store(here)
    with closing(store.follow(LONGER, source)) as one, closing(store.follow(LONGER, source)) as two:
        assert until(one, 20).result is until(two, 20).result
        here.until = np.inf
        *_, first = one
        *_, second = two
    assert first.result is second.result is store.finished(key_of(LONGER, source))
    assert here.calls.count("begin") == 1
    assert run(store, LONGER, source) is first.result


def test_a_class_that_asks_for_the_same_waits_once(source: Source) -> None:
    here = Here()
    store = Store(here)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: run(store, SMALL, source), range(6)))
    assert all(answer is answers[0] for answer in answers)
    assert here.calls.count("begin") == 1


def test_what_nobody_follows_stands_still_and_goes_on_where_it_was(source: Source) -> None:
    here = Here(until=20)
    store = Store(here)
    with closing(store.follow(LONGER, source)) as followed:
        until(followed, 20)
    here.until = np.inf
    cut = store.so_far(key_of(LONGER, source))
    assert cut is not None
    done, calls = cut.steps_done, len(here.calls)
    assert 20 <= done < 60
    time.sleep(0.1)
    assert len(here.calls) <= calls + 1
    assert_same(run(store, LONGER, source), finish(LONGER, source))
    assert here.calls.count("begin") == 1


def test_what_is_left_is_told(source: Source) -> None:
    here = Here(until=30)
    with closing(Store(here).follow(LONGER, source)) as followed:
        left = until(followed, 30).left
    assert left is not None
    assert 0 < left < 60


def test_a_process_that_loses_its_runs_begins_them_again(source: Source) -> None:
    here = Here(until=20)
    store = Store(here)
    with closing(store.follow(LONGER, source)) as followed:
        until(followed, 20)
        here.lose()
        here.until = np.inf
        *_, last = followed
    assert last.restarts == 1
    assert last.result is not None
    assert_same(last.result, finish(LONGER, source))


def test_a_process_that_cannot_be_had_is_an_error_for_all_and_the_next_try_is_free(source: Source) -> None:
    here = Here()
    here.dead = True
    store = Store(here)
    with pytest.raises(SessionLostError):
        run(store, SMALL, source)
    here.dead = False
    assert run(store, SMALL, source).complete


def test_any_other_error_is_the_followers(source: Source) -> None:
    broken = replace(source, train=replace(source.train, inputs=source.train.inputs[:, :3]))
    with pytest.raises(RuntimeError):
        run(Store(Here()), SMALL, broken)


def test_a_result_lost_to_the_process_after_a_stop_is_what_was_published(source: Source) -> None:
    here = Here(until=20)
    store = Store(here)
    with closing(store.follow(LONGER, source)) as followed:
        until(followed, 20)
    time.sleep(0.05)
    here.lose()
    found = store.so_far(key_of(LONGER, source))
    assert found is not None
    assert found.steps_done == 20


def test_the_least_recently_wanted_is_forgotten_and_what_is_kept_never(source: Source) -> None:
    kept = replace(SMALL, steps=5)
    store = Store(Here(), keep=[kept])
    run(store, kept, source)
    others = [replace(kept, lr=0.0013 * (n + 1)) for n in range(FINISHED + 2)]
    for other in others:
        run(store, other, source)
    found = [store.finished(key_of(config, source)) is not None for config in [kept, *others]]
    assert found == [True, False, False, *[True] * FINISHED]


def test_forgotten_runs_leave_the_process(source: Source) -> None:
    here = Here(until=5)
    store = Store(here)
    for n in range(UNFINISHED + 3):
        with closing(store.follow(replace(LONGER, lr=0.001 * (n + 1)), source)) as followed:
            until(followed, 5)
        time.sleep(0.02)
    gc.collect()
    assert here.held <= UNFINISHED + 1


def test_large_results_are_fewer(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtlviz.comparison.store.MODEL_STEPS", 2 * SMALL.model_steps)
    store = Store(Here())
    configs = [replace(SMALL, lr=0.001 * (n + 1)) for n in range(4)]
    for config in configs:
        run(store, config, source)
    assert [store.finished(key_of(config, source)) is not None for config in configs] == [False, True, True, True]


def test_other_data_is_another_result(source: Source) -> None:
    other = data.load("turbofan", units=6, seed=1)
    assert key_of(SMALL, source) != key_of(SMALL, other)
    assert key_of(SMALL, source) == key_of(SMALL, data.load("turbofan", units=6))
    assert key_of(SMALL, source) != key_of(SMALL, replace(source, test=source.validation))


def test_the_time_is_measured_once_for_what_costs_the_same(source: Source) -> None:
    here = Here()
    store = Store(here)
    short, long = store.seconds(SMALL, source), store.seconds(replace(SMALL, steps=1200, lr=0.5), source)
    assert 0 < short < long < 60
    assert here.calls == ["cost"]
    more = replace(SMALL, seeds=20, steps=1200)
    assert store.seconds(more, source) > long
    assert here.calls == ["cost", "cost"]


def test_two_who_ask_at_once_have_the_time_measured_once(source: Source) -> None:
    here = Here()
    store = Store(here)
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(lambda _: store.seconds(SMALL, source), range(4)))) == 1
    assert here.calls == ["cost"]


def test_what_is_shown_counts_as_wanted(source: Source) -> None:
    store = Store(Here())
    configs = [replace(SMALL, steps=5, lr=0.001 * (n + 1)) for n in range(FINISHED + 2)]
    first = key_of(configs[0], source)
    assert store.latest(first) is None
    for config in configs:
        found = run(store, config, source)
        assert store.latest(key_of(config, source)) is found
        assert store.latest(first) is not None
    assert store.finished(key_of(configs[1], source)) is None


def test_a_process_of_its_own_gives_the_same_and_survives_being_killed(source: Source) -> None:
    worker = Worker("mtlviz.comparison.serve")
    try:
        store = Store(worker)
        assert_same(run(store, SMALL, source), finish(SMALL, source))
        long = replace(SMALL, steps=20_000)
        with closing(store.follow(long, source)) as followed:
            until(followed, 20)
            assert worker.process
            worker.process.kill()
            again = next(progress for progress in followed if progress.restarts)
        assert again.steps < 20_000
    finally:
        worker.stop()
