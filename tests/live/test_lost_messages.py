"""Messages may get lost or come twice: a client that goes on asking ends with the run that happened."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtlviz.live import Settings, session, wire
from tests.live.players import Client, start, told


def test_asking_twice_trains_once() -> None:
    live = start()
    ask = told(live)
    live.handle("need", ask)
    first = live.message()
    live.handle("need", ask)
    assert live.message() == first
    assert (first["from"], first["count"]) == (session.FIRST, session.FEWEST)


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
