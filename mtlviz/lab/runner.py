"""Run a listing statement by statement, and note after each what its variables hold.

Only our own listings are ever run: their text is part of this package.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Mapping
from functools import partial
from types import CodeType
from typing import Any

import numpy as np
import torch

from mtlviz.lab.measures import Array
from mtlviz.lab.record import GraphRecorder, parameters
from mtlviz.lab.scenario import Listing, Scenario
from mtlviz.lab.trace import ParameterState, Raised, Step, Trace


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
    own = {name: value for name, value in namespace.items() if not name.startswith("__")}
    return {name: plain for name, value in own.items() if (plain := _as_plain(value)) is not None}


def _as_plain(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return value.detach().numpy().copy()
    if isinstance(value, list | tuple):
        items = [_as_plain(each) for each in value]
        return None if any(item is None for item in items) else items
    return value if isinstance(value, bool | int | float | str) else None
