"""A result travels in parts: what was measured since the last one, joined to what is there already. No torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtlviz.comparison.result import Result

Array = NDArray[Any]
Have = tuple[int, int]  # steps and looks at the validation data that the receiver has


@dataclass(frozen=True)
class News:
    """Where a run stands, and what was measured since the caller last asked; None if it does not ask now."""

    steps: int
    done: bool
    part: Result | None


def have(result: Result | None) -> Have:
    """How much of it there is."""
    return (0, 0) if result is None else (len(result.step), len(result.metric_steps))


def since(result: Result, received: Have) -> Result:
    """The rows after those received; what has no rows is there whole."""
    steps, looks = received
    return replace(
        result,
        step=result.step[steps:],
        series={name: values[steps:] for name, values in result.series.items()},
        metric_steps=result.metric_steps[looks:],
        curves={name: values[looks:] for name, values in result.curves.items()},
    )


def joined(before: Result | None, part: Result) -> Result:
    """The whole result again, frozen: `part` follows `before`."""
    if before is None:
        return part.frozen()
    return replace(
        part,
        step=np.concatenate([before.step, part.step]),
        series=_appended(before.series, part.series),
        metric_steps=np.concatenate([before.metric_steps, part.metric_steps]),
        curves=_appended(before.curves, part.curves),
    ).frozen()


def _appended(before: Mapping[str, Array], part: Mapping[str, Array]) -> dict[str, Array]:
    return {name: np.concatenate([before[name], values]) for name, values in part.items()}
