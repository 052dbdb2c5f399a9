"""A rule changed at a step is a run changed at that step, bit for bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mtlviz import recipes
from mtlviz.live import Settings, session
from mtlviz.live.snapshots import Snapshots
from mtlviz.training import Trainer
from tests.live.players import SOURCE, assert_same, start, told


def test_replay_is_the_uninterrupted_run_bit_for_bit() -> None:
    whole = Trainer(Settings(recipe="gaba").config(), SOURCE)
    whole.run(260)
    live = start(recipe="gaba")
    while live.steps < 260:
        live.handle("need", told(live))
    for step in (259, 37, 140, 0, 60):
        snapshots = live._snapshots
        snapshots.back_to(step)
        live.trainer.run(260 - step)
        assert_same(live.history, whole.history)


@pytest.mark.parametrize(
    "changed",
    [
        {"recipe": "gradnorm"},
        {"recipe": "grace"},
        {"lr": 0.02},
        {"optimizer": "momentum", "lr": 1e-5},
        {"recipe": "fixed", "lam": 0.01},
    ],
)
@pytest.mark.parametrize("at", [0, 17, 40, 59])
def test_rewinding_to_a_new_rule_is_a_run_changed_at_that_step(changed: dict[str, Any], at: int) -> None:
    live = start(recipe="gaba")
    live.change(Settings(**{"recipe": "gaba", **changed}))
    assert (live.rev, live.applied) == (1, 0)
    live.handle("rewind", told(live, at=at))
    assert (live.applied, live.branch, live.message()["from"]) == (1, 1, at)

    plain = Trainer(Settings(recipe="gaba").config(), SOURCE)
    plain.run(at)
    now = Settings(**{"recipe": "gaba", **changed})
    plain.change(now.chosen() if "recipe" in changed else None, now.optimizer, now.lr)
    plain.run(session.AFTER_CHANGE)
    assert_same(live.history, plain.history)


def test_second_thoughts_at_one_step_leave_no_trace() -> None:
    """GABA → GradNorm → GABA with another rate at one step: GABA's memory of the steps before is still there."""
    live = start(recipe="gaba")
    for changed in ({"recipe": "gradnorm"}, {"recipe": "gaba", "lr": 0.03}):
        live.change(Settings(**changed))
        live.handle("rewind", told(live, at=30))
    plain = Trainer(Settings(recipe="gaba").config(), SOURCE)
    plain.run(30)
    plain.change(lr=0.03)
    plain.run(session.AFTER_CHANGE)
    assert_same(live.history, plain.history)
    assert live.changes() == [(30, "learning rate 0.03")]


def test_going_back_before_a_change_forgets_it() -> None:
    live = start()
    live.change(Settings(lr=0.02))
    live.handle("rewind", told(live, at=40))
    live.change(Settings(lr=0.02, recipe="gaba"))
    live.handle("rewind", told(live, at=48))
    assert live.changes() == [(40, "learning rate 0.02"), (48, "GABA")]
    live.change(Settings(recipe="mgda"))
    live.handle("rewind", told(live, at=45))
    assert live.changes() == [(40, "learning rate 0.02"), (45, "MGDA, learning rate 0.01")]
    plain = Trainer(Settings().config(), SOURCE)
    plain.run(40)
    plain.change(lr=0.02)
    plain.run(5)
    plain.change("mgda", lr=0.01)
    plain.run(session.AFTER_CHANGE)
    assert_same(live.history, plain.history)


def test_lambda_matters_to_the_fixed_recipe_alone() -> None:
    live = start(recipe="gaba", lam=0.5)
    live.change(Settings(recipe="gaba", lam=0.9))
    assert live.rev == 0
    live.change(Settings(recipe="fixed", lam=0.9))
    assert live.rev == 1
    assert Settings(recipe="fixed", lam=0.9).differs_from(Settings(recipe="fixed", lam=0.2)) == "λ 0.9"


def test_a_setting_of_the_method_changes_the_rule_and_others_do_not() -> None:
    live = start(recipe="grace")
    live.change(Settings(recipe="grace", hyper=(("cagrad.c", 0.1),)))
    assert live.rev == 0
    live.change(Settings(recipe="grace", hyper=(("gaba.floor", 0.0), ("gaba.warmup", 0))))
    assert live.rev == 1
    live.handle("rewind", told(live, at=30))
    assert live.changes() == [(30, "floor 0, warm-up 0")]
    plain = Trainer(Settings(recipe="grace").config(), SOURCE)
    plain.run(30)
    plain.change(recipes.get("grace", floor=0.0, warmup=0))
    plain.run(session.AFTER_CHANGE)
    assert_same(live.history, plain.history)
    back = Settings(recipe="grace").differs_from(Settings(recipe="grace", hyper=(("gaba.floor", 0.0),)))
    assert back == "as in the paper"


def test_snapshots_stay_few_and_replays_short() -> None:
    trainer = Trainer(Settings().config(), SOURCE)
    snapshots = Snapshots(trainer)
    for _ in range(1500):
        snapshots.keep()
        trainer.step()
    steps = [mark.step for mark in snapshots._marks]
    assert len(steps) < 1500 / 100 + 15
    assert max(np.diff([*steps, 1500])) <= 100
    assert max(np.diff([step for step in steps if step > 1440])) <= 5
