"""What a comparison costs on this machine, measured on a few steps of that very comparison."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mtlviz.comparison.config import EVALUATIONS, Config
from mtlviz.data import Source

if TYPE_CHECKING:
    from mtlviz.training import Trainer

CHUNK = 5  # steps between two looks at the clock
SAMPLE = 0.2  # seconds of steps that are measured
NEVER = 10**9  # steps between two looks at the validation data


@dataclass(frozen=True)
class Cost:
    """Seconds of one processor: to set a comparison up, for a step of all its models, for a look at the data."""

    start: float
    step: float
    look: float

    def of(self, steps: int) -> float:
        """Seconds for a whole run of so many steps."""
        return self.start + steps * self.step + (EVALUATIONS + 1) * self.look


def measure(config: Config, source: Source, pulse: Callable[[], None] = lambda: None) -> Cost:
    """By a clock that stands still while other processes have the processor. `pulse` is called every few steps."""
    from mtlviz.training import Trainer  # torch: the server, which reads a Cost, has none

    clock = time.thread_time
    begun = clock()
    trainer = Trainer(replace(config.ensemble(), eval_every=NEVER), source)
    _steps(trainer)  # with its look at the data, and all that happens once
    pulse()
    once, start, steps = clock() - begun, clock(), 0
    while steps == 0 or clock() - start < SAMPLE:
        steps += _steps(trainer)
        pulse()
    step, now = (clock() - start) / steps, clock()
    trainer.evaluate()
    look = clock() - now
    return Cost(max(0.0, once - CHUNK * step - look), step, look)


def _steps(trainer: Trainer) -> int:
    """A few, with what a comparison keeps of them."""
    trainer.run(CHUNK)
    trainer.history.describe()
    trainer.history.truncate(0)
    return CHUNK
