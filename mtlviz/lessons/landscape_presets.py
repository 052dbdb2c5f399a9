"""The landscape's presets: positions of the controls, and what to notice there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mtlviz import hyper, methods
from mtlviz.lessons.presets import Preset


def _valleys(who: list[str], scale: float, steps: int) -> dict[str, Any]:
    return {"land": "valleys", "who": who, "from": "five", "own": "", "lossscale": scale} | {
        "descent": "adam",
        "rate": 1e-3,
        "walked": float(steps),
    }


def _opposed(optimizer: str) -> dict[str, Any]:
    return {"land": "opposed", "who": ["equal", "gaba_raw"], "around": "five", "own": "", "rho": 20.0} | {
        "descent": optimizer,
        "rate": 0.02,
        "walked": 1500.0,
    }


PRESETS = (
    Preset(
        "collapse",
        "Equal weights, one end",
        "Loss 1 is scaled to a tenth. From four starts equal weights end at the same point of the front, the minimum "
        "of the weighted sum, 9 % of the way from task 2’s best to task 1’s; the start no longer matters. From the "
        "fifth (start 3) they never leave the valley. Raw GABA reaches the front from all five, at five different "
        "compromises.",
        _valleys(["equal", "gaba_raw"], 0.1, 50_000),
    ),
    Preset(
        "brakes",
        "GABA’s brakes",
        "GABA as the book has it keeps a floor under its weights, and averages them. In the valley below start 3 the "
        "norms are so far apart that the floor holds: raw GABA has long arrived while GABA is still creeping.",
        _valleys(["gaba_raw", "gaba"], 0.1, 35_000),
    ),
    Preset(
        "surgery",
        "Direction, not norm",
        "PCGrad changes directions only: below start 3 it creeps along the valley. MGDA follows the gradient with the "
        "smaller norm and reaches the front from all five starts, from starts 3 and 5 at task 1’s very end of it.",
        _valleys(["pcgrad", "mgda"], 0.1, 50_000),
    ),
    Preset(
        "bias",
        "Magnitude bias",
        "Two opposed bowls, the first 20 times steeper. From everywhere, equal weights rest at (20 − 1)/(20 + 1) = "
        "0.905. Raw GABA stops wherever it meets the segment between the two centres.",
        _opposed("sgd"),
    ),
    Preset(
        "adam",
        "The same with Adam",
        "Equal weights: other paths, the same resting point, since Adam rescales each parameter’s step and not the "
        "balance between the tasks. Raw GABA stops at other places of the segment than with SGD.",
        _opposed("adam"),
    ),
    Preset(
        "own",
        "Own bowls",
        "Two elliptic bowls with different axes: the front bends. Move the centres, change the curvatures.",
        {"land": "own", "who": ["equal", "gaba_raw", "mgda"], "around": "five", "own": "", "descent": "adam"}
        | {"rate": 0.02, "walked": 1500.0, "size": 1.0}
        | {"m11": 1.5, "m12": 1.0, "a11": 6.0, "a12": 0.5, "m21": -1.5, "m22": -1.0, "a21": 0.5, "a22": 2.0},
    ),
)


def position(preset: Preset) -> dict[str, Any]:
    """The controls of a preset: its own values, and the papers' settings of the methods that walk in it."""
    walking = [name for name in preset.values["who"] if name in methods.names()]
    found = [s for name in walking for s in hyper.settings(name) if not s.range.trains]
    return {**preset.values, **{s.key: s.default if s.switch else float(s.default) for s in found}}


def active(values: Mapping[str, Any]) -> Preset | None:
    """The preset whose position the controls are in."""
    return next((p for p in PRESETS if all(values.get(k) == value for k, value in position(p).items())), None)
