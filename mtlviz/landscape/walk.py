"""All starts × methods walk a landscape as one batch, a piece at a time: what is there can be shown at once.

    walk = Walk(WalkConfig(Valleys(), recipes=("equal", …), starts=…))
    for count in walk.stream(seconds=0.2):   # advances for about 0.2 s a turn, to the end
        walk.records[:count]

The same config gives the same walk, however it is cut into pieces. A step costs array calls, not arithmetic (a batch
has tens of points), so each method is asked once a step for all starts, and its answer is written in place.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mtlviz.landscape.base import Array, Landscape, Point
from mtlviz.landscape.descent import Optimizer, descent
from mtlviz.methods import Observation
from mtlviz.recipes import Recipe

RECORDS = 600  # at most so many points a path: finer than a screen shows
COLUMNS = ("x1", "x2", "g1_x1", "g1_x2", "g2_x1", "g2_x2", "w1", "w2", "loss1", "loss2")  # of a record
OUTSIDE = 10.0  # times the view's half width: who gets there has left


@dataclass(frozen=True)
class WalkConfig:
    """What is walked: `recipes` from `starts`, `steps` steps each."""

    landscape: Landscape
    recipes: tuple[Recipe, ...]
    starts: tuple[Point, ...]
    optimizer: Optimizer = "adam"
    lr: float = 1e-3
    steps: int = 35_000

    def __post_init__(self) -> None:
        if not self.recipes or not self.starts:
            raise ValueError(
                f"{len(self.recipes)} recipes and {len(self.starts)} starts; expected at least one of each"
            )
        if self.steps < 1 or not (math.isfinite(self.lr) and self.lr > 0):
            raise ValueError(f"steps is {self.steps} and lr {self.lr}; expected at least one step and a rate > 0")


class Walk:
    """One walk, as far as it has come: `count` records of `total`.

    records:  (total, methods, starts, len(COLUMNS)) float32; the state before step `steps_at[r]`. Losses are as drawn.
    position: (methods, starts, 2) float64, where everyone stands now.
    lost:     (methods, starts) the step at which a path left for good (|x| > 10 × the view, or not a number), else −1.
              Its records are NaN from there on.
    """

    def __init__(self, config: WalkConfig) -> None:
        self.config = config
        stride = max(1, math.ceil(config.steps / RECORDS))
        inner = np.arange(0, config.steps, stride)
        self.steps_at: NDArray[np.int64] = np.append(inner, config.steps)
        self.total = len(self.steps_at)
        self.count = 0
        self.step = 0
        M, S = len(config.recipes), len(config.starts)
        self.records = np.full((self.total, M, S, len(COLUMNS)), np.nan, dtype=np.float32)
        self.lost = np.full((M, S), -1)
        self._x: Array = np.broadcast_to(np.array(config.starts).T[:, None], (2, M, S)).copy()  # coordinate axis first
        self._methods = [recipe.create() for recipe in config.recipes]
        self._asks_losses = ["losses" in method.info.needs for method in self._methods]
        self._asks_gradients = ["gradients" in method.info.needs for method in self._methods]
        self._descent = descent(config.optimizer, config.lr)
        self._floor = np.array(config.landscape.floor)
        self._limit = OUTSIDE * config.landscape.half
        self._weights = np.empty((M, S, 2))
        self._outside = np.zeros((2, M, S))  # of an update where the gradients are parallel and span no plane

    @property
    def done(self) -> bool:
        """Whether the last record is made."""
        return self.count == self.total

    @property
    def position(self) -> Array:
        """(methods, starts, 2) where everyone stands now."""
        return np.moveaxis(self._x, 0, -1)

    def stream(self, seconds: float = 0.2) -> Iterator[int]:
        """Walk to the end, and say every `seconds` how many records there are."""
        while not self.done:
            self.advance(seconds)
            yield self.count

    def advance(self, seconds: float = math.inf) -> None:
        """Walk for about `seconds`, by default to the end; at least one record."""
        deadline = time.perf_counter() + seconds
        with np.errstate(all="ignore"):  # a path that diverges is noticed, and stopped, in _move
            while not self.done:
                self._to_next_record()
                if time.perf_counter() > deadline:
                    return

    def _to_next_record(self) -> None:
        target = int(self.steps_at[self.count])
        while self.step < target:
            self._move(self._look()[1:])
        here = self._look()
        record = self.records[self.count]
        record[..., 0:2], record[..., 8:10] = self.position, np.moveaxis(here[0], 0, -1)
        record[..., 6:8] = self._weights
        record[..., 2:6] = np.moveaxis(here[1:], (0, 1), (-1, -2)).reshape(*record.shape[:-1], 4)
        record[self.lost >= 0] = np.nan
        self.count += 1
        if not self.done:
            self._move(here[1:])

    def _look(self) -> Array:
        """(3, 2 tasks, M, S) losses and gradients here; every method is asked, once a step, and its weights kept."""
        here = self.config.landscape.at(*self._x)
        G = here[1:]
        gram = (G[:, :, None] * G[:, None]).sum(0).transpose(2, 3, 0, 1)  # (M, S, 2, 2)
        above = here[0].transpose(1, 2, 0) - self._floor  # (M, S, 2)
        for m, method in enumerate(self._methods):
            rows = G[:, :, m].transpose(2, 1, 0) if self._asks_gradients[m] else None  # (S, 2 tasks, 2 coordinates)
            seen = Observation(gram[m], above[m] if self._asks_losses[m] else None, self.step, rows)
            self._weights[m] = method.weights(seen)
            if rows is not None and (beyond := method.outside(seen)) is not None:
                self._outside[:, m] = beyond.T
        return here

    def _move(self, G: Array) -> None:
        before = self._x
        self._x = before + self._descent.move((self._weights.transpose(2, 0, 1) * G).sum(1) + self._outside)
        if not np.abs(self._x).max() < self._limit:
            outside = ~(np.abs(self._x) < self._limit).all(0)
            self.lost[outside & (self.lost < 0)] = self.step
            self._x[:, outside] = before[:, outside]
        self.step += 1
