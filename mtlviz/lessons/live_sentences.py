"""What one training step does to its two tasks, in a sentence or two. Pure: history and recipe in, text out.

A text is a pattern: {ratio}, {pull} and {angle} stand for this very step's numbers, which the page fills in from the
columns that its charts show, so that words and charts cannot disagree. `live_lately.py` speaks of the last steps.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from mtlviz import geometry, methods
from mtlviz.history import History
from mtlviz.recipes import Recipe
from mtlviz.report import IMBALANCE

TITLES = {"rul": "RUL", "health": "health"}
ALONE = IMBALANCE  # from this ratio of pulls on one task decides alone, to all intents
EVEN = 1.5  # up to this the two pull about equally hard
SIDEWAYS = 0.17  # cosine of 80°: within 10° of a right angle
BROKEN = "A gradient is no longer finite: the run cannot go on from here."


def sentences(history: History, where: slice, recipe: Recipe, heads: str = "method") -> list[str]:
    """One pattern for each step of `where`, of replica 0 under `recipe`."""
    gram, weights = history.gram[where, 0], history.weights[where, 0]
    norms, effects = geometry.norms(gram), geometry.effects(gram, weights)
    columns = norms, np.abs(weights) * norms, geometry.cosine(gram), effects, weights
    names = [TITLES.get(task, task) for task in history.tasks]
    told = []
    # Plain floats from here on: NumPy would take longer for each small step than the sentence takes.
    rows = zip(*(column.tolist() for column in columns), strict=True)
    for step, (norm, pull, cosine, effect, weight) in enumerate(rows, start=where.start):
        if not all(map(math.isfinite, (*norm, *pull, cosine))):
            told.append(BROKEN)
        elif 0.0 in norm:
            told.append(zero_gradient(norm, names))
        else:
            parts = (_strength(norm, pull, names, recipe, heads), _direction(cosine, effect, names))
            told.append(" ".join([*parts, *_method(step, cosine, weight, names, recipe)]))
    return told


def _strength(norm: list[float], pull: list[float], names: list[str], recipe: Recipe, heads: str) -> str:
    long, strong = norm.index(max(norm)), pull.index(max(pull))
    first, second = names[strong], names[1 - strong]
    says = "The two gradient norms are about equal ({ratio} times)"
    if max(norm) >= EVEN * min(norm):
        says = f"{cap(names[long])}’s gradient norm is {{ratio}} times {names[1 - long]}’s"
    if not max(pull):
        return f"{says}. Both weights are zero."
    if not min(pull):
        return f"{says}, but {second} has weight zero. {unweighted(first, second, recipe, heads)}"
    if max(pull) < EVEN * min(pull):
        return f"{says}; after weighting, both pull about equally hard ({{pull}} times)."
    still = "still " if strong == long else ""
    says = f"{says}; after weighting, {first} {still}pulls {{pull}} times as hard"
    if max(pull) >= ALONE * min(pull):
        return f"{says}. {decides(first, second)}"
    return f"{says}: {second} has a say, if a smaller one."


def _direction(cosine: float, effect: list[float], names: list[str]) -> str:
    outcome = _outcome(effect, names, "slightly " if abs(cosine) <= SIDEWAYS else "")
    if cosine > SIDEWAYS:
        return f"They agree ({{angle}} apart); the update {outcome}."
    if cosine < -SIDEWAYS:
        return f"They pull against each other ({{angle}}); the update {outcome}."
    return f"They are almost perpendicular ({{angle}}); the update {outcome}."


def _outcome(effect: list[float], names: list[str], how: str) -> str:
    """Who is helped and who is hurt, by the sign of the effect: > 0 hurts.

    >>> _outcome([-1.0, 0.1], ["RUL", "health"], "slightly ")
    'helps RUL and slightly hurts health'
    """
    helped, hurt, idle = (
        [name for name, value in zip(names, effect, strict=True) if sign(value)]
        for sign in ((0.0).__gt__, (0.0).__lt__, (0.0).__eq__)
    )
    if len(helped) == 2 or len(hurt) == 2 or len(idle) == 2:
        return "helps both" if helped else "hurts both" if hurt else "changes neither"
    parts = [f"helps {name}" for name in helped] + [f"{how}hurts {name}" for name in hurt]
    return " and ".join([*parts, *(f"leaves {name} as it was" for name in idle)])


def _method(step: int, cosine: float, weight: list[float], names: list[str], recipe: Recipe) -> list[str]:
    """What the method did at this step, where its name alone does not say so: one sentence or none."""
    if recipe.method == "gaba":
        if step < gaba_settings(recipe)["warmup"]:
            return [warming_up(recipe)]
        held = floored(weight, recipe)
        return [] if held is None else [floor_holds("keeps", names[held], recipe)]
    if recipe.method == "pcgrad":
        cut = "PCGrad has cut out of each gradient what opposes the other."
        return [cut if cosine < 0 else "Without conflict PCGrad changes nothing."]
    return []


@lru_cache(64)
def gaba_settings(recipe: Recipe) -> dict[str, Any]:
    """GABA's hyper-parameters under a recipe."""
    return methods.create("gaba").settings() | dict(recipe.hyper)


def warming_up(recipe: Recipe) -> str:
    """For a step before the end of GABA's warm-up."""
    return f"GABA is still warming up: equal weights until step {gaba_settings(recipe)['warmup']:g}."


def floored(weight: Sequence[float], recipe: Recipe) -> int | None:
    """Which of two weights GABA's floor holds up. The floor comes before the renormalisation: below it means held."""
    settings = gaba_settings(recipe)
    low = min(weight)
    return list(weight).index(low) if low < settings["floor"] and not settings["keep_length"] else None


def floor_holds(verb: str, task: str, recipe: Recipe) -> str:
    """The sentence that goes with `floored`."""
    return f"GABA’s floor of {gaba_settings(recipe)['floor']:g} {verb} {task}’s weight from falling further."


def decides(first: str, second: str, own: str = "moves its head only") -> str:
    """Of the shared layer only: whether it costs `second` anything is what the validation charts show."""
    return f"On the shared layer {first} alone decides; {second}’s own gradient {own}."


def unweighted(first: str, second: str, recipe: Recipe, heads: str) -> str:
    """For a weight of zero: the head keeps its own gradient, unless the method weights the loss, head and all."""
    if heads == "method" and methods.info(recipe.method).weights_loss:
        return decides(first, second, "moves nothing, as its head has weight zero too")
    return decides(first, second)


def zero_gradient(norm: Sequence[float], names: Sequence[str]) -> str:
    """For a step in which a norm is zero."""
    if not max(norm):
        return "Both gradients are zero: nothing moves."
    return f"{cap(names[list(norm).index(0.0)])}’s gradient is zero: this step is the other task’s alone."


def cap(name: str) -> str:
    """With a capital letter: "health" begins a sentence."""
    return name[0].upper() + name[1:]
