"""What the last steps of a run did to its two tasks: a text to read while the run goes on."""

from __future__ import annotations

import math

import numpy as np

from mtlviz import geometry
from mtlviz.history import History
from mtlviz.lessons.live_sentences import (
    ALONE,
    BROKEN,
    EVEN,
    SIDEWAYS,
    TITLES,
    decides,
    floor_holds,
    floored,
    gaba_settings,
    unweighted,
    warming_up,
)
from mtlviz.recipes import Recipe

WINDOW = 12  # steps that a text speaks of
EVERY = 4  # steps from text to text


def lately(
    history: History, where: slice, recipe: Recipe, since: int = 0, heads: str = "method"
) -> list[tuple[int, str]]:
    """(step, text) for every EVERYth step of `where`, of replica 0 under `recipe`, which holds `since` that step."""
    ends = [step for step in range(where.start, where.stop) if (step + 1 - since) % EVERY == 0]
    return [(end, _text(history, max(since, end + 1 - WINDOW), end, recipe, heads)) for end in ends]


def _text(history: History, first: int, last: int, recipe: Recipe, heads: str) -> str:
    rows, count = slice(first, last + 1), last + 1 - first
    gram, weights = history.gram[rows, 0], history.weights[rows, 0]
    names = [TITLES.get(task, task) for task in history.tasks]
    norms = geometry.norms(gram)
    if not np.isfinite(gram).all():
        return BROKEN
    pulls, cosines = np.abs(weights) * norms, geometry.cosine(gram)
    parts = [
        _strength(norms, pulls, names, recipe, heads),
        _direction(float(cosines.mean()), geometry.effects(gram, weights), names),
        *_method(first, cosines, weights, names, recipe),
    ]
    return f"Over the last {count} steps ({first:,}–{last:,}) {' '.join(parts)}"


def _strength(norms: geometry.Array, pulls: geometry.Array, names: list[str], recipe: Recipe, heads: str) -> str:
    """norms, pulls (steps, 2). Means are geometric: a ratio of 100 and one of 10,000 are 1,000 on average."""
    ratio = _mean_ratio(norms)
    says = "the two gradient norms were about equal"
    if abs(math.log(ratio)) >= math.log(EVEN):
        long = 0 if ratio > 1 else 1
        says = f"{names[long]}’s gradient norm was {_times(ratio)} {names[1 - long]}’s"
    idle = (pulls == 0).sum(0).tolist()
    for k, name in enumerate(names):
        if idle[k] == len(pulls):
            return f"{says}, but {name} had weight zero. {unweighted(names[1 - k], name, recipe, heads)}"
    if any(idle):
        told = [f"{k} had weight zero in {n} of {len(pulls)} steps" for k, n in zip(names, idle, strict=True) if n]
        return f"{says}; {' and '.join(told)}."
    left = _mean_ratio(pulls)
    strong = 0 if left > 1 else 1
    first, second = names[strong], names[1 - strong]
    if abs(math.log(left)) < math.log(EVEN):
        return f"{says}; after weighting, both pulled about equally hard."
    says = f"{says}; after weighting, {first} pulled {_times(left)} as hard"
    if max(left, 1 / left) >= ALONE:
        return f"{says}. {decides(first, second)}"
    return f"{says}: {second} had a say, if a smaller one."


def _direction(cosine: float, effects: geometry.Array, names: list[str]) -> str:
    """effects (steps, 2): counted, not averaged, as the sign of an effect is what helps or hurts."""
    hurt = effects > 0
    angle = f"on average {math.degrees(math.acos(min(max(cosine, -1.0), 1.0))):.0f}°"
    says = f"They were almost perpendicular ({angle})"
    if abs(cosine) > SIDEWAYS:
        says = f"They agreed ({angle} apart)" if cosine > 0 else f"They pulled against each other ({angle})"
    told = [
        f"hurt {name} in {'all' if count == len(hurt) else f'{count} of {len(hurt)}'} steps"
        for name, count in zip(names, hurt.sum(0).tolist(), strict=True)
        if count
    ]
    return f"{says}; the update {' and '.join(told) or 'hurt neither task at any step'}."


def _method(
    first: int, cosines: geometry.Array, weights: geometry.Array, names: list[str], recipe: Recipe
) -> list[str]:
    """What the method did in these steps, the first of them `first`: one sentence or none."""
    count = len(cosines)
    if recipe.method == "gaba":
        if first + count <= gaba_settings(recipe)["warmup"]:
            return [warming_up(recipe)]
        held = {floored(weight, recipe) for weight in weights.tolist()}
        task = held.pop()
        return [] if held or task is None else [floor_holds("kept", names[task], recipe)]
    if recipe.method == "pcgrad":
        cuts = int((cosines < 0).sum())
        if cuts:
            return [f"PCGrad cut out of each gradient what opposed the other in {cuts} of {count} steps."]
        return ["Without conflict PCGrad changed nothing."]
    return []


def _mean_ratio(lengths: geometry.Array) -> float:
    """Geometric mean of first over second, (steps, 2), over the steps in which neither is zero; 1 without any."""
    whole = lengths[(lengths > 0).all(axis=1)]
    return math.exp(np.log(whole[:, 0] / whole[:, 1]).mean()) if len(whole) else 1.0


def _times(ratio: float) -> str:
    """Two digits, as nobody reads more in passing.

    >>> _times(6_123), _times(1 / 340), _times(2.44)
    ('about 6,100 times', 'about 340 times', 'about 2.4 times')
    """
    value = max(ratio, 1 / ratio)
    return f"about {float(f'{value:.2g}'):,.0f} times" if value >= 10 else f"about {value:.2g} times"
