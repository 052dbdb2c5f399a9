"""The process that trains comparisons, without the process: it answers where it stands."""

from __future__ import annotations

import time
from typing import Any

from mtlviz.comparison.serve import Comparisons
from mtlviz.processes import Call, SessionLostError
from mtlviz.processes.serving import FORGET


class Here:
    """Stands for a `processes.Worker`. `until` is the step at which every run halts; `lose` forgets all of them."""

    def __init__(self, until: float = float("inf")) -> None:
        self.until, self.dead = until, False
        self.calls: list[str] = []
        self._runs = Comparisons()
        self._over: list[str] = []

    def call(self, key: str, name: str, *arguments: Any) -> Any:
        self.calls.append(name)
        if self.dead:
            raise SessionLostError("the process that trains has ended")
        run = self._runs._runs.get(key)
        if name == "advance" and run is not None and run.steps_done >= self.until:
            time.sleep(0.005)
            arguments = (0.0, *arguments[1:])
        while self._over:
            self._runs.answer(Call(self._over.pop(), FORGET))
        return self._runs.answer(Call(key, name, arguments))

    def start(self) -> None:
        """It is always there."""

    def forget(self, key: str) -> None:
        self._over.append(key)

    def lose(self) -> None:
        self._runs = Comparisons()

    @property
    def held(self) -> int:
        return len(set(self._runs._runs) - set(self._over))
