"""What is kept is made once for everybody, and no visitor can empty it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
import streamlit as st

from mtlviz.landscape import WalkConfig, opposed
from mtlviz.recipes import get
from mtlviz.ui import landscape_stage, live_data, methods_controls
from mtlviz.ui.kept import kept


def test_it_is_made_once_for_all_and_the_least_recent_is_forgotten() -> None:
    made: list[int] = []

    @kept(most=2)
    def make(number: int) -> object:
        made.append(number)
        return object()

    with ThreadPoolExecutor(8) as sessions:
        assert len(set(sessions.map(make, [1] * 50))) == 1
    one = make(1)
    for number in (2, 1, 3, 1):
        make(number)
    assert make(1) is one
    assert made == [1, 2, 3]
    make(2)
    assert made == [1, 2, 3, 2]


def test_what_is_there_does_not_wait_for_what_somebody_else_has_made() -> None:
    begun, go_on = Event(), Event()

    @kept(most=4)
    def make(name: str) -> str:
        if name == "slow":
            begun.set()
            assert go_on.wait(60)
        return name.upper()

    assert make("fast") == "FAST"
    with ThreadPoolExecutor(1) as other:
        slow = other.submit(make, "slow")
        assert begun.wait(60)
        assert make("fast") == "FAST"
        assert make(name="new") == "NEW"
        assert not slow.done()
        go_on.set()
        assert slow.result(60) == "SLOW"


def test_an_error_is_not_kept() -> None:
    tries: list[int] = []

    @kept(most=1)
    def make() -> int:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("the disk is full")
        return len(tries)

    with pytest.raises(OSError, match="full"):
        make()
    assert make() == make() == 2


def test_walks_data_and_maps_survive_that_a_visitor_empties_streamlits_caches() -> None:
    config = WalkConfig(opposed(3.0), (get("equal"),), ((1.0, 1.0),), steps=10)
    walk, source = landscape_stage.shared(config), live_data.source("seed_batch", "FD001")
    walk.walk.advance(60.0)
    chart = methods_controls.landscape("gaba", 0.5, (1.0, 1.0), 100, ())
    st.cache_data.clear()
    st.cache_resource.clear()
    assert landscape_stage.shared(config) is walk
    assert walk.walk.done
    assert live_data.source("seed_batch", "FD001") is source
    assert methods_controls.landscape("gaba", 0.5, (1.0, 1.0), 100, ()) is chart
    with pytest.raises(ValueError, match="read-only"):
        chart.cosines[0] = 1
