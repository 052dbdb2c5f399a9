"""A log of gradient reports, one JSON line each: what `GradientReport.append_to` writes and `mtlviz measure` reads."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from mtlviz.history.export import array
from mtlviz.report import GradientReport


@dataclass(frozen=True, eq=False)
class Entry:
    """One line: the report, and the step it was measured at, if it says so."""

    step: int | None
    report: GradientReport


def read(lines: Iterable[str], file: str) -> list[Entry]:
    """The entries of a log called `file`; ValueError names file and line, what was found and what was expected."""
    entries: list[Entry] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = _entry(line)
            if entries and entry.report.names != entries[0].report.names:
                first = ", ".join(entries[0].report.names)
                raise ValueError(
                    f"the tasks are {', '.join(entry.report.names)}; expected {first}, as in the first line "
                    "(measure takes None for a task that is absent from a batch)"
                )
        except ValueError as error:
            raise ValueError(f"{file}, line {number}: {error}") from None
        entries.append(entry)
    if not entries:
        raise ValueError(f"{file}: found no lines; expected a log written by GradientReport.append_to")
    return entries


def _entry(line: str) -> Entry:
    try:
        data: Any = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"found text that is not JSON ({error.msg}); expected one JSON object") from None
    if not isinstance(data, dict):
        raise ValueError(f"found a {type(data).__name__}; expected one JSON object")
    missing = [key for key in ("tasks", "losses", "gram") if key not in data]
    if missing:
        raise ValueError(f"found no {' and no '.join(missing)}; expected the keys step, tasks, losses, gram")
    names, step = data["tasks"], data.get("step")
    if not isinstance(names, list) or len(names) < 2 or not all(isinstance(name, str) for name in names):
        raise ValueError(f"tasks are {names!r}; expected at least two names")
    if step is not None and (isinstance(step, bool) or not isinstance(step, int)):
        raise ValueError(f"step is {step!r}; expected a whole number or null")
    K = len(names)
    losses, gram = array(data["losses"], (K,), "losses"), array(data["gram"], (K, K), "gram")
    known = np.where(np.isfinite(gram), gram, 0.0)
    if not np.allclose(known, known.T, rtol=1e-6, atol=0) or (np.diagonal(known) < 0).any():
        raise ValueError("the gram is no matrix of inner products; expected it symmetric, its diagonal not below 0")
    told: dict[str, tuple[str, ...]] = {}
    for key in ("absent", "underflowed"):
        some = data.get(key, [])
        if not isinstance(some, list) or not all(name in names for name in some):
            raise ValueError(f"{key} is {some!r}; expected some of the tasks {', '.join(names)}")
        told[key] = tuple(some)
    notes = data.get("notes", [])
    if not isinstance(notes, list) or not all(isinstance(note, str) for note in notes):
        raise ValueError(f"notes are {notes!r}; expected a list of sentences")
    report = GradientReport(
        tuple(names), losses, gram, absent=told["absent"], underflowed=told["underflowed"], notes=tuple(notes)
    )
    return Entry(step, report)
