"""The process that trains comparisons: it holds every run under way, and trains a slice of one when it is told to.

`python -m mtlviz.comparison.serve`, which `processes/` starts and talks to. Its priority is low: what else the
machine has to do, Live's training above all, comes first.
"""

from __future__ import annotations

import os

import torch

from mtlviz import data
from mtlviz.comparison.cost import Cost, measure
from mtlviz.comparison.parts import Have, News, since
from mtlviz.comparison.runner import Run, warm_up
from mtlviz.processes import Call, SessionLostError, serving
from mtlviz.processes.serving import FORGET

NICE = 10  # a tenth of the processor's time where one other wants all of it, all of it where nobody does


class Comparisons:
    """The runs by key: "begin" makes one, "advance" trains it for some seconds.

    "cost" holds no run: it measures what one would cost.
    """

    def __init__(self) -> None:
        self._runs: dict[str, Run] = {}

    def answer(self, call: Call) -> News | Cost | None:
        """SessionLostError where the run is not known, as after a restart of the process."""
        if call.name == "cost":
            config, source = call.arguments
            return measure(config, source, serving.pulse)
        if call.name == FORGET:
            self._runs.pop(call.key, None)
            return None
        if call.name == "begin":
            self._runs[call.key] = Run(*call.arguments)
            return None
        if call.key not in self._runs:
            raise SessionLostError(f"found no run {call.key}; expected one that was begun")
        return _advance(self._runs[call.key], *call.arguments)


def _advance(run: Run, seconds: float, tell: bool, received: Have) -> News:
    """Train for so long, 0 being not at all; the part since `received` if it is wanted, and always at the end."""
    if seconds > 0:
        run.advance(seconds, serving.pulse)
    return News(run.steps_done, run.done, since(run.result(), received) if tell or run.done else None)


def main() -> None:
    """Warm up, then answer until the server closes the input, at a low priority: somebody may wait for the warm-up."""
    torch.set_num_threads(1)
    warm_up(data.load("turbofan", units=4))
    if hasattr(os, "nice"):
        os.nice(NICE)
    serving.serve(Comparisons())


if __name__ == "__main__":
    main()
