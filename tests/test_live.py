"""The server's side of the player: whatever a client says and whatever gets lost, it ends with what happened."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from mtlviz import data
from mtlviz.history import History
from mtlviz.live import LiveSession, Settings, events, session, wire
from mtlviz.live.snapshots import Snapshots
from mtlviz.training import Trainer

torch.set_num_threads(1)  # as the app does: with more, small steps take a hundred times longer on a busy machine
SOURCE = data.load("turbofan", units=4)


def start(**changed: Any) -> LiveSession:
    return LiveSession(Settings(**changed), SOURCE)


def told(live: LiveSession, have: int | None = None, **more: Any) -> dict[str, Any]:
    """What an honest player says that has `have` steps and shows the last of them."""
    have = live.steps if have is None else have
    where = {"at": max(have - 1, 0), "seen": max(have - 1, 0)}
    return {
        "run": live.run,
        "epoch": live.epoch,
        "branch": live.branch,
        "have": have,
        "playing": True,
        "speed": 20,
        **where,
        **more,
    }


def recorded(history: History) -> list[np.ndarray]:
    return [history.gram, history.losses, history.contributions, *history.metrics.values()]


def assert_same(one: History, two: History) -> None:
    assert len(one) == len(two)
    for a, b in zip(recorded(one), recorded(two), strict=True):
        assert_array_equal(a, b)


class Client:
    """The player's store (player_store.js) in Python: what a browser makes of the messages that reach it."""

    def __init__(self) -> None:
        self.run, self.epoch, self.branch, self.columns, self.metrics = "", -1, 0, {}, {}

    @property
    def have(self) -> int:
        return len(self.columns.get("ratio", []))

    def take(self, encoded: bytes) -> None:
        chunk = json.loads(encoded)
        if (chunk["run"], chunk["epoch"]) != (self.run, self.epoch):
            self.columns, self.metrics = {}, {}
        elif chunk["branch"] > self.branch:
            kept = sum(step < chunk["from"] for step in self.metrics["step"])
            self.columns = {name: values[: chunk["from"]] for name, values in self.columns.items()}
            self.metrics = {name: values[:kept] for name, values in self.metrics.items()}
        self.run, self.epoch, self.branch = chunk["run"], chunk["epoch"], chunk["branch"]
        if chunk["from"] > self.have:
            return
        skip, last = self.have - chunk["from"], max(self.metrics.get("step", [-1]), default=-1)
        for name, values in chunk["columns"].items():
            self.columns.setdefault(name, []).extend(values[skip:])
        fresh = [i for i, step in enumerate(chunk["metrics"]["step"]) if step > last]
        for name, values in chunk["metrics"].items():
            self.metrics.setdefault(name, []).extend(values[i] for i in fresh)

    def says(self, at: int = 0) -> dict[str, Any]:
        at = min(at, max(self.have - 1, 0))
        return {
            "run": self.run,
            "epoch": self.epoch,
            "branch": self.branch,
            "have": self.have,
            "at": at,
            "seen": at,
            "playing": True,
            "speed": 20,
        }


def test_first_chunk_is_there_at_once() -> None:
    chunk = start().message()
    assert (chunk["from"], chunk["count"], chunk["total"]) == (0, session.FIRST, session.FIRST)
    assert chunk["sentences"][0][0] == 0
    assert {len(values) for values in chunk["columns"].values()} == {session.FIRST}
    assert chunk["metrics"]["step"] == [0, 10, 20, 30, 40, 50]
    assert chunk["parameters"] == 576


def test_columns_are_the_history_to_six_digits() -> None:
    live = start(recipe="pcgrad")
    columns, history = live.message()["columns"], live.history
    describe = history.describe()
    for name, values in {
        "norm_rul": describe.norms[:, 0, 0],
        "norm_health": describe.norms[:, 0, 1],
        "ratio": describe.ratio[:, 0],
        "weight_health": history.weights[:, 0, 1],
        "loss_rul": history.losses[:, 0, 0],
        "c01": history.contributions[:, 0, 0, 1],
        "c10": history.contributions[:, 0, 1, 0],
    }.items():
        np.testing.assert_allclose(columns[name], values, rtol=1e-5)
    np.testing.assert_allclose(columns["cosine"], describe.cosine[:, 0], atol=1e-9)


