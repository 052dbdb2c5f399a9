"""The paired test against brute force and against what must hold of any exact test."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz.comparison import pairing

differences = st.lists(st.integers(-(10**6), 10**6).map(lambda d: d / 1024), min_size=1, max_size=9)
whole = st.lists(st.integers(-4, 4).map(float), min_size=1, max_size=9)  # ties and zeros
wild = st.lists(  # outliers beside small values
    st.tuples(st.integers(-9, 9), st.integers(0, 9)).map(lambda x: x[0] * 10.0 ** x[1]), min_size=1, max_size=9
)


def exactly(d: list[float]) -> float:
    """The share of all sign flips that lead as far out, in fractions."""
    exact = [Fraction(x) for x in d]
    seen = abs(sum(exact))
    sums = [abs(sum(s * x for s, x in zip(signs, exact, strict=True))) for signs in product((1, -1), repeat=len(d))]
    return sum(found >= seen for found in sums) / len(sums)


@given(differences | whole | wild)
def test_p_is_the_share_of_all_sign_flips(d: list[float]) -> None:
    assert pairing.sign_flip_p(np.array(d)) == exactly(d)


def test_an_outlier_swallows_no_small_difference() -> None:
    assert pairing.sign_flip_p(np.array([1e10, 3, 4, 5, 6, 7, 8, 9])) == 2 / 2**8
    assert pairing.sign_flip_p(np.array([1.7e308, 1.6e308, -1.5e308, 5])) == exactly([1.7, 1.6, -1.5, 1e-300])


def test_ties_count_although_their_sums_are_rounded() -> None:
    d = [0.1, 0.2, -0.3, 0.7]  # 0.1 + 0.2 − 0.3 is 5.6e-17 in floating point: written in tenths it is a tie
    assert pairing.sign_flip_p(np.array(d)) == exactly([1, 2, -3, 7])


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_refused(odd: float) -> None:
    with pytest.raises(ValueError, match="expected finite numbers"):
        pairing.sign_flip_p(np.array([1.0, odd]))
    with pytest.raises(ValueError, match="found 25 differences; expected at most 24"):
        pairing.sign_flip_p(np.ones(25))


def test_p_is_fishers_own() -> None:
    # Darwin's 15 pairs of maize, in eighths of an inch. The Design of Experiments, §21: 863 of the 32,768 sums reach
    # +314, and as many −314.
    darwin = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
    assert pairing.sign_flip_p(np.array(darwin, float)) == 2 * 863 / 2**15


@given(st.integers(1, 20), st.floats(0.001, 1000))
def test_all_alike_gives_the_smallest_p(n: int, size: float) -> None:
    assert pairing.sign_flip_p(np.full(n, size)) == pytest.approx(min(1.0, 2.0 ** (1 - n)))
    assert pairing.sign_flip_p(np.zeros(n)) == 1.0


@given(differences, st.floats(0.01, 100))
def test_p_knows_neither_unit_nor_direction(d: list[float], unit: float) -> None:
    p = pairing.sign_flip_p(np.array(d))
    assert pairing.sign_flip_p(-np.array(d)) == pytest.approx(p)
    assert pairing.sign_flip_p(np.array(d)[::-1] * unit) == pytest.approx(p)


def test_it_is_exact_under_the_null() -> None:
    rng = np.random.default_rng(0)
    p = np.array([pairing.sign_flip_p(d) for d in rng.standard_cauchy((2000, 8))])  # no moments at all
    for level in (1 / 128, 0.05, 0.25):
        assert (p <= level).mean() <= level + 3 * math.sqrt(level / 2000)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9))
def test_holm_rejects_step_by_step(p: list[float]) -> None:
    corrected = pairing.holm(p)
    assert all(raw <= c <= 1 for raw, c in zip(p, corrected, strict=True))
    rejected, left = set(), len(p)  # the textbook's procedure: from the smallest up, until one fails
    for i in np.argsort(p, kind="stable"):
        if p[i] * left > pairing.LEVEL:
            break
        rejected.add(int(i))
        left -= 1
    assert {i for i, c in enumerate(corrected) if c <= pairing.LEVEL} == rejected


@given(st.integers(1, 110))
def test_seeds_needed_is_just_enough(comparisons: int) -> None:
    n = pairing.seeds_needed(comparisons)
    far = [np.arange(1.0, n + 1) + 100 * (i + 1) for i in range(min(comparisons, 4))]
    far += [np.zeros(n)] * (comparisons - len(far))
    told = pairing.verdicts(far, [False] * comparisons)
    assert [v.word for v in told][: min(comparisons, 4)] == ["worse"] * min(comparisons, 4)
    fewer = pairing.verdicts([values[1:] for values in far], [False] * comparisons)
    assert {v.word for v in fewer} == {"too few seeds"}
    assert {v.needed for v in (*told, *fewer)} == {n}


def test_words_follow_the_metric_and_leave_lost_seeds_out() -> None:
    base = np.zeros(10)
    up, mixed = np.full(10, 2.0), np.array([1.0, -1] * 5)
    lost = np.where(np.arange(10) < 4, np.nan, 2.0)
    cells = [pairing.paired(values, base) for values in (up, mixed, lost, -up)]
    words = [v.word for v in pairing.verdicts(cells, [True] * 4)]
    assert words == ["better", "not distinguishable", "too few seeds", "worse"]
    assert [v.word for v in pairing.verdicts(cells[:1], [False])] == ["worse"]
    (verdict,) = pairing.verdicts([cells[2]], [True])
    assert (verdict.word, verdict.pairs, verdict.difference, verdict.p) == ("better", 6, 2.0, 2 / 64)
    (nothing,) = pairing.verdicts([pairing.paired(np.full(10, np.nan), base)], [True])
    assert (nothing.word, nothing.pairs, nothing.p) == ("nothing to compare", 0, 1.0)


def test_one_family_holds_its_level_over_all_metrics() -> None:
    rng, false = np.random.default_rng(1), 0
    for _ in range(300):  # 5 recipes × 3 metrics, none different from the reference
        told = pairing.verdicts(list(rng.standard_normal((15, 12))), [False] * 15)
        false += any(v.decided for v in told)
    assert false / 300 <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 300)
