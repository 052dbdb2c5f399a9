"""The client is not trusted: what no player of ours says does no harm, and gets a sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtlviz.live import events, session, wire
from mtlviz.live.session import LiveSession
from tests.live.players import start, told

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
