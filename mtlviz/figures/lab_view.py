"""A listing and its run as the lab's component shows them: plain JSON, everything worded and drawn here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mtlviz.figures.autograd_graph import BESIDE, autograd_graph, natural_width
from mtlviz.lab.layout import layouts
from mtlviz.lab.sentences import about, graph_in_words
from mtlviz.lab.trace import ParameterState, Step, Trace


def run_view(trace: Trace) -> dict[str, Any]:
    """`steps`, one per statement, each with its picture's number in `graphs`; `wide`: pictures want the whole width."""
    places = layouts([step.graph for step in trace.steps])
    pictures = [
        (autograd_graph(step, layout), graph_in_words(step.graph))
        for step, layout in zip(trace.steps, places, strict=True)
    ]
    graphs: list[tuple[str, list[str]]] = []
    for picture in pictures:
        if picture not in graphs:
            graphs.append(picture)
    before: Sequence[Step | None] = [None, *trace.steps]
    return {
        "steps": [
            _step(step, old) | {"graph": graphs.index(picture)}
            for step, old, picture in zip(trace.steps, before, pictures, strict=False)
        ],
        "graphs": [{"svg": svg, "words": words} for svg, words in graphs],
        "wide": any(natural_width(layout) > BESIDE for layout in places),
    }


def _step(step: Step, before: Step | None) -> dict[str, Any]:
    return {
        "line": step.line,
        "last": step.last_line,
        "said": about(step, before),
        "output": step.output,
        "raised": None if step.raised is None else {"type": step.raised.type, "message": step.raised.message},
        "standing": dict(step.standing),
        "rows": [row(parameter) for parameter in step.parameters],
    }


def row(parameter: ParameterState) -> dict[str, Any]:
    """One parameter's row of the table.

    >>> row(ParameterState("fc1.bias", (5,), None, 0.0, changed=False))["grad"]
    'None'
    """
    return {
        "name": parameter.name,
        "shape": " × ".join(str(n) for n in parameter.shape),
        "grad": grad_in_short(parameter),
        "values": _values(parameter),
        "moved": number(parameter.moved),
        "hot": parameter.changed,
    }


def grad_in_short(parameter: ParameterState) -> str:
    """None, zeros, or the norm."""
    if parameter.norm is None:
        return "None"
    return number(parameter.norm) if parameter.norm else "zeros"


def _values(parameter: ParameterState) -> str:
    """The first elements."""
    if parameter.grad is None:
        return ""
    flat = parameter.grad.ravel()
    return ", ".join(f"{value:.4f}" for value in flat[:3]) + (", …" if flat.size > 3 else "")


def number(value: float) -> str:
    """Four digits, 0 as 0.

    >>> number(0.0), number(0.021554)
    ('0', '0.02155')
    """
    return "0" if value == 0 else f"{value:.4g}"
