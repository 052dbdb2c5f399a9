"""How long a comparison takes, how far it has come, and whether what is shown is what was asked for: in words."""

from __future__ import annotations

import math

from mtlviz.comparison.config import Config
from mtlviz.comparison.job import Progress
from mtlviz.comparison.result import Result

RESTARTED = "The process that trains had to be started again, and so was this run."


def size(config: Config) -> str:
    """What there is to train.

    >>> size(Config(recipes=("equal",), seeds=1, steps=1))
    '3 models × 1 step'
    """
    return f"{config.replicas} models × {_steps(config.steps)}"


def about(seconds: float) -> str:
    """A duration, no more exact than it is.

    >>> [about(s) for s in (0.3, 7, 14.2, 70, 150, 1000)]
    ['a second', 'about 10 s', 'about 15 s', 'about 1 min', 'about 3 min', 'about 17 min']
    """
    if seconds < 1:
        return "a second"
    if seconds <= 57.5:
        return f"about {5 * math.ceil(seconds / 5 - 0.1)} s"
    return f"about {math.floor(seconds / 60 + 0.5)} min"


def before(config: Config, seconds: float | None) -> str:
    """What Run would do; `seconds` is the time it takes, None where it is not known yet."""
    time = "" if seconds is None else f", {about(seconds)} of work for this machine if it has nothing else to do"
    return f"{size(config)}{time}"


def under_way(progress: Progress, config: Config) -> str:
    """How far it has come, and what is left at the pace of the last seconds."""
    text = f"Step {progress.steps:,} of {config.steps:,}"
    if progress.left is not None and progress.steps:
        text += " · a few seconds left" if progress.left < 4 else f" · {about(progress.left)} left"
    return f"{text}. {RESTARTED}" if progress.restarts else text


def finished(config: Config) -> str:
    """All of it is there."""
    parts = f"{len(config.recipes)} recipes" if len(config.recipes) > 1 else "1 recipe"
    return f"{parts} and 2 tasks trained alone, {config.seeds} seeds each: {size(config)}, finished."


def standing(shown: Result | None, same_config: bool, same_data: bool) -> str:
    """Why what is shown is not the finished run of what the controls say; "" where nothing is shown."""
    if shown is None:
        return ""
    cut = f" It was stopped after {shown.steps_done:,} of {_steps(shown.config.steps)}."
    if same_config and same_data:
        return f"This run is not complete.{cut} Run goes on from there."
    changed = "data has" if same_config else "controls have"
    return f"The {changed} changed since: shown is the run before.{'' if shown.complete else cut}"


def _steps(steps: int) -> str:
    return f"{steps:,} {'step' if steps == 1 else 'steps'}"
