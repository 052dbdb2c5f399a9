"""Trains the ensemble of a comparison in slices of time, keeping of every step what the page shows."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from mtlviz import geometry
from mtlviz.arithmetic import divide
from mtlviz.comparison.config import Config
from mtlviz.comparison.result import METRICS, OFFICIAL, SERIES, Result
from mtlviz.data import Source
from mtlviz.data.baselines import baselines, official_baselines
from mtlviz.training import Trainer

Array = NDArray[np.float64]
CHUNK = 480  # model-steps between two looks at the clock, in whole steps: a twentieth of a second


def warm_up(source: Source) -> None:
    """Train one step: torch imports its optimisers and its compiler when it first needs them, which takes a second."""
    Run(Config(recipes=("equal",), seeds=1, steps=1), source).advance(0)


class Run:
    """One comparison under way. How it is cut into slices makes no difference to its result."""

    def __init__(self, config: Config, source: Source) -> None:
        self.config, self.source = config, source
        self._trainer = Trainer(config.ensemble(), source)
        E = len(self._trainer.replicas)
        self._series = {name: np.empty((config.steps, E), np.float32) for name in SERIES}  # up to 2 million each
        self._metric_steps: list[int] = []
        self._curves: dict[str, list[Array]] = {name: [] for name in METRICS}
        self._constants = _constants(source)

    @property
    def steps_done(self) -> int:
        """Steps taken so far."""
        return self._trainer.steps_done

    @property
    def done(self) -> bool:
        """Has it come to its end?"""
        return self.steps_done == self.config.steps

    def advance(self, seconds: float, pulse: Callable[[], None] = lambda: None) -> None:
        """Train for about so long, or to the end; at least a step. `pulse` is called every few steps."""
        until, chunk = time.perf_counter() + seconds, min(5, max(1, CHUNK // self.config.replicas))
        while not self.done:
            self._trainer.run(min(chunk, self.config.steps - self.steps_done))
            self._keep()
            pulse()
            if time.perf_counter() >= until:
                return

    def result(self) -> Result:
        """What has been measured so far; steps still to come leave it alone."""
        done = self.steps_done
        final = self._trainer.evaluate()
        if self.source.test is not None:
            tested = self._trainer.evaluate_test() if self.done else {}
            final |= {name: tested.get(of, np.full(self.config.replicas, np.nan)) for name, of in OFFICIAL.items()}
        return Result(
            config=self.config,
            source=self.source.title,
            about=self.source.about,
            step=np.arange(done),
            series={name: values[:done] for name, values in self._series.items()},  # views: these rows stay
            metric_steps=np.array(self._metric_steps, np.int64),
            curves={name: np.array(rows).reshape(-1, self.config.replicas) for name, rows in self._curves.items()},
            final=final,
            constants=self._constants,
            stopped=dict(self._trainer.stopped),
        ).frozen()

    def _keep(self) -> None:
        """Take the last steps out of the history, which would grow to hundreds of megabytes."""
        history = self._trainer.history
        told = history.describe()
        rows = slice(self.steps_done - len(history), self.steps_done)
        kept = {
            "ratio": divide(told.norms[..., 0], told.norms[..., 1], empty=np.inf),
            "cosine": told.cosine,
            "pull": told.pull,
            "length": geometry.step_length(history.gram, history.weights, history.outside),
            "loss_rul": history.losses[..., 0],
            "loss_health": history.losses[..., 1],
        }
        with np.errstate(over="ignore"):  # what is too large for float32 is infinite
            for name in SERIES:
                self._series[name][rows] = kept[name]
        self._metric_steps += history.metric_steps.tolist()
        for name, values in history.metrics.items():
            self._curves[name] += list(values.copy())
        stopped = history.stopped
        history.truncate(0)
        history.stopped = stopped  # who has stopped stays stopped


def _constants(source: Source) -> dict[str, float]:
    """What a constant prediction gets, by the names of `Result.final`."""
    validation, official = baselines(source), official_baselines(source)
    told = {name: validation[name] for name in METRICS}
    return told if official is None else told | {name: official[of] for name, of in OFFICIAL.items()}
