"""A small comparison, trained once, and results whose numbers a test chooses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mtlviz import data
from mtlviz.comparison.config import Config
from mtlviz.comparison.result import METRICS, OFFICIAL, SERIES, Result
from mtlviz.comparison.runner import Run
from mtlviz.data import Source
from mtlviz.history import Stopped

CONSTANTS = {"rmse": 1e9, "nasa": 1e9, "accuracy": -1.0, "test_rmse": 1e9, "test_nasa": 1e9}  # worse than all else
SMALL = Config(recipes=("equal", "gaba", "pcgrad"), seeds=3, steps=12)


@pytest.fixture(scope="session")
def source() -> Source:
    return data.load("turbofan", units=6)


@pytest.fixture(scope="session")
def result(source: Source) -> Result:
    return finish(SMALL, source)


def finish(config: Config, source: Source) -> Result:
    run = Run(config, source)
    while not run.done:
        run.advance(1.0)
    return run.result()


def invented(
    config: Config,
    final: Mapping[str, Any],
    stopped: Mapping[int, Stopped] | None = None,
    constants: Mapping[str, float] | None = None,
    before: Mapping[str, Any] | None = None,
    **series: Any,
) -> Result:
    """A result of one step with these final metrics, and those `before` the step, (E,) each; what is not given is 1.

    Every finite value is better than the constant predictions, unless `constants` says otherwise.
    """

    def filled(given: Any, shape: tuple[int, ...]) -> NDArray[np.float64]:
        return np.broadcast_to(np.asarray(1.0 if given is None else given, float), shape).copy()

    E = config.replicas
    return Result(
        config=config,
        source="Invented",
        about="",
        step=np.arange(1),
        series={name: filled(series.get(name), (1, E)) for name in SERIES},
        metric_steps=np.arange(1),
        curves={name: filled((before or {}).get(name), (1, E)) for name in METRICS},
        final={name: filled(final.get(name), (E,)) for name in (*METRICS, *(n for n in OFFICIAL if n in final))},
        constants={**CONSTANTS, **dict(constants or {})},
        stopped=dict(stopped or {}),
    )
