"""The paired test against brute force and against what must hold of any exact test."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz.comparison import pairing

differences = st.lists(st.floats(-100, 100).filter(lambda d: d == 0 or abs(d) > 1e-3), min_size=1, max_size=9)
whole = st.lists(st.integers(-4, 4).map(float), min_size=1, max_size=9)  # ties and zeros


@given(differences | whole)
def test_p_is_the_share_of_all_sign_flips(d: list[float]) -> None:
    flips = [abs(math.fsum(s * x for s, x in zip(signs, d, strict=True))) for signs in product((1, -1), repeat=len(d))]
    seen = abs(math.fsum(d))
    expected = sum(f >= seen - 1e-7 for f in flips) / len(flips)
    assert pairing.sign_flip_p(np.array(d)) == pytest.approx(expected)


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


@given(st.integers(1, 20))
def test_seeds_needed_is_just_enough(comparisons: int) -> None:
    n = pairing.seeds_needed(comparisons)
    far = [np.arange(1.0, n + 1) + 100 * (i + 1) for i in range(comparisons)]
    assert all(v.word == "worse" for v in pairing.verdicts(far, np.zeros(n), False))
    fewer = pairing.verdicts([values[1:] for values in far], np.zeros(n - 1), False)
    assert any(v.word == "not distinguishable" for v in fewer)


def test_words_follow_the_metric_and_leave_lost_seeds_out() -> None:
    base = np.zeros(10)
    up, mixed = np.full(10, 2.0), np.array([1.0, -1] * 5)
    lost = np.where(np.arange(10) < 5, np.nan, 2.0)
    words = [v.word for v in pairing.verdicts([up, mixed, lost, -up], base, higher_is_better=True)]
    assert words == ["better", "not distinguishable", "not distinguishable", "worse"]
    assert [v.word for v in pairing.verdicts([up], base, higher_is_better=False)] == ["worse"]
    (verdict,) = pairing.verdicts([lost], base, True)
    assert (verdict.pairs, verdict.difference, verdict.p) == (5, 2.0, 2 / 32)
    (nothing,) = pairing.verdicts([np.full(10, np.nan)], base, True)
    assert (nothing.word, nothing.pairs) == ("not distinguishable", 0)
