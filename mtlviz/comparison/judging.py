"""The verdicts of a table: one family of comparisons, a final word only on what has come to rest.

A word is final where a longer run, or other seeds, should not change it. So the difference has to be there at every
look at the validation data in the last fifth of the run, not at the last alone, and to be large beside its spread over
seeds (`pairing.clear`); no curve of the two may still improve; and the difference has to last if its own trend goes on
(`trend.lasts`). The official test units are scored once: there the same metric on validation data has to be at rest,
and to point to the same side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mtlviz.comparison.pairing import Verdict, Word, clear, largest_p, paired, verdicts
from mtlviz.comparison.result import HIGHER_IS_BETTER, OFFICIAL, Array, Result
from mtlviz.comparison.standing import Standing
from mtlviz.comparison.trend import last_looks, lasts

Standings = Mapping[str, Standing]  # by metric
SO_FAR: Mapping[Word, Word] = {"better": "better so far", "worse": "worse so far"}


def family(result: Result) -> int:
    """How many comparisons the table makes: recipes but one × metrics, test columns included, fixed before the run.

    The tasks trained alone and the constant predictions are compared with nothing.
    """
    return (len(result.recipes) - 1) * len(result.metrics)


def judged(result: Result, base: int, standings: Sequence[Standings]) -> dict[int, dict[str, Verdict]]:
    """Recipe → metric → its verdict against the recipe `base`; `standings` are those of all recipes.

    A cell that gets no verdict, or has nothing to compare, stays in the family: what is corrected for never depends on
    what came out.
    """
    cells = [(r, metric) for r in range(len(result.recipes)) if r != base for metric in result.metrics]
    final = {metric: result.final[metric][result.rows(base)] for metric in result.metrics}
    differences = [paired(result.final[metric][result.rows(r)], final[metric]) for r, metric in cells]
    looks = [_looks(result, r, base, metric) for r, metric in cells]
    p = [largest_p(d, others) for d, others in zip(differences, looks, strict=True)]
    told: dict[int, dict[str, Verdict]] = {r: {} for r, _ in cells}
    better = [HIGHER_IS_BETTER[metric] for _, metric in cells]
    told_apart = verdicts(differences, better, p)
    for (r, metric), verdict, d, others in zip(cells, told_apart, differences, looks, strict=True):
        word = _word(verdict, standings[r][metric], standings[base][metric])
        if word in SO_FAR and not (clear(d, others) and _rests(result, r, base, metric, verdict.difference)):
            word = SO_FAR[word]
        told[r][metric] = replace(verdict, word=word)
    return told


def _word(verdict: Verdict, mine: Standing, reference: Standing) -> Word:
    if not verdict.pairs:
        return verdict.word
    if reference.untrained:
        return "no verdict"
    if mine.untrained:
        return mine.untrained
    return SO_FAR.get(verdict.word, verdict.word) if mine.improves or reference.improves else verdict.word


def _looks(result: Result, recipe: int, base: int, metric: str) -> list[Array]:
    """The differences at the other looks of the last fifth; none for the test units, which are scored once."""
    if metric in OFFICIAL:
        return []
    steps, between = _between(result, recipe, base, metric)
    return [look[np.isfinite(look)] for look in between[last_looks(steps)][:-1]]


def _rests(result: Result, recipe: int, base: int, metric: str, difference: float) -> bool:
    steps, between = _between(result, recipe, base, metric)
    if metric in OFFICIAL:
        late = between[last_looks(steps)]
        return bool(np.sign(late[np.isfinite(late)].sum()) == np.sign(difference))
    return lasts(steps, between)


def _between(result: Result, recipe: int, base: int, metric: str) -> tuple[NDArray[np.int64], Array]:
    """(M + 1,) steps and (M + 1, S) differences of the two curves on validation data."""
    steps, mine = result.curve(metric, result.rows(recipe))
    with np.errstate(invalid="ignore"):
        return steps, mine - result.curve(metric, result.rows(base))[1]
