"""Run a listing statement by statement and note, after each, every parameter's `.grad` and the autograd graph.

Only our own listings are ever run: their text is part of this package. What a run leaves behind is plain data.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import CodeType
from typing import Any

import numpy as np
import torch

from mtlviz.lab.graph import Graph
from mtlviz.lab.record import GraphRecorder, parameters
from mtlviz.lab.scenario import Listing, Scenario

Array = np.ndarray[Any, np.dtype[Any]]


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


def run_scenario(scenario: Scenario) -> dict[str, Trace]:
    """Every listing's run, by its key."""
    return {listing.key: run(listing, scenario.preamble) for listing in scenario.listings}


def run(listing: Listing, preamble: str = "") -> Trace:
    """Run `preamble`, then the listing line by line, up to its end or its first error.

    The process's random state is left as it was.
    """
    with torch.random.fork_rng(devices=[]):
        namespace: dict[str, Any] = {"__name__": "listing"}
        exec(compile(preamble, "<preamble>", "exec"), namespace)
        return _Run(listing, namespace).trace()


class _Run:
    def __init__(self, listing: Listing, namespace: dict[str, Any]) -> None:
        self.listing, self.namespace = listing, namespace
        self.graph = GraphRecorder()
        self.paper = io.StringIO()
        namespace["print"] = partial(print, file=self.paper)  # redirecting stdout would redirect every session's
        self.start: dict[str, torch.Tensor] = {}
        self.before: dict[str, tuple[Array | None, float]] = {}

    def trace(self) -> Trace:
        steps: list[Step] = []
        for statement in ast.parse(self.listing.body).body:
            code = compile(ast.Module([statement], type_ignores=[]), "<listing>", "exec")
            steps.append(self._step(statement, code))
            if steps[-1].raised:
                break
        return Trace(self.listing, tuple(steps), _plain(self.namespace))

    def _step(self, statement: ast.stmt, code: CodeType) -> Step:
        raised = None
        try:
            exec(code, self.namespace)
        except Exception as error:  # whatever it is, it is the lesson
            raised = Raised(type(error).__name__, str(error))
        output = self.paper.getvalue()
        self.paper.seek(0)
        self.paper.truncate()
        graph, standing = self.graph.record(self.namespace)
        last_line = statement.end_lineno or statement.lineno
        return Step(statement.lineno, last_line, self._parameters(), graph, standing, output, raised)

    def _parameters(self) -> tuple[ParameterState, ...]:
        now: list[ParameterState] = []
        for name, parameter in parameters(self.namespace).items():
            value = parameter.detach()
            start = self.start.setdefault(name, value.clone())
            grad = None if parameter.grad is None else parameter.grad.detach().numpy().copy()
            moved = float((value - start).norm())
            grad_before, moved_before = self.before.get(name, (None, 0.0))
            same = grad is grad_before or (
                grad is not None and grad_before is not None and np.array_equal(grad, grad_before)
            )
            now.append(ParameterState(name, tuple(value.shape), grad, moved, not same or moved != moved_before))
            self.before[name] = (grad, moved)
        return tuple(now)


def _plain(namespace: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers, words and tensors of the variables, tensors as arrays of their own; the rest is left behind."""
    return {name: plain for name, value in namespace.items() if (plain := _as_plain(value)) is not None}


def _as_plain(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return value.detach().numpy().copy()
    if isinstance(value, list | tuple):
        items = [_as_plain(each) for each in value]
        return None if any(item is None for item in items) else items
    return value if isinstance(value, bool | int | float | str) else None
