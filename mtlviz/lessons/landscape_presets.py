"""The landscape's presets: positions of the controls, and what to notice there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mtlviz.lessons.presets import Preset


def _valleys(who: list[str], scale: float, steps: int) -> dict[str, Any]:
    return {"land": "valleys", "who": who, "from": "five", "lossscale": scale} | {
        "descent": "adam",
        "rate": 1e-3,
        "walked": steps,
    }


def _opposed(optimizer: str) -> dict[str, Any]:
    return {"land": "opposed", "who": ["equal", "gaba_raw"], "around": "five", "rho": 20.0} | {
        "descent": optimizer,
        "rate": 0.02,
        "walked": 1500,
    }


PRESETS = (
    Preset(
        "collapse",
        "Equal weights collapse",
        "Loss 1 is scaled to a tenth. Equal weights end in one corner from four starts, and never leave the valley "
        "from the fifth. Raw GABA reaches the Pareto front from all five, at five different compromises.",
        _valleys(["equal", "gaba_raw"], 0.1, 50_000),
    ),
    Preset(
        "brakes",
        "GABA’s brakes",
        "GABA as the book has it keeps a floor under its weights, and averages them. In the valley below start 3 one "
        "gradient is so much longer that the floor stops it: raw GABA is long there when it is still on its way.",
        _valleys(["gaba_raw", "gaba"], 0.1, 35_000),
    ),
    Preset(
        "surgery",
        "Direction, not length",
        "PCGrad repairs directions only: below start 3 it creeps along the valley. MGDA follows the shorter gradient "
        "and reaches the front from all five starts, some of them at task 1’s very end of it.",
        _valleys(["pcgrad", "mgda"], 0.1, 50_000),
    ),
    Preset(
        "bias",
        "Magnitude bias",
        "Two opposed bowls, the first 20 times steeper. From everywhere, equal weights rest at (20 − 1)/(20 + 1) = "
        "0.905. Raw GABA stops wherever it meets the line between the two centres.",
        _opposed("sgd"),
    ),
    Preset(
        "adam",
        "The same with Adam",
        "Other paths, the same resting point: Adam rescales each parameter’s step, not the balance between the tasks.",
        _opposed("adam"),
    ),
    Preset(
        "own",
        "Own bowls",
        "A narrow bowl and a wide one: the Pareto front bends. Move the centres, change the curvatures.",
        {"land": "own", "who": ["equal", "gaba_raw", "mgda"], "around": "five", "descent": "adam"}
        | {"rate": 0.02, "walked": 1500, "size": 1.0}
        | {"m11": 1.5, "m12": 1.0, "a11": 6.0, "a12": 0.5, "m21": -1.5, "m22": -1.0, "a21": 0.5, "a22": 2.0},
    ),
)


def active(values: Mapping[str, Any]) -> Preset | None:
    """The preset whose position the controls are in."""
    return next((p for p in PRESETS if all(values.get(key) == value for key, value in p.values.items())), None)
