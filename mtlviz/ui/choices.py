"""Controls for a choice among names: one of them, or many; and for yes or no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from mtlviz.ui.control import Control


@dataclass(frozen=True)
class Choice(Control):
    """One of `options`, a mapping from key to label. Links carry the label, as Streamlit's binding does.

    former: labels that older links carry, each with its key.
    """

    options: Mapping[str, str]
    former: Mapping[str, str] = field(default_factory=dict)

    def parse(self, raw: Sequence[str]) -> tuple[str, str | None]:
        """The key that the link's label, or the key itself, stands for."""
        found = _option(raw[-1], self.options) or self.former.get(raw[-1])
        if found is not None:
            return found, None
        shown = self.options[self.default]
        return self.default, f"{self.label}: the link says “{raw[-1][:40]}”, which is not offered; shown is {shown}."

    def write(self, value: str) -> str:
        """The label: Streamlit's binding would drop a bare key from the URL."""
        return self.options[value]

    def select(self, **options: Any) -> str:
        """As a drop-down."""
        keys = list(self.options)
        return str(
            st.selectbox(
                self.label,
                keys,
                keys.index(self.default),
                format_func=self.options.__getitem__,
                **{**self._bound(), **options},
            )
        )

    def segments(self, **options: Any) -> str:
        """As buttons in a row, one of them pressed."""
        picked = st.segmented_control(
            self.label,
            list(self.options),
            default=self.default,
            required=True,
            format_func=self.options.__getitem__,
            **{**self._bound(), **options},
        )
        return str(picked or self.default)


@dataclass(frozen=True)
class Many(Control):
    """Any of `options`; the default is a tuple of keys."""

    options: Mapping[str, str]

    @property
    def start(self) -> list[str]:
        """The default as the widget holds it."""
        return list(self.default)

    def parse(self, raw: Sequence[str]) -> tuple[list[str], str | None]:
        """Unknown names are left out."""
        found = [_option(text, self.options) for text in raw]
        known = list(dict.fromkeys(key for key in found if key is not None))
        lost = [text[:40] for text, key in zip(raw, found, strict=True) if key is None and text]
        return known, f"{self.label}: the link names {', '.join(lost)}, which is not offered." if lost else None

    def write(self, value: Sequence[str]) -> list[str]:
        """One parameter a name, by its label."""
        return [self.options[key] for key in value]

    def select(self, **options: Any) -> list[str]:
        """As a list to choose from."""
        return list(
            st.multiselect(
                self.label,
                list(self.options),
                self.start,
                format_func=self.options.__getitem__,
                **{**self._bound(), **options},
            )
        )


@dataclass(frozen=True)
class Switch(Control):
    """On or off."""

    def parse(self, raw: Sequence[str]) -> tuple[bool, str | None]:
        """True or false.

        >>> Switch("s", "Sharp", "", False).parse(["True"]), Switch("s", "Sharp", "", False).parse(["x"])
        ((True, None), (False, 'Sharp: the link says “x”, expected true or false; shown is false.'))
        """
        found = {"true": True, "1": True, "false": False, "0": False}.get(raw[-1].lower())
        if found is not None:
            return found, None
        shown = str(self.default).lower()
        return self.default, f"{self.label}: the link says “{raw[-1][:40]}”, expected true or false; shown is {shown}."

    def write(self, value: bool) -> str:
        """As Streamlit's binding writes it."""
        return str(bool(value)).lower()

    def draw(self, **options: Any) -> bool:
        """As a switch."""
        return bool(st.toggle(self.label, self.default, **{**self._bound(), **options}))


def _option(text: str, options: Mapping[str, str]) -> str | None:
    if text in options:
        return text
    return next((key for key, label in options.items() if label == text), None)
