"""An honest player in Python: what it says, and what it makes of the messages that reach it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import torch
from numpy.testing import assert_array_equal

from mtlviz import data
from mtlviz.history import History
from mtlviz.live import Settings
from mtlviz.live.session import LiveSession

torch.set_num_threads(1)  # as the app does: with more, small steps take a hundred times longer on a busy machine
SOURCE = data.load("turbofan", units=4)


def start(**changed: Any) -> LiveSession:
    return LiveSession(Settings(**changed), SOURCE)


def told(live: LiveSession, have: int | None = None, **more: Any) -> dict[str, Any]:
    """What an honest player says that has `have` steps and shows the last of them."""
    have = live.steps if have is None else have
    where = {"at": max(have - 1, 0), "seen": max(have - 1, 0)}
    return {
        "run": live.run,
        "epoch": live.epoch,
        "branch": live.branch,
        "have": have,
        "playing": True,
        "speed": 20,
        **where,
        **more,
    }


def recorded(history: History) -> list[np.ndarray]:
    return [history.gram, history.losses, history.contributions, *history.metrics.values()]


def assert_same(one: History, two: History) -> None:
    assert len(one) == len(two)
    for a, b in zip(recorded(one), recorded(two), strict=True):
        assert_array_equal(a, b)


class Client:
    """The player's store (player_store.js) in Python: what a browser makes of the messages that reach it."""

    def __init__(self) -> None:
        self.run, self.epoch, self.branch, self.columns, self.metrics = "", -1, 0, {}, {}

    @property
    def have(self) -> int:
        return len(self.columns.get("ratio", []))

    def take(self, encoded: bytes) -> None:
        chunk = json.loads(encoded)
        if (chunk["run"], chunk["epoch"]) != (self.run, self.epoch):
            self.columns, self.metrics = {}, {}
        elif chunk["branch"] > self.branch:
            kept = sum(step < chunk["from"] for step in self.metrics["step"])
            self.columns = {name: values[: chunk["from"]] for name, values in self.columns.items()}
            self.metrics = {name: values[:kept] for name, values in self.metrics.items()}
        self.run, self.epoch, self.branch = chunk["run"], chunk["epoch"], chunk["branch"]
        if chunk["from"] > self.have:
            return
        skip, last = self.have - chunk["from"], max(self.metrics.get("step", [-1]), default=-1)
        for name, values in chunk["columns"].items():
            self.columns.setdefault(name, []).extend(values[skip:])
        fresh = [i for i, step in enumerate(chunk["metrics"]["step"]) if step > last]
        for name, values in chunk["metrics"].items():
            self.metrics.setdefault(name, []).extend(values[i] for i in fresh)

    def says(self, at: int = 0) -> dict[str, Any]:
        at = min(at, max(self.have - 1, 0))
        return {
            "run": self.run,
            "epoch": self.epoch,
            "branch": self.branch,
            "have": self.have,
            "at": at,
            "seen": at,
            "playing": True,
            "speed": 20,
        }
