"""Is one recipe better than another, over seeds that both share? An exact sign-flip test, with Holm's correction.

Under the null hypothesis that the two recipes do equally well, the difference within a seed is as likely to be +d as
−d. So all 2^n ways to flip the signs of the n differences are equally likely, and

    p = share of the sign flips with |Σ ±d_i| ≥ |Σ d_i|          (two-sided; the smallest possible is 2^(1−n))

is exact, with no assumption about how differences are distributed. Fisher, *The Design of Experiments*, 1935, §21.
Many recipes are held against one, so p is corrected for the number of comparisons (Holm, Scand. J. Statist. 6, 1979).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Word = Literal["better", "worse", "not distinguishable"]
LEVEL = 0.05


def sign_flip_p(differences: Array) -> float:
    """Two-sided exact p of n ≤ 24 paired differences; 1 if there are none.

    >>> sign_flip_p(np.array([1.0, 2.0, 3.0]))
    0.25
    """
    d = np.abs(np.asarray(differences, dtype=np.float64))
    if not d.size:
        return 1.0
    sums = d[:1]  # the first sign stays: the other half of the flips mirrors this one
    for value in d[1:]:
        sums = np.concatenate([sums + value, sums - value])
    seen = abs(float(np.sum(differences)))
    return float(
        np.mean(np.abs(sums) >= seen - 1e-9 * float(d.sum()))
    )  # rounding must not lose the observed sum itself


def holm(p: Sequence[float]) -> list[float]:
    """Each p corrected for being one of many.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    corrected, running = [0.0] * len(p), 0.0
    for place, i in enumerate(np.argsort(p, kind="stable")):
        running = max(running, min(1.0, (len(p) - place) * p[i]))
        corrected[i] = running
    return corrected


def seeds_needed(comparisons: int) -> int:
    """The fewest seeds with which the test could tell anything apart, so many comparisons being made.

    >>> seeds_needed(1), seeds_needed(5), seeds_needed(9)
    (6, 8, 9)
    """
    n = 1
    while max(comparisons, 1) * 2.0 ** (1 - n) > LEVEL:
        n += 1
    return n


@dataclass(frozen=True)
class Verdict:
    """One recipe against the reference in one metric: mean of recipe − reference over the seeds (pairs) of both."""

    word: Word
    p: float
    difference: float
    pairs: int


def verdicts(recipes: Sequence[Array], reference: Array, higher_is_better: bool) -> list[Verdict]:
    """Each recipe's (S,) values against the reference's (S,), seed by seed; seeds that either lost are left out."""
    compared = []
    for values in recipes:
        both = np.isfinite(values) & np.isfinite(reference)
        compared.append(values[both] - reference[both])
    corrected = holm([sign_flip_p(d) for d in compared])
    return [_verdict(d, p, higher_is_better) for d, p in zip(compared, corrected, strict=True)]


def _verdict(differences: Array, p: float, higher_is_better: bool) -> Verdict:
    mean = float(differences.mean()) if differences.size else float("nan")
    word: Word = "not distinguishable"
    if p <= LEVEL and mean != 0:
        word = "better" if (mean > 0) == higher_is_better else "worse"
    return Verdict(word, p, mean, differences.size)
