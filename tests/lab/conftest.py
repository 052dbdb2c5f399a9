from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from mtlviz.lab.runner import run_scenario
from mtlviz.lab.scenarios import get
from mtlviz.lab.trace import Trace


@pytest.fixture(scope="session")
def runs() -> Callable[[int], dict[str, Trace]]:
    """`runs(3)["fix"]`: each scenario is run once a session."""
    return cache(lambda number: run_scenario(get(number)))
