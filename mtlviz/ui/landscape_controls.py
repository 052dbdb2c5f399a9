"""The landscape's table of controls."""

from __future__ import annotations

from mtlviz.landscape import Point, walkers
from mtlviz.ui import hyper
from mtlviz.ui.controls import Choice, Control, Controls, Many, Number, Slider
from mtlviz.ui.landscape_points import Points


def _grid(low: int, high: int) -> tuple[float, ...]:
    """1, 2, 5 a decade, from 10^low to 10^high."""
    return (*(float(f"{d}e{p}") for p in range(low, high) for d in (1, 2, 5)), 10.0**high)


def _bowl(task: int, centre: Point, curvatures: Point) -> list[Control]:
    where = [
        Number(f"m{task}{i}", f"Centre {task} x{sub}", f"Where loss {task} is zero.", value, -3, 3, 0.1)
        for i, sub, value in zip((1, 2), "₁₂", centre, strict=True)
    ]
    steep = [
        Number(
            f"a{task}{i}",
            f"Curvature {task} x{sub}",
            f"How steeply loss {task} rises in this direction: its curvature.",
            value,
            0.05,
            50,
            0.1,
        )
        for i, sub, value in zip((1, 2), "₁₂", curvatures, strict=True)
    ]
    return [*where, *steep]


CONTROLS = Controls(
    "landscape",
    Choice(
        "land",
        "Landscape",
        "Two valleys: the field’s test problem (CAGrad, Nash-MTL, FAMO). Opposed bowls: magnitude bias in one formula. "
        "Own bowls: centres and curvatures are yours.",
        "valleys",
        {"valleys": "Two valleys", "opposed": "Opposed bowls", "own": "Own bowls"},
    ),
    Many(
        "who",
        "Methods that walk",
        "Each with its paper’s settings until you change them. Raw GABA is its formula alone: no floor, no average, no "
        "warm-up.",
        ["equal", "gaba_raw"],
        {name: "Fixed weights" if name == "fixed" else recipe.title for name, recipe in walkers().items()},
    ),
    Number("lambda1", "λ: weight of task 1", "What “Fixed weights” uses; task 2 gets 1 − λ.", 0.5, 0, 1, 0.01, "%.2f"),
    Slider(
        "lossscale",
        "Scale of loss 1",
        "Multiplies the first loss, as if it were measured in another unit. 1 in CAGrad’s paper, 0.1 in Nash-MTL’s and "
        "FAMO’s. The Pareto front does not move.",
        0.1,
        0.01,
        10,
        0.01,
        "%.3g",
        grid=_grid(-2, 1),
    ),
    Slider(
        "rho",
        "ρ: how many times steeper bowl 1 is",
        "At equal distance from its centre, the norm of task 1’s gradient is ρ times task 2’s.",
        20,
        1,
        1000,
        1,
        "%.4g",
        grid=_grid(0, 3),
    ),
    Choice(
        "from",
        "Starts",
        "Where the walks begin; click the map to add your own.",
        "five",
        {"five": "Nash-MTL’s and FAMO’s five", "three": "CAGrad’s three", "none": "Only my own"},
    ),
    Choice(
        "around",
        "Starts",
        "Where the walks begin; click the map to add your own.",
        "five",
        {"five": "Five around", "none": "Only my own"},
    ),
    Points(
        "own",
        "Your starts",
        "Click the map, or type points here: x1, x2; x1, x2. At most eight.",
        "",
    ),
    Choice(
        "descent",
        "Optimiser",
        "SGD: step = −lr·d. Adam rescales each parameter’s step by the recent size of its gradient.",
        "adam",
        {"adam": "Adam", "sgd": "SGD"},
    ),
    Number("rate", "Learning rate", "How far a step goes.", 1e-3, 1e-5, 1, 1e-3, "%.5g"),
    Number("walked", "Steps", "How many steps every path takes.", 50_000, 100, 100_000, 1000, "%.0f", whole=True),
    *_bowl(1, (1.5, 1.0), (6.0, 0.5)),
    *_bowl(2, (-1.5, -1.0), (0.5, 2.0)),
    Slider(
        "size",
        "Scale of bowl 1",
        "Multiplies the first loss; the Pareto front does not move.",
        1,
        0.01,
        100,
        0.1,
        "%.4g",
        grid=_grid(-2, 2),
    ),
    *hyper.controls(),
)
