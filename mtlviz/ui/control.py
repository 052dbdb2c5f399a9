"""One control of a page: a key, a label, a help, a default, and how it stands in a link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Control:
    """One control: `key` is its name in the URL and in the session, `help` the sentence behind its question mark."""

    key: str
    label: str
    help: str
    default: Any

    @property
    def start(self) -> Any:
        """The default as the widget holds it."""
        return self.default

    def parse(self, raw: Sequence[str]) -> tuple[Any, str | None]:
        """The value that the URL's `raw` stands for, and a notice where it had to be mended."""
        raise NotImplementedError

    def write(self, value: Any) -> str | list[str]:
        """The value as it stands in a link."""
        return str(value)

    def _bound(self) -> dict[str, Any]:
        """What every widget of the table gets: bound to the URL, kept when the visitor looks at another page."""
        return {"key": self.key, "help": self.help, "bind": "query-params", "persist_state": "session"}
