"""Processes of the server's own, each with a desk of objects: calls go through a pipe, and no page waits for the lock.

`line.py` is one running process, `worker.py` starts it again when it has ended, `serving.py` is its other end. Standard
library only: what a process holds is the business of the room that names its module (`live`, `comparison`).
"""

from mtlviz.processes.line import Call, SessionLostError
from mtlviz.processes.worker import ROOM, Crew, Worker

__all__ = ["ROOM", "Call", "Crew", "SessionLostError", "Worker"]