def test_asking_twice_trains_once() -> None:
    live = start()
    ask = told(live)
    live.handle("need", ask)
    first = live.message()
    live.handle("need", ask)
    assert live.message() == first
    assert (first["from"], first["count"]) == (session.FIRST, session.FEWEST)


@pytest.mark.parametrize(("speed", "steps"), [(1, session.FEWEST), (50, 50), (200, session.MOST)])
def test_chunks_follow_the_speed_within_bounds(speed: float, steps: int) -> None:
    live = start()
    live.handle("need", told(live, speed=speed))
    assert live.steps == session.FIRST + steps


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
    for changed in ({"recipe": "gradnorm"}, {"recipe": "gaba", "lr": 0.01}):
        live.change(Settings(**changed))
        live.handle("rewind", told(live, at=30))
    plain = Trainer(Settings(recipe="gaba").config(), SOURCE)
    plain.run(30)
    plain.change(lr=0.01)
    plain.run(session.AFTER_CHANGE)
    assert_same(live.history, plain.history)
    assert live.changes() == [(30, "learning rate 0.01")]


def test_going_back_before_a_change_forgets_it() -> None:
    live = start()
    live.change(Settings(lr=0.02))
    live.handle("rewind", told(live, at=40))
    live.change(Settings(lr=0.02, recipe="gaba"))
    live.handle("rewind", told(live, at=50))
    assert live.changes() == [(40, "learning rate 0.02"), (50, "GABA")]
    live.change(Settings(recipe="mgda"))
    live.handle("rewind", told(live, at=45))
    assert live.changes() == [(40, "learning rate 0.02"), (45, "MGDA, learning rate 0.001")]
    plain = Trainer(Settings().config(), SOURCE)
    plain.run(40)
    plain.change(lr=0.02)
    plain.run(5)
    plain.change("mgda", lr=0.001)
    plain.run(session.AFTER_CHANGE)
    assert_same(live.history, plain.history)


def test_lambda_matters_to_the_fixed_recipe_alone() -> None:
    live = start(recipe="gaba", lam=0.5)
    live.change(Settings(recipe="gaba", lam=0.9))
    assert live.rev == 0
    live.change(Settings(recipe="fixed", lam=0.9))
    assert live.rev == 1
    assert Settings(recipe="fixed", lam=0.9).differs_from(Settings(recipe="fixed", lam=0.2)) == "λ 0.9"


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
    live.change(Settings(lr=1e-4, optimizer="sgd"))
    live.handle("rewind", told(live, at=0))
    assert live.stopped is None
    assert live.steps == session.AFTER_CHANGE


def test_a_run_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "LONGEST", 90)
    live = start()
    for _ in range(5):
        live.handle("need", told(live, speed=200))
    assert live.steps == 90
    assert "90 steps" in live.message()["stopped"]["text"]


def test_messages_are_bounded_and_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "PER_MESSAGE", 50)
    live, client = start(), Client()
    live.handle("need", told(live, speed=200))
    for _ in range(20):
        encoded = wire.encode(live.message())
        assert json.loads(encoded)["count"] <= 50
        client.take(encoded)
        if client.have == live.steps:
            break
        live.handle("need", client.says())
    assert client.have == live.steps == session.FIRST + session.MOST


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["need", "need", "rewind", "reset", "look", "lr", "recipe", "seed"]),
            st.integers(0, 120),
            st.booleans(),  # does the answer arrive?
        ),
        max_size=12,
    )
)
def test_a_client_catches_up_whatever_gets_lost(story: list[tuple[str, int, bool]]) -> None:
    live, client = start(recipe="gaba"), Client()
    client.take(wire.encode(live.message()))
    now: dict[str, Any] = {"recipe": "gaba"}
    for word, at, arrives in story:
        if word in ("lr", "recipe", "seed"):
            now |= {word: {"lr": 1e-4 * (1 + at), "recipe": ("gaba", "mgda", "equal")[at % 3], "seed": at % 2}[word]}
            live.change(Settings(**now))
        else:
            live.handle(word, client.says(at))
            assert live.notice is None
        if arrives:
            client.take(wire.encode(live.message()))
    for _ in range(4):
        live.handle("look", client.says())
        client.take(wire.encode(live.message()))
    expected = json.loads(wire.encode(wire.columns(live.history, slice(0, live.steps))))
    assert client.columns == expected
    assert client.metrics["step"] == live.history.metric_steps.tolist()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ["run", "epoch", "branch", "have", "at", "seen", "playing", "speed"]


