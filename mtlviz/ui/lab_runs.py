"""The autograd lab's runs, made once a process: the same code gives the same runs."""

from __future__ import annotations

from typing import Any

import streamlit as st

from mtlviz.figures.lab_view import run_view
from mtlviz.lab.scenarios import SCENARIOS, get
from mtlviz.lab.trace import Trace
from mtlviz.ui import process
from mtlviz.ui.kept import kept


@kept(most=len(SCENARIOS))
def runs(number: int) -> dict[str, Trace]:
    """Every listing's run. Shared by all sessions, and never changed."""
    with st.spinner("Running the code …"):
        process.import_torch()
        from mtlviz.lab.runner import run_scenario  # imports torch: only once something is to run

        with process.GATE:
            return run_scenario(get(number))


@kept(most=64)
def view(number: int, key: str) -> dict[str, Any]:
    """One run as the component shows it."""
    return run_view(runs(number)[key])


def end(number: int, key: str = "code") -> int:
    """The line on which a run ends."""
    return runs(number)[key].steps[-1].line
