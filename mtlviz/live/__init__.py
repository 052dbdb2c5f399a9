"""The server's side of the live page, without Streamlit: the player's events in, chunks of a training run out.

A run is a `session.LiveSession`; pages hold a `RemoteSession`, which has it in another process and needs no torch.
"""

from mtlviz.live.pool import POOL, RunReleasedError
from mtlviz.live.remote import RemoteSession
from mtlviz.live.settings import Settings
from mtlviz.live.view import View
from mtlviz.processes import SessionLostError

__all__ = ["POOL", "RemoteSession", "RunReleasedError", "SessionLostError", "Settings", "View"]
