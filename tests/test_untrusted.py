"""Whatever a browser sends: each of the five readers makes sense of it or leaves it, and none fails."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from mtlviz.lessons.state import LIMITS
from mtlviz.live import events
from mtlviz.ui.components.field import picked
from mtlviz.ui.components.lab import line_in
from mtlviz.ui.components.landscape import Told
from mtlviz.ui.components.tug import Moved
from mtlviz.untrusted import number

HUGE = 10**400  # JSON has it, a float does not
numbers = st.integers() | st.floats() | st.sampled_from([HUGE, -HUGE, 1.8e308, 2**63, 0, 1])
anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | numbers | st.text(max_size=5), lambda inside: st.lists(inside, max_size=3), max_leaves=5
)
words = st.sampled_from(["left", "right", "1/code", "pcgrad", "run", ""]) | anything
fields = {
    **dict.fromkeys(
        ("lam", "angle", "ratio", "seq", "line", "have", "epoch", "branch", "seen", "speed"), numbers | anything
    ),
    **dict.fromkeys(("side", "id", "method", "walk", "scene", "run", "final", "playing"), words),
    "at": numbers | anything | st.lists(numbers, min_size=2, max_size=2),
}
messages = st.fixed_dictionaries({}, optional=fields) | anything


@given(numbers | anything, st.floats(-1e9, 0), st.floats(0, 1e9))
def test_a_number_is_finite_and_within_its_limits_or_none(value: Any, low: float, high: float) -> None:
    found = number(value, low, high)
    if found is None:
        assert isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 2**1024
    else:
        assert low <= found <= high
        assert found == value or not low <= value <= high


@given(messages)
@example(dict.fromkeys(fields, HUGE))
@example({"lam": HUGE, "angle": 3, "ratio": 5, "side": "left", "seq": 1})
@example({"lam": 0.5, "angle": 3, "ratio": 5, "side": "left", "seq": HUGE})
@example({"id": "1/code", "line": HUGE})
@example({"have": 3, "at": [HUGE, 1]})
def test_no_reader_fails_and_what_it_understood_is_within_the_limits(message: Any) -> None:
    moved = Moved.read(message)
    if moved is not None:
        assert all(low <= getattr(moved.state, key) <= high for key, (low, high) in LIMITS.items())
        assert moved.seq >= 0
    for key, value in picked(message).items():
        assert key == "method" or LIMITS[key][0] <= value <= LIMITS[key][1]
    line = line_in(message, "1/code", 12)
    assert line is None or 0 <= line <= 12
    told = Told.read(message)
    if told is not None:
        assert told.have >= 0
        assert told.start is None or all(map(math.isfinite, told.start))
    with suppress(events.EventError):
        heard = events.read("need", message, 500)
        assert 0 <= heard.at <= max(heard.have - 1, 0) < 500
        assert events.SPEEDS[0] <= heard.speed <= events.SPEEDS[1]
