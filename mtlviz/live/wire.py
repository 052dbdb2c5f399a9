"""The wire format of the live page: what a chunk says, and the one encoder through which all of it goes.

run, epoch, branch      which run this is, how often it was started, how often rewound; together they name the steps
rev, applied            the settings' revision, and the one that the steps follow; unequal: the player asks to rewind
from, count, total      steps from … from + count of the `total` recorded; idempotent: a step may be sent again
columns                 name → count values, one per step; null is NaN or inf. "outside" is the share of |update|² that
                        the plane of the gradients cannot show; cIJ show the rest
metrics                 "step", "rmse", "nasa", "accuracy": the evaluations within these steps
texts, sentences        the patterns used, and [[step, number], …]: from that step on texts[number] says what the step
                        does; {name} is its value of a column, {angle} that of its cosine
lately                  [[step, text], …]: what the last steps up to that one did
changes                 [[step, text], …]: all changes of the rule in this run
code                    [[line, pattern or null], …]: the code of one step; {name} is a column's value
stopped                 null or {step, text}; no step follows
constants               metric → what a prediction that looks at no sensor reaches (mtlviz/data/baselines.py)
longest                 how many steps a run can have
notice, autoplay, parameters
again                   whether the run takes the place of one that was lost, and the page has said so
playing, at, seen        what the player last said, for one that is mounted anew
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtlviz import geometry
from mtlviz.history import History

DIGITS = 6  # significant digits of a value: what a screen can show, at half the bytes
COLUMN_DIGITS = {"cosine": 10}  # near ±1 an angle needs more


def encode(message: Mapping[str, Any]) -> bytes:
    """JSON as UTF-8. NaN and inf become null: a browser's JSON parser ends at the first of them."""
    with suppress(ValueError):
        return _json(message)
    return _json(_finite(message))  # seldom: a run that diverges, a gradient that is zero


def steps(history: History, where: slice) -> dict[str, Any]:
    """The recorded part of a chunk."""
    return {
        "from": where.start,
        "count": where.stop - where.start,
        "total": len(history),
        "columns": columns(history, where),
        "metrics": metrics(history, where),
    }


def columns(history: History, where: slice) -> dict[str, list[float]]:
    """What the player draws, one list per quantity, for a stretch of steps of replica 0."""
    told = history.describe(where)
    contributions, outside = history.contributions[where, 0], history.outside[where]
    pairs = {"norm": told.norms[:, 0], "weight": contributions.sum(-2), "loss": history.losses[where, 0]}
    wide = {f"{name}_{task}": values[:, k] for name, values in pairs.items() for k, task in enumerate(history.tasks)}
    mixed = {f"c{i}{j}": contributions[:, i, j] for i in range(2) for j in range(2)}
    plain = {
        "ratio": told.ratio[:, 0],
        "cosine": told.cosine[:, 0],
        "pull": told.pull[:, 0],
        "update": np.hypot(told.update_norm, outside)[:, 0],
        "outside": geometry.outside_share(told.update_norm, outside)[:, 0],
    }
    return {name: short(values, COLUMN_DIGITS.get(name, DIGITS)) for name, values in {**wide, **plain, **mixed}.items()}


def metrics(history: History, where: slice) -> dict[str, list[float]]:
    """The evaluations of replica 0 within a stretch of steps."""
    first, last = np.searchsorted(history.metric_steps, [where.start, where.stop])
    found = {name: short(values[first:last, 0], DIGITS) for name, values in history.metrics.items()}
    return {"step": history.metric_steps[first:last].tolist(), **found}


def runs(texts: Sequence[str], first: int) -> dict[str, list[Any]]:
    """One text per step as the different texts, and [(step, which), …] where the text changes.

    >>> runs(["a", "a", "b", "a"], 10)
    {'texts': ['a', 'b'], 'sentences': [(10, 0), (12, 1), (13, 0)]}
    """
    known = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    changes = [(first + i, known[text]) for i, text in enumerate(texts) if i == 0 or text != texts[i - 1]]
    return {"texts": list(known), "sentences": changes}


def short(values: NDArray[np.float64] | Iterable[float], digits: int) -> list[float]:
    """Rounded to significant digits.

    >>> short([0.12345678, 1e9 / 7], 3)
    [0.123, 143000000.0]
    """
    return [float(f"{value:.{digits}g}") for value in values]


def _json(message: Any) -> bytes:
    return json.dumps(message, allow_nan=False, separators=(",", ":"), ensure_ascii=False).encode()


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value
