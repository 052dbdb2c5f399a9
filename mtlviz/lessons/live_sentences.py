"""One plain sentence or two about what a training step does to its two tasks. Pure: history and recipe in, text out.

Lengths and the angle are smoothed over the last steps and rounded, so that the words stand still long enough to be
read; whether a task was hurt is counted over the same steps.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from mtlviz import geometry, methods
from mtlviz.arithmetic import divide
from mtlviz.history import History
from mtlviz.recipes import Recipe

Array = NDArray[np.float64]
SMOOTH = 12  # steps
TITLES = {"rul": "RUL", "health": "health"}
ALONE = 10.0  # from this pull on one task trains alone, to all intents
EVEN = 1.5  # up to this the two pull about equally
SIDEWAYS = 0.17  # cosine of 80°: within 10° of a right angle


def sentences(history: History, where: slice, recipe: Recipe) -> list[str]:
    """One text for each step of `where`, of replica 0 under `recipe`; each looks back SMOOTH steps at most."""
    first = max(0, where.start - SMOOTH + 1)
    window = slice(first, where.stop)
    gram, weights = history.gram[window, 0], history.contributions[window, 0].sum(-2)
    norms = geometry.norms(gram)
    with np.errstate(divide="ignore"):  # log 0 = −inf: a gradient or a weight that is zero
        length, pull = _smooth(np.log(norms)), _smooth(np.log(np.abs(weights) * norms))
    cosine = _smooth(geometry.cosine(gram))
    hurt = _smooth((geometry.effects(gram, weights) > 0).astype(float))
    names = [TITLES.get(task, task) for task in history.tasks]
    rows = slice(where.start - first, None)
    # Plain floats from here on: NumPy would take longer for each small step than the sentence takes.
    each = zip(length[rows].tolist(), pull[rows].tolist(), cosine[rows].tolist(), hurt[rows].tolist(), strict=True)
    return [_sentence(where.start + i, *values, names, recipe) for i, values in enumerate(each)]


def _sentence(
    step: int,
    length: list[float],
    pull: list[float],
    cosine: float,
    hurt: list[float],
    names: list[str],
    recipe: Recipe,
) -> str:
    if any(map(math.isnan, (*length, *pull, cosine))):
        return "A gradient is no longer finite: the run cannot go on from here."
    if -math.inf in length:
        return f"{_cap(names[length.index(-math.inf)])}'s gradient is zero: this step is the other task's alone."
    parts = (_strength(length, pull, names), _direction(cosine, hurt, names), _method(step, cosine, recipe))
    return " ".join(part for part in parts if part)


def _strength(length: list[float], pull: list[float], names: list[str]) -> str:
    long, strong = length.index(max(length)), pull.index(max(pull))
    first, second = names[strong], names[1 - strong]
    times = _exp(max(length) - min(length))
    says = "The two gradients are about equally long"
    if times >= EVEN:
        says = f"{_cap(names[long])}'s gradient is {_times(times)} as long as {names[1 - long]}'s"
    if -math.inf in pull:
        return f"{says}, and {second} has weight zero: {first} trains alone."
    left = _exp(max(pull) - min(pull))
    if left >= ALONE:
        still = "still " if strong == long else ""
        weighted = f"after weighting {first} {still}pulls {_times(left)} as hard"
        return f"{says}; {weighted}: it trains alone, {second} rides along."
    if left >= EVEN:
        return f"{says}; after weighting {first} pulls {_times(left)} as hard: {second} has a say, if a smaller one."
    return f"{says}; after weighting both pull about equally hard."


def _direction(cosine: float, hurt: list[float], names: list[str]) -> str:
    angle = f"about {round(math.degrees(math.acos(min(max(cosine, -1.0), 1.0))), -1):.0f}°"
    victims = [name for name, share in zip(names, hurt, strict=True) if share > 0.5]
    if victims and cosine > -SIDEWAYS:
        return f"They are just past a right angle, and the update makes {' and '.join(victims)} worse."
    if victims:
        return f"They pull against each other ({angle}), and the update makes {' and '.join(victims)} worse."
    if cosine < -SIDEWAYS:
        return f"They pull against each other ({angle}), yet the update hurts neither."
    if cosine < SIDEWAYS:
        return "They are about at right angles: one hardly touches the other."
    return f"They agree ({angle} apart): the update helps both."


def _method(step: int, cosine: float, recipe: Recipe) -> str:
    if recipe.method == "gaba":
        warmup = dict(recipe.hyper).get("warmup", methods.create("gaba").settings()["warmup"])
        if step < warmup:
            return f"GABA is still warming up: equal weights until step {warmup}."
    if recipe.method == "pcgrad" and cosine < 0:
        return "PCGrad has cut out of each gradient what opposes the other."
    return "Without conflict PCGrad changes nothing." if recipe.method == "pcgrad" else ""


def _smooth(values: Array) -> Array:
    """Mean over the last SMOOTH rows up to each row; −inf and NaN stay with their own row."""
    fine = np.isfinite(values)
    known = np.where(fine, values, 0.0).cumsum(0)
    count = fine.astype(float).cumsum(0)
    for total in (known, count):
        total[SMOOTH:] -= total[:-SMOOTH].copy()
    return np.where(fine, divide(known, count), values)


def _exp(value: float) -> float:
    return math.exp(min(value, 700.0))  # beyond, a float ends


def _times(value: float) -> str:
    """Two digits at most, as nobody reads more in passing."""
    if value >= 1000:
        return f"more than {10 ** int(math.log10(value)):,} times"
    return f"about {int(float(f'{value:.1g}')):,} times" if value >= 10 else f"about {value:.2g} times"


def _cap(name: str) -> str:
    return name[0].upper() + name[1:]
