"""What a run leaves behind: after each statement every parameter's `.grad` and the autograd graph. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from mtlviz.lab.graph import Graph
from mtlviz.lab.measures import Array
from mtlviz.lab.scenario import Listing


@dataclass(frozen=True)
class ParameterState:
    """One parameter after a line: its `.grad`, and how far it has moved from where it began."""

    name: str
    shape: tuple[int, ...]
    grad: Array | None
    moved: float
    changed: bool  # by this line: its .grad or its value

    @property
    def norm(self) -> float | None:
        """‖.grad‖, or None."""
        return None if self.grad is None else float(np.linalg.norm(self.grad))


@dataclass(frozen=True)
class Raised:
    """An error as torch raised it."""

    type: str
    message: str


@dataclass(frozen=True)
class Step:
    """What holds after one statement, which stands on lines `line` to `last_line` (1 is the listing's first)."""

    line: int
    last_line: int
    parameters: tuple[ParameterState, ...]
    graph: Graph
    standing: Mapping[str, str]  # variable → "alive", "freed", "partly freed", "stale"
    output: str
    raised: Raised | None = None

    def parameter(self, name: str) -> ParameterState:
        """The parameter of that name."""
        return next(one for one in self.parameters if one.name == name)


@dataclass(frozen=True)
class Trace:
    """A listing's run."""

    listing: Listing
    steps: tuple[Step, ...]
    values: Mapping[str, Any]  # numbers and tensors (as arrays) that its variables held at the end

    @property
    def raised(self) -> Raised | None:
        """The error that ended the run, if one did."""
        return self.steps[-1].raised

    @property
    def output(self) -> str:
        """All that was printed."""
        return "".join(step.output for step in self.steps)

    def line(self, text: str) -> int:
        """The number of the first line that has `text` in it."""
        return next(n for n, line in enumerate(self.listing.lines, 1) if text in line)

    def at(self, line: int) -> Step | None:
        """The last statement run on or before `line`; None before the first."""
        return next((step for step in reversed(self.steps) if step.line <= line), None)

    def after(self, text: str | None = None) -> Step:
        """The step of the first line with `text` in it; without, the last step."""
        if text is None:
            return self.steps[-1]
        line = self.line(text)
        return next(step for step in self.steps if step.line <= line <= step.last_line)

    def grad(self, name: str, after: str | None = None) -> Array | None:
        """A parameter's `.grad` after the line with `after` in it, or at the end."""
        return self.after(after).parameter(name).grad

    def grad_or_zeros(self, name: str, after: str | None = None) -> Array:
        """The same for sums: zeros where it is None."""
        state = self.after(after).parameter(name)
        return np.zeros(state.shape) if state.grad is None else state.grad

    def norm(self, name: str, after: str | None = None) -> float:
        """‖.grad‖, 0 where it is None."""
        return self.after(after).parameter(name).norm or 0.0

    def moved(self, name: str, after: str | None = None) -> float:
        """How far a parameter has moved."""
        return self.after(after).parameter(name).moved
