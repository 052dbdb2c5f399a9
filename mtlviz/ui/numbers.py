"""Controls for numbers: a typed entry, a slider, or both."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from mtlviz.ui.control import Control


@dataclass(frozen=True)
class Number(Control):
    """A number between `low` and `high`. `grid` gives its slider steps of their own (a logarithmic one, say)."""

    low: float
    high: float
    step: float
    format: str = "%g"  # printf, as Streamlit has it
    unit: str = ""
    grid: tuple[float, ...] = ()
    whole: bool = False

    @property
    def start(self) -> float:
        """The default as the widget holds it."""
        return float(self.default)

    def parse(self, raw: Sequence[str]) -> tuple[float, str | None]:
        """Clamped into the range.

        >>> Number("lam", "λ", "", 0.5, low=0, high=1, step=0.01).parse(["9"])
        (1.0, 'λ: the link says 9, outside 0–1; shown is 1.')
        >>> Number("n", "Steps", "", 3.0, low=1, high=9, step=1, whole=True).parse(["4.2"])
        (4.0, 'Steps: the link says 4.2, not a whole number; shown is 4.')
        """
        text = raw[-1]
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if math.isnan(value):
            return self.default, f"{self.label}: the link says “{text[:40]}”, not a number; shown is {self.default:g}."
        inside = min(max(value, float(self.low)), float(self.high))
        if self.whole and inside == value != round(value):
            return float(round(value)), (
                f"{self.label}: the link says {value:g}, not a whole number; shown is {round(value)}."
            )
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
                self.start,
                float(self.step),
                format=self.format,
                **{**self._bound(), **options},
            )
        )

    def slider(self, **options: Any) -> None:
        """The slider: follows the typed entry, and sets it when it is released."""
        state, steps = st.session_state, self.grid
        value, held = float(state.get(self.key, self.default)), state.get(self.slider_key)
        last = state.get(f"{self.key}_last", (value, held))
        if held is not None and held != last[1] and value == last[0]:
            # Let go, and `_adopt` undone, as seen twice under load. Probably it ran with a rerun of the picture alone:
            # the browser, which is not told of the entry then, says the entry's old value with the next rerun.
            value = state[self.key] = float(held)
        shown = min(steps, key=lambda g: abs(math.log(g / value))) if steps else value
        if held != shown:  # setting it anew would tear it out of the visitor's hand
            state[self.slider_key] = shown
        state[f"{self.key}_last"] = value, shown
        common = {"key": self.slider_key, "help": self.help, "on_change": self._adopt, **options}
        if steps:
            st.select_slider(self.label, steps, format_func=self.show, **common)
            thumb = f".st-key-{self.slider_key} [data-testid=stSliderThumbValue]"
            about = f"{thumb} {{ display: flex; gap: 0.2em }} {thumb}::before {{ content: '≈' }}"
            st.html(f"<style>{'' if shown == value else about}</style>")  # the entry is exact, this its nearest step
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
class Slider(Number):
    """A Number set by its slider alone, which is itself bound to the URL.

    Nothing moves it while it is dragged, although the page may rerun with every piece of work that arrives.
    """

    def parse(self, raw: Sequence[str]) -> tuple[float, str | None]:
        """Clamped, and moved to the nearest position of the slider."""
        value, notice = super().parse(raw)
        near = self._nearest(value)
        if near == value or notice:
            return near, notice
        return near, f"{self.label}: the link says {value:g}, between two positions of the slider; shown is {near:g}."

    def draw(self, **options: Any) -> float:
        """The slider; returns its value."""
        merged = {**self._bound(), **options}
        if self.grid:
            return float(st.select_slider(self.label, self.grid, self.default, format_func=self.show, **merged))
        low, high, step = float(self.low), float(self.high), float(self.step)
        return float(st.slider(self.label, low, high, self.start, step, format=self.format, **merged))

    def _nearest(self, value: float) -> float:
        if self.grid:
            return min(self.grid, key=lambda position: abs(math.log(position / value)))
        return round(round((value - self.low) / self.step) * self.step + self.low, 10)
