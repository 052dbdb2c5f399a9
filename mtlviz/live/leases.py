"""Who still needs a run: it is kept while its visitor's page is open, playing or paused, and for two minutes after."""

from __future__ import annotations

import time
from collections.abc import Callable

GRACE = 120.0  # seconds; `server.disconnectedSessionTTL` in .streamlit/config.toml is the same, so both end together


class Leases:
    """Every run that is held, by its key. Any thread may call."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, grace: float = GRACE) -> None:
        self._clock, self._grace = clock, grace
        self._open: dict[str, Callable[[], bool]] = {}  # whether the page that shows the run is open
        self._closed: dict[str, float] = {}  # when it was first seen closed

    def __contains__(self, key: str) -> bool:
        return key in self._open

    def __len__(self) -> int:
        return len(self._open)

    def add(self, key: str, is_open: Callable[[], bool]) -> None:
        """A run begins."""
        self._open[key] = is_open

    def remove(self, key: str) -> None:
        """A run is over."""
        self._open.pop(key, None)
        self._closed.pop(key, None)

    def open(self) -> list[str]:
        """The runs whose page is open now."""
        return [key for key, is_open in list(self._open.items()) if is_open()]

    def expired(self) -> list[str]:
        """The runs whose page has been closed for longer than the grace; call it every few seconds."""
        now, still_open = self._clock(), set(self.open())
        for key in list(self._open):
            if key in still_open:
                self._closed.pop(key, None)
            else:
                self._closed.setdefault(key, now)
        return [key for key, since in list(self._closed.items()) if now - since >= self._grace]
