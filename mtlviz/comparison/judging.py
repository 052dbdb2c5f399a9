"""The verdicts of a table: one family of comparisons, and no verdict on what is no better than a constant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from mtlviz.comparison.pairing import Verdict, Word, paired, verdicts
from mtlviz.comparison.result import HIGHER_IS_BETTER, Result
from mtlviz.comparison.standing import Standing

Standings = Mapping[str, Standing]  # by metric


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
    reference = {metric: result.final[metric][result.rows(base)] for metric in result.metrics}
    differences = [paired(result.final[metric][result.rows(r)], reference[metric]) for r, metric in cells]
    told: dict[int, dict[str, Verdict]] = {r: {} for r, _ in cells}
    for (r, metric), verdict in zip(cells, verdicts(differences, [HIGHER_IS_BETTER[m] for _, m in cells]), strict=True):
        told[r][metric] = replace(verdict, word=_word(verdict, standings[r][metric], standings[base][metric]))
    return told


def _word(verdict: Verdict, mine: Standing, reference: Standing) -> Word:
    if not verdict.pairs:
        return verdict.word
    if reference.untrained:
        return "no verdict"
    return mine.untrained or verdict.word
