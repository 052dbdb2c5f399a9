"""The numbers beside the tug-of-war, as text: rows with a cell a task, and the help that explains each row."""

from __future__ import annotations

from dataclasses import dataclass

from mtlviz.lessons.glossary import BOOK
from mtlviz.lessons.numbers import effect, length, percent, times
from mtlviz.lessons.sentences import inner, plain
from mtlviz.lessons.state import LEARNING_RATE, State
from mtlviz.report import IMBALANCE


@dataclass(frozen=True)
class Row:
    """One line of the read-out. `cells`: one text for both tasks, or one a task. `hurt`: the tasks that lose."""

    label: str
    cells: tuple[str, ...]
    help: str
    hurt: tuple[bool, ...] = ()


def readouts(state: State) -> list[Row]:
    """The read-out of the λ-weighted update."""
    facts = state.facts
    low, high = inner(*state.window)
    window = f"{plain(low)} – {plain(high)}" if low < high else f"only {state.window[0]:.3g}"
    step = LEARNING_RATE * facts.effects
    return [
        Row(
            "Effect on the loss",
            tuple(map(effect, step)),
            f"How this step changes each loss, to first order: minus the learning rate (here {LEARNING_RATE:g}) times "
            "the inner product of the task’s own gradient with the update. A plus: the loss grows, the task is hurt.",
            tuple(bool(e > 0) for e in step),
        ),
        Row(
            "Norm ‖g‖",
            tuple(map(length, facts.norms)),
            "The length of the task’s gradient before any weighting, also called its magnitude. RUL’s is always 5, as "
            "in the book’s listing; the ratio sets the other.",
        ),
        Row(
            "Share of the update",
            tuple(map(percent, facts.shares)),
            "The task’s part of the update: the projection of w·g on the direction of d, divided by ‖d‖. The shares "
            "sum to 100 %; a negative one means that the task’s own part points against the update.",
        ),
        Row(
            "The book’s share",
            tuple(map(percent, facts.book_shares)),
            f"The approximation w·‖g‖ / ‖d‖ of the book ({BOOK}). It takes only norms into account, so the two sum to "
            "more than 100 % as soon as the directions differ.",
        ),
        Row("Ratio of the norms", (times(facts.ratio),), "The larger norm over the smaller one."),
        Row(
            "Cosine",
            (f"{facts.cosine:+.3f} {'(conflict)' if facts.cosine < 0 else ''}".strip().replace("-", "−"),),
            "Of the angle between the gradients: +1 same direction, 0 independent, −1 exactly opposed.",
        ),
        Row(
            "Ratio of the pulls",
            (times(facts.pull),),
            "A pull is w·‖g‖, the norm after weighting: the larger one over the smaller. The chapter’s rule of thumb: "
            f"beyond {IMBALANCE:.0f}× the network trains for one task, with the other head along for the ride.",
        ),
        Row(
            "Magnitude similarity",
            (f"{facts.gms:.3g}",),
            "GMS = 2·n₁·n₂ / (n₁² + n₂²): 1 when both norms are equal, near 0 when one dwarfs the other "
            "(introduced with PCGrad, Yu et al. 2020).",
        ),
        Row(
            "Norm of the update ‖d‖",
            (length(facts.update_norm),),
            "d = λ·g(RUL) + (1 − λ)·g(health). The step is −lr·d; the green arrow shows −d.",
        ),
        Row(
            "No-harm window of λ",
            (window,),
            "The hatched band on the λ slider: inside it neither loss grows, to first order.",
        ),
    ]
