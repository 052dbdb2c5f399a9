"""One typed table a page: every control's key, label, help, default and range. It makes widgets, URL and link.

A link reproduces the page: `?v=1&ratio=500&angle=120`, defaults left out. Values out of range are clamped, unknown ones
fall back to the default, and the page says so. Streamlit's own binding keeps the URL up to date while one works.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

VERSION = "1"  # of the URL's vocabulary: raise it when a key changes its meaning


@dataclass(frozen=True)
class Control:
    """One control: `key` is its name in the URL and in the session, `help` the sentence behind its question mark."""

    key: str
    label: str
    help: str
    default: Any

    def parse(self, raw: Sequence[str]) -> tuple[Any, str | None]:
        """The value that the URL's `raw` stands for, and a notice where it had to be mended."""
        raise NotImplementedError

    def write(self, value: Any) -> str | list[str]:
        """The value as it stands in a link."""
        return str(value)

    def _bound(self) -> dict[str, Any]:
        """What every widget of the table gets: bound to the URL, kept when the visitor looks at another page."""
        return {"key": self.key, "help": self.help, "bind": "query-params", "persist_state": "session"}


@dataclass(frozen=True)
class Number(Control):
    """A number between `low` and `high`. `grid` gives its slider steps of their own (a logarithmic one, say)."""

    low: float
    high: float
    step: float
    format: str = "%g"  # printf, as Streamlit has it
    unit: str = ""
    grid: tuple[float, ...] = ()

    def parse(self, raw: Sequence[str]) -> tuple[float, str | None]:
        """Clamped into the range.

        >>> Number("lam", "λ", "", 0.5, low=0, high=1, step=0.01).parse(["9"])
        (1.0, 'λ: the link says 9, outside 0–1; shown is 1.')
        """
        text = raw[-1]
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if math.isnan(value):
            return self.default, f"{self.label}: the link says “{text[:40]}”, not a number; shown is {self.default:g}."
        inside = min(max(value, float(self.low)), float(self.high))
        if inside == value:
            return value, None
        return (
            inside,
            f"{self.label}: the link says {value:g}, outside {self.low:g}–{self.high:g}; shown is {inside:g}.",
        )

    def write(self, value: float) -> str:
        """As short as exactness allows."""
        return f"{value:.10g}"

    @property
    def slider_key(self) -> str:
        """The key of the slider that goes with the typed entry, as in `.st-key-…`."""
        return f"{self.key}_slider"

    def entry(self, **options: Any) -> float:
        """The typed entry: exact, and the one that the URL knows."""
        return float(
            st.number_input(
                self.label,
                float(self.low),
                float(self.high),
                float(self.default),
                float(self.step),
                format=self.format,
                **{**self._bound(), **options},
            )
        )

    def slider(self, **options: Any) -> None:
        """The slider: follows the typed entry, and sets it when it is released."""
        value = float(st.session_state.get(self.key, self.default))
        steps = self.grid
        shown = min(steps, key=lambda g: abs(math.log(g / value))) if steps else value
        if st.session_state.get(self.slider_key) != shown:  # setting it anew would tear it out of the visitor's hand
            st.session_state[self.slider_key] = shown
        common = {"key": self.slider_key, "help": self.help, "on_change": self._adopt, **options}
        if steps:
            st.select_slider(self.label, steps, format_func=self.show, **common)
        else:
            low, high, step = float(self.low), float(self.high), float(self.step)
            st.slider(self.label, low, high, step=step, format=f"{self.format}{self.unit}", **common)

    def pair(self) -> float:
        """Slider and typed entry side by side; returns the exact value."""
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"{self.key}_pair"):
            with st.container(width="stretch"):
                self.slider()
            return self.entry(label_visibility="collapsed", width=118)

    def show(self, value: float) -> str:
        """A value in words, with its unit.

        >>> Number("r", "ratio", "", 1, low=1, high=1000, step=1, unit="×").show(338)
        '338×'
        """
        return f"{self.format % value}{self.unit}".replace("%%", "%")

    def _adopt(self) -> None:
        st.session_state[self.key] = float(st.session_state[self.slider_key])


@dataclass(frozen=True)
class Choice(Control):
    """One of `options`, a mapping from key to label. Links carry the label, as Streamlit's binding does."""

    options: Mapping[str, str]

    def parse(self, raw: Sequence[str]) -> tuple[str, str | None]:
        """The key that the link's label, or the key itself, stands for."""
        found = _option(raw[-1], self.options)
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
                list(self.default),
                format_func=self.options.__getitem__,
                **{**self._bound(), **options},
            )
        )


def _option(text: str, options: Mapping[str, str]) -> str | None:
    if text in options:
        return text
    return next((key for key, label in options.items() if label == text), None)


class Controls:
    """The table of one page."""

    def __init__(self, page: str, *controls: Control) -> None:
        self.page = page
        self.by_key = {control.key: control for control in controls}

    def __getitem__(self, key: str) -> Any:
        return self.by_key[key]

    def open(self) -> None:
        """Take over what the link says, once for every arrival on the page, and say what had to be mended."""
        arrived = st.session_state.get("mtlviz_page") != self.page
        st.session_state["mtlviz_page"] = self.page
        if arrived:
            st.session_state["mtlviz_notices"] = (self._adopt_link(), self.values())
        notices, opened_with = st.session_state.get("mtlviz_notices", ([], {}))
        if notices and opened_with == self.values():  # until the visitor changes something
            st.warning("  \n".join(notices), icon=":material/link_off:")

    def values(self) -> dict[str, Any]:
        """Every control's value, before or after its widget is made."""
        return {key: st.session_state.get(key, control.default) for key, control in self.by_key.items()}

    def query(self, **changed: Any) -> dict[str, str | list[str]]:
        """The parameters of a link to this page with these values; defaults are left out."""
        values = {key: control.default for key, control in self.by_key.items()} | changed
        told = {key: c.write(values[key]) for key, c in self.by_key.items() if values[key] != c.default}
        return {"v": VERSION, **told}

    def _adopt_link(self) -> list[str]:
        notices = []
        if st.query_params.get("v", VERSION) != VERSION:
            notices.append(
                f"This link was made by another version (v={st.query_params['v'][:10]}); what is known is shown."
            )
        for key, control in self.by_key.items():
            raw = st.query_params.get_all(key)
            if not raw:
                continue
            value, notice = control.parse(raw)
            st.session_state[key] = value
            if notice:
                notices.append(notice)
        return notices
