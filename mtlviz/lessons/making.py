"""How an arrow is made, in words: the gradients as they come, what the method makes of each, the sum."""

from __future__ import annotations

from dataclasses import dataclass

from mtlviz import geometry
from mtlviz.lessons.numbers import effect, length
from mtlviz.lessons.sentences import TASKS
from mtlviz.lessons.state import LEARNING_RATE, State


@dataclass(frozen=True)
class Making:
    """`changed`: what stands for each task in the sum; `summed`: the sum; `effects` on each loss, `hurt`: who loses."""

    changed: str
    summed: str
    effects: tuple[str, str]
    hurt: tuple[bool, bool]


def making(state: State, contributions: geometry.Array) -> Making:
    """The stages behind contributions (2, 2) in `state`."""
    weights = contributions.sum(axis=0)
    facts = geometry.describe(state.gram, weights)
    step = LEARNING_RATE * facts.effects
    changed = " · ".join(f"{task}: {_combination(row)}" for task, row in zip(TASKS, contributions, strict=True))
    summed = f"{_combination(weights)}, norm {length(facts.update_norm)}"
    first, second = map(effect, step)
    return Making(changed, summed, (first, second), (bool(step[0] > 0), bool(step[1] > 0)))


def _combination(row: geometry.Array) -> str:
    """`0.95 g(RUL) − 0.2 g(health)`, leaving out what is zero."""
    terms = [(float(c), f"{_factor(abs(c))}g({task})") for c, task in zip(row, TASKS, strict=True) if c]
    if not terms:
        return "nothing"
    first = ("−" if terms[0][0] < 0 else "") + terms[0][1]
    return first + "".join(f" {'−' if c < 0 else '+'} {term}" for c, term in terms[1:])


def _factor(value: float) -> str:
    text = f"{value:.3g}"
    return "" if text == "1" else f"{text} "
