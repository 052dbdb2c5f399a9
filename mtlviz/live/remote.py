"""A page's end of a run that lives in another process."""

from __future__ import annotations

import secrets
import weakref
from collections.abc import Callable
from typing import Any

from mtlviz.data import Source
from mtlviz.history import History
from mtlviz.live.pool import POOL, WorkerPool
from mtlviz.live.settings import Settings
from mtlviz.live.view import View


class RemoteSession:
    """A LiveSession (`session.py`), as the page holds it: what it was last told, and the `view` it answered with.

    The run lasts as long as the page `is_open`, and two minutes more (`leases.py`). All calls raise SessionLostError
    once it is gone.
    """

    def __init__(
        self,
        settings: Settings,
        source: Source | None = None,
        pool: WorkerPool = POOL,
        is_open: Callable[[], bool] = lambda: True,
        again: bool = False,
    ) -> None:
        self.key, self._pool = secrets.token_hex(8), pool
        pool.assign(self.key, is_open)
        weakref.finalize(self, pool.forget, self.key)
        self.settings, self.source = settings, source
        self.view: View = self._call("begin", settings, source, again)

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
        return self._pool.call(self.key, name, *arguments)
