"""A step of a run as a link to the tug-of-war."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from mtlviz import geometry
from mtlviz.history import History
from mtlviz.lessons.state import LIMITS, State

START = State()


class Link(NamedTuple):
    """URL parameters of the tug-of-war, and sentences on what that page cannot show as it was."""

    query: dict[str, str]
    notes: list[str]


def to_tug_of_war(history: History, step: int) -> Link:
    """The step's ratio, angle and share of RUL's weight. There RUL has the larger norm and weights sum to 1; a ratio
    beyond that page's control is left for that page to clamp, and to say so."""
    gram, weights = history.gram[step, 0], history.weights[step, 0]
    norms = geometry.norms(gram)
    if not (np.isfinite(gram).all() and np.isfinite(weights).all() and norms.any()):
        return Link({"v": "1"}, [f"Step {step:,} has no gradients to show: this is the tug-of-war as it starts."])
    notes = []
    if norms[1] > norms[0]:
        norms, weights = norms[::-1], weights[::-1]
        notes.append(
            f"At step {step:,} health’s norm is the larger one; here RUL’s always is. So the two have changed places: "
            "read health for RUL, and RUL for health."
        )
    if not norms[1]:
        notes.append(f"At step {step:,} one gradient is zero; here it is shown as small as it can be.")
    ratio = norms[0] / norms[1] if norms[1] else LIMITS["ratio"][1]
    total = float(weights.sum())
    lam = float(weights[0] / total) if total > 0 else START.lam
    if (weights < 0).any() or total <= 0:
        notes.append(f"The weights {weights[0]:.3g} and {weights[1]:.3g} of step {step:,} are no λ and 1 − λ.")
    elif not np.isclose(total, 1, rtol=1e-3):
        notes.append(
            f"The weights {weights[0]:.3g} and {weights[1]:.3g} of step {step:,} sum to {total:.3g}; here they sum to "
            f"1, with the same share each, so the update has the same direction and is {_scaled(total)}."
        )
    outside = geometry.outside_share(geometry.update_norm(gram, history.weights[step, 0]), history.outside[step, 0])
    if outside > 5e-4:
        notes.append(f"{outside:.1%} of that update, by squared norm, lies outside this plane.")
    angle = float(np.degrees(np.arccos(geometry.cosine(gram))))
    found = {"ratio": float(ratio), "angle": angle, "lam": lam}
    query = {key: _written(value) for key, value in found.items() if value != getattr(START, key)}
    return Link({"v": "1", **query}, notes)


def _scaled(total: float) -> str:
    return f"{total:.3g} times shorter" if total > 1 else f"{1 / total:.3g} times longer"


def _written(value: float) -> str:
    """As Streamlit's widgets write numbers: another spelling would be one more entry in the browser's history."""
    return str(float(f"{value:.8g}"))
