"""The process that trains for the live page: it holds the runs of its visitors and answers one call at a time.

`python -m mtlviz.live.serve`, which `processes/` starts and talks to; `pool.py` says why.
"""

from __future__ import annotations

import torch

from mtlviz.history import History
from mtlviz.live.session import LiveSession
from mtlviz.live.view import View
from mtlviz.processes import Call, SessionLostError, serving


class Runs:
    """Every LiveSession by its key.

    "begin" makes one; "handle" and "change" are LiveSession's: all three are answered by what is to be seen then.
    "record" is answered by the History, "held" by all keys.
    """

    def __init__(self) -> None:
        self._runs: dict[str, LiveSession] = {}

    def answer(self, call: Call) -> View | History | list[str] | None:
        """SessionLostError where the run is not known, as after a restart of the process."""
        key, name, arguments = call
        if name == serving.FORGET:
            self._runs.pop(key, None)
            return None
        if name == "held":
            return list(self._runs)
        if name == "begin":
            self._runs[key] = LiveSession(*arguments)
        if key not in self._runs:
            raise SessionLostError(f"found no run {key}; expected one that was begun")
        run = self._runs[key]
        if name == "record":
            return run.history
        if name != "begin":
            getattr(run, name)(*arguments)
        return run.view()


def main() -> None:
    """Answer until the server closes the input."""
    torch.set_num_threads(1)
    serving.serve(Runs())


if __name__ == "__main__":
    main()
