"""How a recipe stands in one metric by itself: against a constant prediction, and at the end of its curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from mtlviz.comparison.result import HIGHER_IS_BETTER, Result
from mtlviz.comparison.spread import Spread
from mtlviz.comparison.trend import improves

Untrained = Literal["not trained yet", "fails on this metric"]


@dataclass(frozen=True)
class Standing:
    """untrained: what is said where it is not better than a constant prediction; None where it is, or is not known.

    improves: does its curve still improve at the end?
    """

    untrained: Untrained | None
    improves: bool


def standing(result: Result, rows: slice, metric: str) -> Standing:
    """Of the replicas in `rows`, in the mean over their seeds."""
    higher = HIGHER_IS_BETTER[metric]
    rising = improves(*result.curve(metric, rows), higher)
    mean, constant = Spread.of(result.final[metric][rows]).mean, result.constants[metric]
    better = mean > constant if higher else mean < constant
    if better or np.isnan(mean) or np.isnan(constant):
        return Standing(None, rising)
    return Standing("not trained yet" if rising else "fails on this metric", rising)
