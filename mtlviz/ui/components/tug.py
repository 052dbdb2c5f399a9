"""The tug-of-war's two components: the picture that follows the sliders, and the read-out beside it.

The browser computes the λ-weighted update and the drawing, nothing else. While something moves it sends `moved`
messages, {lam, angle, ratio, side, seq, final}; the page's answer is the `data` of its next run (see tug.js).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from mtlviz import methods
from mtlviz.figures.identity import look
from mtlviz.figures.palette import TASK_TITLES, TASKS
from mtlviz.hyper import Hyper
from mtlviz.lessons.arrival import START, Losses
from mtlviz.lessons.making import making
from mtlviz.lessons.numbers import length
from mtlviz.lessons.readouts import readouts
from mtlviz.lessons.sentences import about_state
from mtlviz.lessons.state import LIMITS, State, parse
from mtlviz.ui.components.library import shim
from mtlviz.untrusted import number

# The picture stays in sight while one scrolls along the controls, beside them or above them. What the components will
# fill is kept free, so that nothing jumps when they do. On a phone the presets wrap, and what takes the
# focus is scrolled clear of the picture, which stays on the screen.
STYLE = """<style>
.st-key-tug_columns [data-testid=stColumn]:first-child {
  position: sticky; top: 3.9rem; align-self: flex-start; z-index: 3;
}
@media (max-width: 640px) {
  .st-key-tug_columns [data-testid=stColumn]:last-child :is(input, button, [role=group]) { scroll-margin-top: 28rem; }
}
.st-key-presets { min-height: 72px; align-content: flex-start; gap: 8px; }
.st-key-presets button { min-height: 32px; padding: 2px 10px; }
@media (min-width: 1700px) { .st-key-presets { min-height: 32px; } }
@media (pointer: coarse) { .st-key-presets button { min-height: 40px; } }
.st-key-tug_picture { min-height: calc(min(560px, max(340px, 100vh - 400px)) + 84px); }
.st-key-tug_numbers { min-height: 300px; }
.st-key-tug_making { min-height: 96px; }
@media (max-width: 1000px) { .st-key-tug_picture { min-height: 400px; } }
@media (max-width: 640px) {
  .st-key-tug_picture { min-height: 370px; }
  .st-key-presets { min-height: 0; gap: 6px; }
  .st-key-presets button { padding: 2px 8px; }
}
</style>"""

_component = st.components.v2.component("mtlviz_tug", html='<div class="tug"></div>', js=shim("tug"))


@dataclass(frozen=True)
class Moved:
    """What the visitor holds in hand: `final` once it is let go."""

    state: State
    seq: int
    final: bool

    @classmethod
    def read(cls, message: Any) -> Moved | None:
        """From the browser, which is not trusted: None if the message makes no sense."""
        state = parse(message)
        seq = number(message.get("seq"), 0) if isinstance(message, Mapping) else None
        if state is None or seq is None:
            return None
        return cls(state, int(seq), message.get("final") is True)


def picture(
    key: str,
    *,
    held: State,
    shown: State,
    overlay: Sequence[str],
    steps: int,
    losses: Losses = START,
    settings: Hyper = (),
    scale: str,
    sliders: Mapping[str, Mapping[str, Any]],
    seq: int,
    start: Mapping[str, Any] | None = None,
    on_moved: Callable[[], None],
) -> None:
    """Mount the picture. `held` is what the controls say, `shown` what is in the visitor's hand and to be answered.

    start: a state with a `seq`; told anew, the picture moves from there to `held`, slowly enough to be watched.
    """
    own = making(shown, methods.diagonal(shown.weights))
    drawn = [_method(shown, name, steps, losses, settings) for name in overlay]
    data = {
        "held": asdict(held),
        "answer": {"seq": seq},
        "start": start,
        "methods": drawn,
        "making": {"changed": own.changed, "summed": own.summed, **look("update").data(), "path": ""},
        "sentence": about_state(shown.facts, shown.lam, shown.window) + _at_the_end(shown.ratio),
        "description": describe(shown, [(method["title"], method["summed"]) for method in drawn]),
        "window": list(shown.window),
        "scale": scale,
        "sliders": sliders,
        "numbers": {
            "tasks": [{"label": TASK_TITLES[t], **look(t).data(), "path": ""} for t in TASKS],
            "rows": [asdict(row) for row in readouts(shown)],
        },
    }
    _component(key=key, data=data, on_moved_change=on_moved)


def outlet(name: str) -> None:
    """A place in the page for what the picture makes: its "numbers" or its "making"."""
    _component(key=f"tug_{name}", data={"outlet": name})


def describe(state: State, sums: Sequence[tuple[str, str]]) -> str:
    """The picture in words, for those who do not see it; `sums`: every method's title and what its arrow is.

    >>> describe(State(0.5, 180, 1), ())
    'RUL’s gradient has norm 5.000, health’s 5.000, 180 degrees apart. The update, λ = 0.5, has norm 0. The arrows \
point the other way: downhill.'
    """
    n_rul, n_health = state.facts.norms
    words = (
        f"RUL’s gradient has norm {length(n_rul)}, health’s {length(n_health)}, {state.angle:g} degrees apart"
        f"{f', health to the {state.side}' if 0 < state.angle < 180 else ''}. "
        f"The update, λ = {state.lam:g}, has norm {length(state.facts.update_norm)}. The arrows point the other way: "
        "downhill."
    )
    return words + "".join(f" {title}: {summed}." for title, summed in sums)


def _at_the_end(ratio: float) -> str:
    """Why a tip goes no further.

    >>> _at_the_end(10_000), _at_the_end(9_999)
    (' A ratio of 10,000 is the largest that the picture takes.', '')
    """
    most = LIMITS["ratio"][1]
    return "" if ratio < most else f" A ratio of {most:,.0f} is the largest that the picture takes."


def _method(state: State, name: str, steps: int, losses: Losses, settings: Hyper) -> dict[str, Any]:
    contributions = state.contributions(name, steps, losses, settings)
    return {
        "id": name,
        "title": methods.info(name).title,
        **look(name).data(),
        "contributions": contributions.tolist(),
        **asdict(making(state, contributions)),
    }
