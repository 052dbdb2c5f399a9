"""The chapter's takeaways as they hold here, and the numbers that they rest on, computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from mtlviz import geometry
from mtlviz.lessons import listing
from mtlviz.lessons.live_notes import AT_START, IN_UNITS
from mtlviz.lessons.loss_shapes import CAP as UNIT
from mtlviz.lessons.numbers import effect
from mtlviz.lessons.state import LEARNING_RATE, State
from mtlviz.report import IMBALANCE

Array = geometry.Array
MEASURED = "simulated fleet, 12 seeds, 2,000 steps, Adam 0.01"


@dataclass(frozen=True)
class Takeaway:
    """`claim` in our words; `here`: how far it holds in this app; `see`: links, each (label, script, query)."""

    claim: str
    here: str
    see: tuple[tuple[str, str, Mapping[str, str]], ...] = field(default=())


def cross_entropy(logits: Array, label: int) -> tuple[float, Array]:
    """The loss −log softmax(logits)[label] and its gradient (C,) in the logits.

    >>> loss, gradient = cross_entropy(np.array([100.0, 0.0, 0.0]), 1)
    >>> round(loss, 3), round(float(np.linalg.norm(gradient)), 3)
    (100.0, 1.414)
    """
    shifted = logits - logits.max()
    total = np.log(np.exp(shifted).sum())
    gradient = np.exp(shifted - total)
    gradient[label] -= 1
    return float(total - shifted[label]), gradient


def losses_table() -> list[tuple[str, float, float]]:
    """What a sample's loss and its gradient in the network's output are: (prediction, loss, norm of the gradient)."""
    errors = [(f"RUL off by {e:g} cycles", e**2, 2 * e) for e in (10.0, 50.0, 100.0)]
    wrong = []
    for logit in (0.0, 5.0, 100.0):
        loss, gradient = cross_entropy(np.array([logit, 0.0, 0.0]), 1)
        wrong.append(
            (f"health: logits ({logit:g}, 0, 0), the second class is right", loss, float(np.linalg.norm(gradient)))
        )
    return [*errors, *wrong]


def losses_markdown() -> str:
    """The same as a table for a page."""
    rows = (f"| {what} | {loss:,.{0 if loss >= 10 else 3}f} | {norm:,.3g} |" for what, loss, norm in losses_table())
    head = ("| one sample | loss | norm of its gradient in the output |", "|---|--:|--:|")
    return "\n".join([*head, *rows])


def larger_step(weights: tuple[float, float] = (0.5, 1.0)) -> tuple[float, tuple[float, float]]:
    """Weights that do not sum to 1 are a learning rate times weights that do: (their sum, the latter).

    >>> larger_step()
    (1.5, (0.3333333333333333, 0.6666666666666666))
    """
    total = sum(weights)
    return total, (weights[0] / total, weights[1] / total)


def _surgery() -> str:
    before = State(0.5, 60, 100)
    x, y = before.contributions("pcgrad", 1).sum(0) @ geometry.plane(before.gram)
    return f"{np.degrees(np.arctan2(y, x)):.1f}°"


def _balanced() -> str:
    """What balancing norms does for health in a conflict."""
    state = State(0.5, 120, 3)
    equal, balanced = (
        LEARNING_RATE * float(geometry.effects(state.gram, state.contributions(name, 1).sum(0))[1])
        for name in ("fixed", "imtl_g")
    )
    return (
        f"at 3× and 120° equal weights change health’s loss by {effect(equal)}, and IMTL-G, which gives both gradients "
        f"the same norm, by {effect(balanced)}"
    )


def unit_markdown() -> str:
    """What another unit of RUL does to loss, gradient and ratio."""
    unit = f"{UNIT:g}"
    return (
        f"So the ratio follows the unit. Give the same network its RUL in units of {unit} cycles: at the start, where "
        f"predictions are near zero, the error is about {unit} times smaller, so the loss falls by about {unit}² = "
        f"{UNIT**2:,.0f}, but its gradient 2(ŷ − y)∇ŷ, and with it the ratio, only by about {unit}. Measured at step 0 "
        f"(5–95 % of 200 seeds): {AT_START[0]}–{AT_START[1]}× in cycles, {IN_UNITS[0]}–{IN_UNITS[1]}× in these units. "
        f"If the prediction is divided by {unit} as well, ∇ŷ shrinks too, and the gradient falls by {UNIT**2:,.0f} as "
        f"the loss does. Nothing about the tasks has changed: every figure like 500× is a figure for one choice of "
        f"units."
    )


TAKEAWAYS = (
    Takeaway(
        "Look at the norms of the gradients, not only at the losses.",
        "A loss value says how far a task is from done, in a unit of its own; the norms say which task moves the "
        "shared weights. Log their ratio once per epoch (three lines, below). The chapter’s line is "
        f"{IMBALANCE:.0f}×: beyond it, says the chapter, you train for one task on the shared layers, with the other "
        "head along for the ride. Live draws that line; its validation charts show whether health suffers.",
        (("Live: ratio and pull", "pages/live.py", {}), listing.SEE),
    ),
    Takeaway(
        "Whatever a method does, the update d is one weighted sum of the gradients.",
        "True of every method here but two: GradDrop picks single parameters, and DB-MTL adds up earlier gradients as "
        "well. Plain SGD moves the shared weights along −d. Adam, the default of Live and Compare, divides every "
        "parameter’s part by the size of its recent gradients, so the weights move in another direction. And λ acts "
        "on norms: at 20× and 120° λ = 0.2 still leaves the green arrow within 11° of RUL’s.",
        (("Tug-of-war at 20×", "pages/tug_of_war.py", {"v": "1", "ratio": "20", "angle": "120", "lam": "0.2"}),),
    ),
    Takeaway(
        "Magnitude and direction fail in different ways, and a remedy for one need not help with the other.",
        f"PCGrad does not change the direction of the sum without conflict: at 60° and 100× its update is {_surgery()} "
        f"off RUL’s gradient, as the plain sum is. The other way round it can help: {_balanced()}. At 180° balanced "
        f"norms do not: the sum of two opposed gradients of equal norm is zero.",
        (
            (
                "PCGrad at 100× and 60°",
                "pages/tug_of_war.py",
                {"v": "1", "ratio": "100", "angle": "60", "methods": "PCGrad"},
            ),
            ("Methods: where they fail", "pages/methods.py", {}),
        ),
    ),
    Takeaway(
        "On prognostic data magnitude dominates direction.",
        f"It does in Compare’s default run ({MEASURED}): under equal weights the norms are more than {IMBALANCE:.0f}× "
        f"apart in every step of every seed, median about 640×, and the gradients oppose each other in about a quarter "
        f"of the steps. That the figure is consistent across seeds does not hold: the medians of single seeds range "
        f"from about 250× to 1,170×. And it follows the unit of RUL (below).",
        (("Compare: what the chapter says", "pages/compare.py", {}),),
    ),
    Takeaway(
        "So methods that balance norms should beat fixed weights, and PCGrad should do worse than they.",
        f"Not what is measured here. In the same run ({MEASURED}) no recipe gets a final verdict, nor in one of 4,000 "
        f"steps. GradNorm’s RMSE is worse than that of equal weights by about 4 cycles so far, and PCGrad’s better "
        f"than GABA’s by about 1; after 4,000 steps neither can be told apart any more. Norms 640× apart seem to hurt "
        f"little where, as here, health is RUL in three classes. With another second task, or plain SGD, the answer "
        f"may differ: try it.",
        (
            ("Compare: what the chapter says", "pages/compare.py", {}),
            ("Compare: the same with 4,000 steps", "pages/compare.py", {"v": "1", "budget": "4000"}),
            ("Landscape: two losses that compete", "pages/landscape.py", {}),
        ),
    ),
)
