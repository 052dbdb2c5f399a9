"""A History as JSON (all that was recorded) and as CSV (a tidy table of what follows from it)."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtlviz import geometry
from mtlviz.history import record as recorded

Array = NDArray[np.float64]
FORMAT = "mtlviz-history-1"


def plain(values: Array) -> Any:
    """An array as nested lists; JSON has no NaN or inf, so they are None."""
    if np.isfinite(values).all():
        return values.tolist()
    boxed = values.astype(object)
    boxed[~np.isfinite(values)] = None
    return boxed.tolist()


def array(values: Any, shape: tuple[int, ...], name: str) -> Array:
    """Nested lists from JSON as a float64 array of the expected shape; None becomes NaN."""
    try:
        result = np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} does not hold numbers in rows of equal length; expected an array {shape}") from None
    if result.size == 0 == np.prod(shape):
        return np.empty(shape)
    if result.shape != shape:
        raise ValueError(f"{name} has shape {result.shape}; expected {shape}")
    return result


def to_json(history: recorded.History) -> str:
    """See History.to_json."""
    return json.dumps(
        {
            "format": FORMAT,
            "tasks": history.tasks,
            "layers": history.layers,
            "replicas": history.replicas,
            "rules": [asdict(rule) for rule in history.rules],
            "stopped": {str(replica): asdict(why) for replica, why in history.stopped.items()},
            "step": history.step.tolist(),
            "losses": plain(history.losses),
            "contributions": plain(history.contributions),
            "outside": plain(history.outside),
            "gram_by_layer": {layer: plain(gram) for layer, gram in history.gram_by_layer.items()},
            "metric_steps": history.metric_steps.tolist(),
            "metrics": {name: plain(values) for name, values in history.metrics.items()},
        },
        allow_nan=False,
    )


def from_json(text: str) -> recorded.History:
    """See History.from_json."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"this is not JSON ({error}); expected a history written by mtlviz") from None
    found = data.get("format") if isinstance(data, dict) else type(data).__name__
    if found != FORMAT:
        raise ValueError(f"the format of this file is {found!r}; expected {FORMAT!r}, a history written by mtlviz")
    try:
        return _read(data)
    except (KeyError, TypeError, AttributeError, IndexError, OverflowError) as error:
        raise ValueError(f"this history is damaged ({error!r}); expected a file as mtlviz wrote it") from None


def _read(data: dict[str, Any]) -> recorded.History:
    replicas = [(str(entry[0]), int(entry[1])) for entry in data["replicas"]]
    history = recorded.History(replicas, data["tasks"], data["layers"])
    history.rules = [recorded.Rule(**{**rule, "recipes": tuple(rule["recipes"])}) for rule in data["rules"]]
    history.stopped = {int(replica): recorded.Stopped(**why) for replica, why in data["stopped"].items()}
    T, M, E, K = len(data["step"]), len(data["metric_steps"]), len(replicas), len(history.tasks)
    losses = array(data["losses"], (T, E, K), "losses")
    contributions = array(data["contributions"], (T, E, K, K), "contributions")
    outside = array(data["outside"], (T, E), "outside") if "outside" in data else np.zeros((T, E))  # not in older files
    layers = {
        name: array(data["gram_by_layer"][name], (T, E, K, K), f"gram_by_layer {name}") for name in history.layers
    }
    metrics = {name: array(data["metrics"][name], (M, E), name) for name in recorded.METRICS}
    for name in ("step", "metric_steps"):
        if (np.diff(array(data[name], (len(data[name]),), name)) <= 0).any():
            raise ValueError(f"{name} does not ascend; expected every step once, in order")
    for t, step in enumerate(data["step"]):
        by_layer = {name: gram[t] for name, gram in layers.items()}
        history.append(int(step), losses[t], contributions[t], by_layer, outside[t])
    for m, step in enumerate(data["metric_steps"]):
        history.append_metrics(int(step), {name: values[m] for name, values in metrics.items()})
    return history


def to_csv(history: recorded.History) -> str:
    """See History.to_csv."""
    facts = history.describe()
    columns: dict[str, Array] = {}  # (T, E) each
    for name, values in {
        "loss": history.losses,
        "norm": facts.norms,
        "weight": history.weights,
        "share": facts.shares,
        "effect": facts.effects,
    }.items():
        columns |= {f"{name}_{task}": values[..., k] for k, task in enumerate(history.tasks)}
    columns |= {"ratio": facts.ratio, "cosine": facts.cosine, "update_norm": facts.update_norm, "pull": facts.pull}
    columns["outside_share"] = geometry.outside_share(facts.update_norm, history.outside)
    rows, evaluated = np.isin(history.step, history.metric_steps), np.isin(history.metric_steps, history.step)
    for name, values in history.metrics.items():
        columns[name] = np.full(history.losses.shape[:2], np.nan)
        columns[name][rows] = values[evaluated]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["step", "replica", "recipe", "seed", *columns])
    for t, step in enumerate(history.step):
        recipes = history.recipes_at(int(step))
        for e, (_, seed) in enumerate(history.replicas):
            numbers = [float(values[t, e]) for values in columns.values()]
            writer.writerow([step, e, recipes[e], seed, *("" if np.isnan(x) else x for x in numbers)])
    return text.getvalue()
