"""Processes of the server's own, each with objects that calls are about: no page waits for the interpreter lock.

`process.py` is one running process, `worker.py` starts it again when it has ended, `serving.py` is its other end.
Standard library only: what a process holds is the business of the room that names its module (`live`, `comparison`).
"""

from mtlviz.processes.process import SessionLostError, WorkerProcess
from mtlviz.processes.serving import Call
from mtlviz.processes.worker import Worker

__all__ = ["Call", "SessionLostError", "Worker", "WorkerProcess"]
