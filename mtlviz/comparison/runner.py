"""Trains the ensemble of a comparison in slices of time, keeping of every step what the page shows."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from mtlviz.arithmetic import divide
from mtlviz.comparison.config import Config
from mtlviz.comparison.result import METRICS, SERIES, Result
from mtlviz.data import Source
from mtlviz.training import Trainer

Array = NDArray[np.float64]
CHUNK = 5  # steps between two looks at the clock


def warm_up(source: Source) -> None:
    """Train one step: torch imports its optimisers and its compiler when it first needs them, which takes a second."""
    Run(Config(recipes=("equal",), seeds=1, steps=1), source).advance(0)


class Run:
    """One comparison under way. How it is cut into slices makes no difference to its result."""

    def __init__(self, config: Config, source: Source) -> None:
        self.config, self.source = config, source
        self._trainer = Trainer(config.ensemble(), source)
        E = len(self._trainer.replicas)
        self._series = {name: np.empty((config.steps, E)) for name in SERIES}
        self._metric_steps: list[int] = []
        self._curves: dict[str, list[Array]] = {name: [] for name in METRICS}

    @property
    def steps_done(self) -> int:
        """Steps taken so far."""
        return self._trainer.steps_done

    @property
    def done(self) -> bool:
        """Has it come to its end?"""
        return self.steps_done == self.config.steps

    def advance(self, seconds: float) -> None:
        """Train for about so long, or to the end; at least a few steps."""
        until = time.perf_counter() + seconds
        while not self.done:
            self._trainer.run(min(CHUNK, self.config.steps - self.steps_done))
            self._keep()
            if time.perf_counter() >= until:
                return

    def result(self) -> Result:
        """What has been measured so far, a copy."""
        done = self.steps_done
        return Result(
            config=self.config,
            source=self.source.title,
            about=self.source.about,
            step=np.arange(done),
            series={name: values[:done].copy() for name, values in self._series.items()},
            metric_steps=np.array(self._metric_steps, np.int64),
            curves={name: np.array(rows).reshape(-1, self.config.replicas) for name, rows in self._curves.items()},
            final=self._trainer.evaluate(),
            stopped=dict(self._trainer.stopped),
        ).frozen()

    def _keep(self) -> None:
        """Take the last steps out of the history, which would grow to hundreds of megabytes."""
        history = self._trainer.history
        told = history.describe()
        rows = slice(self.steps_done - len(history), self.steps_done)
        self._series["ratio"][rows] = divide(told.norms[..., 0], told.norms[..., 1], empty=np.inf)
        self._series["cosine"][rows] = told.cosine
        self._series["pull"][rows] = told.pull
        for k, name in enumerate(("loss_rul", "loss_health")):
            self._series[name][rows] = history.losses[..., k]
        self._metric_steps += history.metric_steps.tolist()
        for name, values in history.metrics.items():
            self._curves[name] += list(values.copy())
        stopped = history.stopped
        history.truncate(0)
        history.stopped = stopped  # who has stopped stays stopped
