"""What the chapter claims about such data, held against what a run measured: numbers and a word for each claim.

The chapter is about balancing gradients on turbofan data. Its claims are general; a run is one small network, one data
set, some seeds. So the word is the run's own, and every claim has a rule that turns the run's figures into it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from mtlviz import recipes
from mtlviz.comparison import summary
from mtlviz.comparison.headline import BOOK, Quantiles
from mtlviz.comparison.pairing import Verdict
from mtlviz.comparison.result import Result
from mtlviz.comparison.summary import Tables
from mtlviz.report import IMBALANCE

Array = NDArray[np.floating[Any]]
Word = Literal["holds", "does not hold", "cannot tell"]
MOST = 0.95  # "nearly all" steps
UNLEARNT = {"not trained yet", "fails on this metric", "no verdict"}
BALANCING = ("gaba", "gradnorm")  # the chapter's methods that balance; GRACE changes the loss as well


@dataclass(frozen=True)
class Claim:
    """A claim by its `key` (`lessons.compare_claims` has its words).

    of:       titles of the recipes measured.
    value:    the run's figure, over all steps and seeds; low, high: its extremes over the seeds.
    range:    of the ratios of all steps and seeds.
    other:    a second such figure, where one is held against it.
    verdicts: recipe → metric → the table's verdict against the last of `of`.
    lacks:    titles of recipes that were not trained, without which nothing can be told.
    """

    key: str
    word: Word
    of: tuple[str, ...] = ()
    value: Share | None = None
    range: Quantiles | None = None
    other: Share | None = None
    verdicts: Mapping[str, Mapping[str, Verdict]] = field(default_factory=dict)
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Share:
    """A figure over all seeds together, and the smallest and largest of a single seed."""

    all: float
    low: float
    high: float
    seeds: int


def claims(result: Result, tables: Tables | None = None) -> list[Claim]:
    """All of them, in the order in which they are shown; none before the first step. tables: the result's, if made."""
    if not result.steps_done:
        return []
    tables = tables or summary.tables(result)
    return [
        _about_500(result),
        _tenfold(result),
        _balancing(result, tables),
        _pcgrad(result, tables),
        _gaba(result),
        _direction(result),
    ]


def _about_500(result: Result) -> Claim:
    """Does 500 lie between 5 and 95 % of the ratios of all steps and seeds?"""
    r = result.reference("equal")
    ratios = result.series["ratio"][:, result.rows(r)]
    medians, found = _per_seed(ratios, lambda values: float(np.median(values))), Quantiles.of(ratios)
    word: Word = "cannot tell"
    if found is not None and medians is not None and medians.seeds > 1:
        word = "holds" if found.low <= BOOK <= found.high else "does not hold"
    return Claim("500", word, (result.titles[r],), medians, found)


def _tenfold(result: Result) -> Claim:
    """Is ‖g of RUL‖ more than ten times ‖g of health‖ in nearly all steps?"""
    r = result.reference("equal")
    share = _beyond(result.series["ratio"][:, result.rows(r)])
    return Claim("tenfold", _nearly_all(share), (result.titles[r],), share)


def _balancing(result: Result, tables: Tables) -> Claim:
    """The verdicts of the recipes that balance, against equal weights."""
    trained = [name for name in BALANCING if name in result.config.recipes]
    lacks = [] if "equal" in result.config.recipes else ["equal"]
    return _by_verdicts("balancing", result, tables, trained, "equal", lacks if trained else [*lacks, BALANCING[0]])


def _pcgrad(result: Result, tables: Tables) -> Claim:
    """PCGrad's verdicts against GABA, which the chapter has in mind where it says balancing."""
    lacks = [name for name in ("pcgrad", "gaba") if name not in result.config.recipes]
    return _by_verdicts("pcgrad", result, tables, ["pcgrad"], "gaba", lacks, worse=True)


def _gaba(result: Result) -> Claim:
    """Is the larger pull at most ten times the smaller in nearly all steps under GABA?"""
    if "gaba" not in result.config.recipes:
        return Claim("gaba", "cannot tell", lacks=_titles(["gaba"]))
    r = result.reference("gaba")
    share = _per_seed(result.series["pull"][:, result.rows(r)], lambda pull: float((pull <= IMBALANCE).mean()))
    return Claim("gaba", _nearly_all(share), (result.titles[r],), share)


def _direction(result: Result) -> Claim:
    """Are gradients ten times apart in more steps than opposed, in every seed?"""
    r = result.reference("equal")
    rows = result.rows(r)
    apart = _beyond(result.series["ratio"][:, rows], either=True)
    opposed = _per_seed(result.series["cosine"][:, rows], lambda cosine: float((cosine < 0).mean()))
    word: Word = "cannot tell"
    if apart is not None and opposed is not None and apart.seeds > 1:
        if apart.low > opposed.high:
            word = "holds"
        elif apart.high < opposed.low:
            word = "does not hold"
    return Claim("direction", word, (result.titles[r],), apart, other=opposed)


def _by_verdicts(
    key: str, result: Result, tables: Tables, trained: list[str], against: str, lacks: list[str], worse: bool = False
) -> Claim:
    """Better on one metric and worse on none: holds; the reverse: does not hold. `worse` turns the claim round.

    Only final verdicts decide, and none against what is worse, or better, so far. Who has not learnt a metric decides
    nothing, and with a reference that has not, nobody does.
    """
    if lacks:
        return Claim(key, "cannot tell", lacks=_titles(lacks))
    rows = tables(against)
    told = {rows[r].title: rows[r].against or {} for r in map(result.config.recipes.index, trained)}
    by_recipe = [{verdict.word for verdict in each.values()} for each in told.values()]
    words = set().union(*(found for found in by_recipe if not found & UNLEARNT))
    better, bad = (any(side in found for found in words) for side in ("better", "worse"))
    word: Word = "cannot tell"
    if better != bad and words & {"better", "worse"}:
        word = "holds" if bad == worse else "does not hold"
    return Claim(key, word, (*told, result.titles[result.reference(against)]), verdicts=told)


def _beyond(ratios: Array, either: bool = False) -> Share | None:
    def share(values: Array) -> float:
        return float(((values > IMBALANCE) | (either & (values < 1 / IMBALANCE))).mean())

    return _per_seed(ratios, share)


def _nearly_all(share: Share | None) -> Word:
    if share is None:
        return "cannot tell"
    return "holds" if share.all >= MOST else "does not hold"


def _per_seed(values: Array, figure: Callable[[Array], float]) -> Share | None:
    """Of (T, S) values; seeds that stopped count as far as they came."""
    seeds = [column[~np.isnan(column)] for column in values.T]
    seeds = [column for column in seeds if column.size]
    if not seeds:
        return None
    each = [figure(column) for column in seeds]
    return Share(figure(np.concatenate(seeds)), min(each), max(each), len(each))


def _titles(names: list[str]) -> tuple[str, ...]:
    return tuple(recipes.get(name).title for name in names)
