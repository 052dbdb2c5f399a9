"""A worker process for the tests: it answers with the call, after doing what its name says."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

from mtlviz.processes import Call
from mtlviz.processes.serving import pulse, serve


class Echo:
    def __init__(self) -> None:
        self.forgotten: list[str] = []

    def answer(self, call: Call) -> Any:
        key, name, arguments = call
        match name:
            case "forget":
                self.forgotten.append(key)
            case "forgotten":
                return self.forgotten
            case "stop yourself":
                os.kill(os.getpid(), signal.SIGSTOP)
            case "sleep":
                time.sleep(*arguments)
            case "work on":
                for _ in range(*arguments):
                    time.sleep(0.25)
                    pulse()
            case "print":
                print("not an answer")
            case "raise":
                raise LookupError("who")
        return call


if __name__ == "__main__":
    serve(Echo())
