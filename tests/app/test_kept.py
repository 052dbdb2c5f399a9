"""What is kept is made once for everybody, and no visitor can empty it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import streamlit as st

from mtlviz.landscape import WalkConfig, opposed
from mtlviz.recipes import get
from mtlviz.ui import landscape_stage, live_data
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


def test_walks_and_data_survive_that_a_visitor_empties_streamlits_caches() -> None:
    config = WalkConfig(opposed(3.0), (get("equal"),), ((1.0, 1.0),), steps=10)
    walk, source = landscape_stage.shared(config), live_data.source("seed_batch", "FD001")
    walk.walk.advance(60.0)
    st.cache_data.clear()
    st.cache_resource.clear()
    assert landscape_stage.shared(config) is walk
    assert walk.walk.done
    assert live_data.source("seed_batch", "FD001") is source
