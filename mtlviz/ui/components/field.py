"""Show pictures of the whole field: the map of the methods, maps over ratio × angle, families, stages of a step.

What the browser sends is one message, `picked`: a method whose button was pressed, or a point of a map.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mtlviz import methods
from mtlviz.lessons.loss_shapes import SHAPES
from mtlviz.lessons.state import LIMITS
from mtlviz.ui.components.library import shim
from mtlviz.untrusted import number

Array = NDArray[np.float64]


@cache
def _component() -> st.components.v2.types.ComponentRenderer:
    return st.components.v2.component("mtlviz_field", html='<div class="mtl"></div>', js=shim("field"))


def field(
    markup: str, *, key: str, maps: Mapping[str, Any] | None = None, on_picked: Callable[[], None] | None = None
) -> None:
    """Show `markup`, trusted text from `mtlviz.figures`. `maps` are the numbers behind it, see `map_data`."""
    options: dict[str, Any] = {"on_picked_change": on_picked} if on_picked else {}
    _component()(key=key, data={"markup": markup, **(maps or {})}, **options)


def map_data(
    cosines: Mapping[str, Array],
    effects: Mapping[str, Array],
    now: Mapping[str, tuple[float, float]],
    ratios: Array,
    angles: Array,
    here: tuple[float, float],
    clear: float,
) -> dict[str, Any]:
    """What the maps say, by method: cosines and effects (A, R), and both in the page's state `here`."""
    return {
        "maps": {
            name: {"cosines": _text(_whole(c)), "effects": _text(effects[name].astype("<f4"))}
            for name, c in cosines.items()
        },
        "now": {name: list(figures) for name, figures in now.items()},
        "ratios": [float(f"{ratio:.3g}") for ratio in ratios],
        "angles": angles.tolist(),
        "here": {"ratio": here[0], "angle": here[1]},
        "clear": clear,
    }


def _text(numbers: NDArray[Any]) -> str:
    return base64.b64encode(numbers.tobytes()).decode()


def _whole(cosines: Array) -> NDArray[np.int16]:
    """In 1/10,000, little-endian; what is not zero does not become it."""
    scaled = np.asarray(cosines) * 1e4
    small = np.where(np.abs(scaled) < 1e-5, 0.0, np.sign(scaled))
    return np.where(np.abs(scaled) < 1, small, np.trunc(scaled)).astype("<i2")


def picked(message: Any) -> dict[str, Any]:
    """What the visitor chose, from a browser that is not trusted: {"method"}, {"ratio", "angle"} or {}.

    >>> picked({"ratio": 1e9, "angle": 30})
    {'ratio': 10000.0, 'angle': 30.0}
    >>> picked({"method": "miracle"}), picked({"ratio": "x", "angle": 3}), picked(None)
    ({}, {}, {})
    """
    if not isinstance(message, Mapping):
        return {}
    if isinstance(message.get("method"), str):
        return {"method": message["method"]} if message["method"] in (*methods.names(), *SHAPES) else {}
    ratio, angle = (number(message.get(key), *LIMITS[key]) for key in ("ratio", "angle"))
    return {} if ratio is None or angle is None else {"ratio": ratio, "angle": angle}