@pytest.fixture(scope="module")
def victim() -> LiveSession:
    return start()


@settings(max_examples=300, deadline=None)
@given(event=st.sampled_from(events.EVENTS) | JSON, value=JSON, mended=st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_hostile_events_do_no_harm(victim: LiveSession, event: Any, value: Any, mended: dict[str, Any]) -> None:
    """Any JSON at all, and honest events with fields replaced by any JSON: steps within bounds, or a notice."""
    for payload in (value, told(victim) | mended):
        before = victim.steps
        victim.handle(event, payload)
        assert victim.steps <= max(before + session.MOST, session.FIRST)
        chunk = json.loads(wire.encode(victim.message()))
        assert chunk["count"] <= session.PER_MESSAGE
        if victim.notice is not None:
            assert victim.notice.startswith("An event of the player was ignored: ")
            assert len(victim.notice) < 300
        if victim.steps > 2000:
            victim.handle("reset", told(victim))


@pytest.mark.parametrize(
    ("event", "changed", "sentence"),
    [
        ("explode", {}, "unknown event 'explode'; expected one of need, rewind"),
        ("need", {"have": 10_000_000}, "have is 10000000; expected a whole number from 0 to 20000"),
        ("need", {"have": 61}, "have is 61; expected at most the 60 steps there are"),
        ("need", {"have": float("nan")}, "have is nan; expected"),
        ("need", {"have": True}, "have is True; expected"),
        ("need", {"branch": 4}, "branch is 4; expected at most 0"),
        ("need", {"speed": 1e9}, "speed is 1000000000.0; expected a number from 1 to 200"),
        ("rewind", {"at": 60}, "at is 60; expected a whole number from 0 to 59"),
        ("rewind", {"at": -1}, "at is -1"),
        ("rewind", {"run": ["x"]}, "run is ['x']; expected a short text"),
        ("need", {"have": 10**5000}, "have is a int; expected"),
    ],
)
def test_what_no_player_says_is_ignored_with_a_notice(event: str, changed: dict[str, Any], sentence: str) -> None:
    live = start()
    live.handle(event, told(live) | changed)
    assert live.steps == session.FIRST
    assert live.notice is not None
    assert sentence in live.notice
    live.handle("look", told(live))
    assert live.notice is None


def test_a_rewind_that_nobody_asked_for_changes_nothing() -> None:
    live = start()
    live.handle("rewind", told(live, at=10))
    assert (live.branch, live.steps) == (0, session.FIRST)


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


def test_snapshots_stay_few_and_replays_short() -> None:
    trainer = Trainer(Settings().config(), SOURCE)
    snapshots = Snapshots(trainer)
    for _ in range(1500):
        snapshots.keep()
        trainer.step()
    steps = [mark.step for mark in snapshots._marks]
    assert len(steps) < 1500 / 100 + 15
    assert max(np.diff([*steps, 1500])) <= 100
    assert max(np.diff([step for step in steps if step > 1300])) <= 20


def test_the_step_shown_as_a_link_to_the_tug_of_war() -> None:
    live = start(recipe="fixed", lam=0.25)
    live.handle("look", told(live, at=33, playing=False))
    link = live.as_tug_of_war()
    described = live.history.describe(slice(33, 34))
    assert link["v"] == "1"
    assert float(link["lam"]) == 0.25
    assert float(link["ratio"]) == pytest.approx(min(described.ratio[0, 0], 1000), rel=1e-5)
    assert float(link["angle"]) == pytest.approx(np.degrees(np.arccos(described.cosine[0, 0])), abs=0.01)


@given(st.lists(st.floats(), max_size=5), st.dictionaries(st.text(), st.floats() | st.text() | st.none()))
def test_the_encoder_writes_strict_json(values: list[float], mapping: dict[str, Any]) -> None:
    def never(name: str) -> None:
        raise AssertionError(f"{name} in JSON")

    back = json.loads(wire.encode({"values": values, "mapping": [mapping]}), parse_constant=never)
    finite = [value if np.isfinite(value) else None for value in values]
    assert back["values"] == finite
