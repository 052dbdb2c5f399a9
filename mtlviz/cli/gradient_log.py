"""What `mtlviz measure` prints: norms, ratios and cosines over a log, each over the lines that have them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from mtlviz import geometry
from mtlviz.cli.summary import table
from mtlviz.report import IMBALANCE
from mtlviz.report.log import Entry

Array = NDArray[np.float64]


def of_log(entries: Sequence[Entry]) -> str:
    """Per task and per pair: lines, lowest, median, highest; then the verdict and the notes of the last line.

    A task that is absent from a line, not finite, lost in float16 or exactly zero has no ratio and no cosine there;
    the other tasks of that line keep theirs.
    """
    names, last = entries[0].report.names, entries[-1]
    text = [f"{len(entries)} measurement{'s' * (len(entries) != 1)} of {', '.join(names)}"]
    gram = np.stack([_found(entry) for entry in entries])  # (T, K, K)
    norms = geometry.norms(gram)  # (T, K)
    text += _left_out(entries, norms)
    comparable = np.isfinite(norms) & (norms > 0)
    rows = [["", "lines", "lowest", "median", "highest"]]
    rows += [_row(f"norm {name}", norms[np.isfinite(norms[:, k]), k]) for k, name in enumerate(names)]
    spread, cosines = _compared(norms, comparable), []
    for i, j in combinations(range(len(names)), 2):
        both = comparable[:, i] & comparable[:, j]
        pair = "" if len(names) == 2 else f" {names[i]}, {names[j]}"
        rows.append(_row("ratio" + pair, _compared(norms[:, [i, j]], comparable[:, [i, j]])))
        cosines.append(np.where(both, geometry.cosine(np.where(both[:, None, None], gram, 1.0), i, j), np.inf))
        rows.append(_row("cosine" + pair, cosines[-1][both]))
    text += ["", table(rows), ""]
    if spread.size:
        lowest = np.min(cosines, axis=0)
        lowest = lowest[np.isfinite(lowest)]
        of = "the measurements" if spread.size == len(entries) else f"{spread.size} measurements with two tasks or more"
        text.append(f"ratio above {IMBALANCE:.0f}×: {np.mean(spread > IMBALANCE):.0%} of {of}")
        text.append(f"in conflict (cosine below 0): {np.mean(lowest < 0):.0%} of {of}")
    at = "" if last.step is None else f" (step {last.step})"
    return "\n".join([*text, "", f"Last measurement{at}: {last.report.verdict}", *last.report.notes])


def _found(entry: Entry) -> Array:
    """(K, K) inner products, NaN in the row and column of what float16 has lost and under a loss that is not finite."""
    gram = entry.report.gram.copy()
    lost = ~np.isfinite(entry.report.losses)
    lost |= [name in entry.report.underflowed for name in entry.report.names]
    gram[lost], gram[:, lost] = np.nan, np.nan
    return gram


def _left_out(entries: Sequence[Entry], norms: Array) -> list[str]:
    """A sentence per task that some lines lack."""
    said = []
    for k, name in enumerate(entries[0].report.names):
        absent = sum(name in entry.report.absent for entry in entries)
        lost = sum(name in entry.report.underflowed and name not in entry.report.absent for entry in entries)
        counts = {
            "absent": absent,
            "too small for float16": lost,
            "not finite": int(np.isnan(norms[:, k]).sum()) - absent - lost,
            "exactly zero": int((norms[:, k] == 0).sum()),
        }
        found = ", ".join(f"{why} in {count}" for why, count in counts.items() if count)
        if found:
            said.append(f"{name}: {found}; left out of ratio and cosine there")
    return said


def _compared(norms: Array, comparable: NDArray[np.bool_]) -> Array:
    """(lines,) largest over smallest norm of the tasks that can be compared, of the lines with at least two."""
    enough = comparable.sum(-1) > 1
    norms, comparable = norms[enough], comparable[enough]
    largest = np.max(norms, axis=-1, where=comparable, initial=0.0)
    return np.asarray(largest / np.min(norms, axis=-1, where=comparable, initial=np.inf))


def _row(name: str, values: Array) -> list[str]:
    told = [f"{f(values):.4g}" for f in (np.min, np.median, np.max)] if values.size else ["–"] * 3
    return [name, str(values.size), *told]
