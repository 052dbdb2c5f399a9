"""A page's end of a session that lives in another process."""

from __future__ import annotations

import secrets
import weakref
from typing import Any

from mtlviz.data import Source
from mtlviz.history import History
from mtlviz.live.crew import CREW
from mtlviz.live.settings import Settings
from mtlviz.live.view import View
from mtlviz.processes import Crew


class RemoteSession:
    """A LiveSession (`session.py`), as the page holds it: what it was last told, and the `view` it answered with.

    All raise SessionLostError once the process is gone.
    """

    def __init__(self, settings: Settings, source: Source | None = None, crew: Crew = CREW) -> None:
        self._key, self._worker = secrets.token_hex(8), crew.least_busy()
        self._worker.sessions.add(self._key)
        weakref.finalize(self, self._worker.forget, self._key)
        self.settings, self.source = settings, source
        self.view: View = self._call("begin", settings, source)

    def change(self, settings: Settings, source: Source | None = None) -> None:
        """The controls say something new. A source that is known already does not travel again."""
        self.view = self._call("change", settings, None if source is self.source else source)
        self.settings, self.source = settings, source

    def handle(self, event: str, value: object) -> None:
        """An event of the player."""
        self.view = self._call("handle", event, value)

    def record(self) -> History:
        """A copy of all that the run recorded."""
        history: History = self._call("record")
        return history

    def _call(self, name: str, *arguments: Any) -> Any:
        return self._worker.call(self._key, name, *arguments)
