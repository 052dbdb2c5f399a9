"""One visitor's run: how it starts, goes on and ends."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from mtlviz.live import Settings, session, wire
from mtlviz.training import Trainer
from tests.live.players import SOURCE, assert_same, start, told


def test_first_chunk_is_there_at_once() -> None:
    chunk = start().message()
    assert (chunk["from"], chunk["count"], chunk["total"]) == (0, session.FIRST, session.FIRST)
    assert chunk["sentences"][0][0] == 0
    assert {len(values) for values in chunk["columns"].values()} == {session.FIRST}
    assert chunk["metrics"]["step"] == [0, 10, 20, 30, 40, 50]
    assert chunk["parameters"] == 576


@pytest.mark.parametrize(("speed", "steps"), [(1, session.FEWEST), (50, 50), (200, session.MOST)])
def test_chunks_follow_the_speed_within_bounds(speed: float, steps: int) -> None:
    live = start()
    live.handle("need", told(live, speed=speed))
    assert live.steps == session.FIRST + steps


@pytest.mark.parametrize("changed", [{"seed": 1}, {"heads": "one"}])
def test_another_start_is_another_run(changed: dict[str, Any]) -> None:
    live = start()
    live.handle("look", told(live, playing=True))
    live.change(Settings(**changed))
    chunk = live.message()
    assert (chunk["epoch"], chunk["from"], chunk["count"], chunk["autoplay"]) == (1, 0, session.FIRST, True)
    fresh = Trainer(Settings(**changed).config(), SOURCE)
    fresh.run(session.FIRST)
    assert_same(live.history, fresh.history)


def test_reset_keeps_the_weights_and_takes_the_present_rule() -> None:
    live = start()
    before = live.history.losses[0].copy()
    live.change(Settings(recipe="mgda"))
    live.handle("reset", told(live))
    assert (live.epoch, live.branch, live.applied, live.message()["autoplay"]) == (1, 0, live.rev, False)
    assert_array_equal(live.history.losses[0], before)
    plain = Trainer(Settings(recipe="mgda").config(), SOURCE)
    plain.run(session.FIRST)
    assert_same(live.history, plain.history)


def test_a_start_that_fails_leaves_the_run_alone() -> None:
    live = start()
    with pytest.raises(ValueError, match="lr is"):
        live.change(Settings(seed=3, lr=-1.0))
    assert (live.epoch, live.settings.seed) == (0, 0)
    live.handle("need", told(live))
    assert live.steps == session.FIRST + session.FEWEST


def test_divergence_ends_the_run_with_a_sentence_and_keeps_its_history() -> None:
    live = start(lr=1e6, optimizer="sgd")
    chunk = json.loads(wire.encode(live.message()), parse_constant=lambda name: pytest.fail(f"{name} in JSON"))
    assert chunk["stopped"]["step"] < session.FIRST
    assert "stopped at step" in chunk["stopped"]["text"]
    assert "learning rate" in chunk["stopped"]["text"]
    assert chunk["columns"]["norm_rul"][-1] is None
    assert chunk["columns"]["norm_rul"][0] > 0
    live.handle("need", told(live))
    assert live.steps == chunk["total"]
    assert "It ran with SGD, learning rate 1e+06. Choose a smaller one" in chunk["stopped"]["text"]
    live.change(Settings(lr=1e-4, optimizer="sgd"))
    live.handle("rewind", told(live))
    assert live.applied < live.rev, "a new rule cannot mend weights that are lost: it waits"
    assert live.stopped is not None
    assert "It ran with SGD, learning rate 1e+06." in live.stopped["text"]
    assert "(learning rate 0.0001)" in live.stopped["text"]
    assert live.steps == chunk["total"]
    live.handle("rewind", told(live, at=0))
    assert live.stopped is None
    assert live.steps == session.AFTER_CHANGE
    assert live.applied == live.rev


def test_what_no_sensor_is_needed_for_goes_with_every_message() -> None:
    """Held to formulas of its own; the validation rows are few enough here to be all looked at."""
    mean = SOURCE.train.rul.mean(dtype=np.float64)
    majority = max(range(3), key=lambda k: (SOURCE.train.health == k).sum())
    told = start().message()["constants"]
    assert told["rmse"] == pytest.approx(np.sqrt(((SOURCE.validation.rul - mean) ** 2).mean()))
    assert told["accuracy"] == pytest.approx((SOURCE.validation.health == majority).mean())
    assert told["nasa"] > 0


def test_a_run_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "LONGEST", 90)
    live = start()
    for _ in range(5):
        live.handle("need", told(live, speed=200))
    assert live.steps == 90
    assert "90 steps" in live.message()["stopped"]["text"]


def test_sessions_share_nothing() -> None:
    one, two = start(), start()
    assert one.run != two.run
    one.change(Settings(recipe="mgda", lr=0.1))
    one.handle("rewind", told(one, at=5))
    one.handle("need", told(one))
    fresh = start()
    assert_same(two.history, fresh.history)
    two.handle("need", told(two))
    fresh.handle("need", told(fresh))
    assert_same(two.history, fresh.history)
