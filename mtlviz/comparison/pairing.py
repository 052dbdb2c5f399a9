"""Is one recipe better than another, over seeds that both share? An exact sign-flip test, with Holm's correction.

Under the null hypothesis the difference within a seed is as likely to be +d as −d: its distribution is symmetric under
the null, as it is where the two recipes can be exchanged. So all 2^n ways to flip the signs of the n differences are
equally likely, and

    p = share of the sign flips with |Σ ±d_i| ≥ |Σ d_i|          (two-sided; the smallest possible is 2^(1−n))

is exact. Fisher, *The Design of Experiments*, 1935, §21. Skewed differences of mean zero are not symmetric: there the
test rejects too often. A table makes many comparisons, so each p is corrected for all of them (Holm, Scand. J. Statist.
6, 1979); how many they are is fixed before the run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Word = Literal[
    "better",
    "worse",
    "better so far",  # told apart now, but a longer run may change it: no verdict
    "worse so far",
    "not distinguishable",
    "too few seeds",  # even seeds that all agree could not have told them apart
    "nothing to compare",  # no seed came through in both
    "not trained yet",  # not better than a constant prediction, and its curve still improves
    "fails on this metric",  # not better than a constant prediction, and its curve is flat
    "no verdict",  # that is how the reference is
]
LEVEL = 0.05
MOST = 24  # pairs: 2^23 sign flips
CLEAR = 2.0  # standard deviations over the pairs: so far is a mean difference from 0 that other runs will find again
TIE = 1e-12  # of the sum of the sizes: what rounding may have made of a sum that is zero


def sign_flip_p(differences: Array) -> float:
    """Two-sided exact p of n ≤ 24 paired differences; 1 if there are none. ValueError for one that is not finite.

    >>> sign_flip_p(np.array([1.0, 2.0, 3.0]))
    0.25
    """
    d = np.asarray(differences, dtype=np.float64)
    if d.size > MOST:
        raise ValueError(f"found {d.size} differences; expected at most {MOST}")
    if not np.isfinite(d).all():
        raise ValueError(
            f"found a difference of {d[~np.isfinite(d)][0]}; expected finite numbers: leave lost pairs out"
        )
    if not d.size:
        return 1.0
    d = np.ldexp(d, -np.frexp(np.abs(d).max())[1])  # sums of the largest numbers there are would be infinite
    size = np.abs(d)
    if d.sum() < 0:
        d = -d
    if d.sum() <= TIE * size.sum():
        return 1.0
    # Flipping a set of signs leaves |Σ ±d| ≥ |Σ d| where the flipped ones sum to ≤ 0, or the others do. Both sums are
    # made for every set that leaves the first alone, and each is compared with the sizes of its own terms alone: so an
    # outlier on the one side swallows no small difference on the other.
    flipped, kept = np.zeros((2, 1)), np.array([[d[0]], [size[0]]])  # rows: sum, sum of sizes
    for term in np.stack([d, size], axis=1)[1:, :, None]:
        flipped, kept = np.hstack([flipped, flipped + term]), np.hstack([kept + term, kept])
    as_far = (flipped[0] <= TIE * flipped[1]) | (kept[0] <= TIE * kept[1])
    return float(as_far.mean())


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

    >>> seeds_needed(1), seeds_needed(5 * 3), seeds_needed(5 * 5)
    (6, 10, 10)
    """
    n = 1
    while max(comparisons, 1) * 2.0 ** (1 - n) > LEVEL:
        n += 1
    return n


@dataclass(frozen=True)
class Verdict:
    """One recipe against the reference in one metric.

    p:          of the sign-flip test, the largest of all looks that count, corrected for the whole table.
    difference: mean of recipe − reference over the seeds (pairs) that came through in both; NaN without one.
    needed:     so many pairs it takes to tell anything apart in this table.
    """

    word: Word
    p: float
    difference: float
    pairs: int
    needed: int

    @property
    def decided(self) -> bool:
        """Is it a verdict: "better" or "worse", and not "so far"?"""
        return self.word in ("better", "worse")

    @property
    def apart(self) -> bool:
        """Were the two told apart, for good or so far?"""
        return self.word.removesuffix(" so far") in ("better", "worse")


def paired(values: Array, reference: Array) -> Array:
    """(pairs,) values (S,) − reference (S,), seed by seed; seeds that either lost are left out."""
    both = np.isfinite(values) & np.isfinite(reference)
    return values[both] - reference[both]


def largest_p(differences: Array, looks: Sequence[Array] = ()) -> float:
    """The largest p of the differences and of the same at other `looks`; 1 where a look points to the other side.

    A difference that is there at every look has all these p: so the largest is a p too, a cautious one.

    >>> largest_p(np.array([1.0, 2.0, 3.0]), [np.array([-1.0, 2.0, 3.0])]), largest_p(np.ones(3), [-np.ones(3)])
    (0.5, 1.0)
    """
    side = np.sign(differences.sum())
    if any(look.size and np.sign(look.sum()) != side for look in looks):
        return 1.0
    return max(map(sign_flip_p, (differences, *looks)))


def clear(differences: Array, looks: Sequence[Array] = ()) -> bool:
    """Is the mean difference at least CLEAR standard deviations of the pairs, here and at all other `looks`?

    A small p says that there is a difference; that another run finds it again takes more. With 12 seeds, a table of 25
    comparisons and normal differences of this mean the test tells them apart in 97 of 100 runs; at 1.4, in 70.

    >>> clear(np.array([1.0, 2.0, 3.0])), clear(np.array([1.0, 2.0, 4.0]))
    (True, False)
    """
    return all(bool(abs(d.mean()) >= CLEAR * d.std(ddof=1)) for d in (differences, *looks) if d.size > 1)


def verdicts(
    differences: Sequence[Array], higher_is_better: Sequence[bool], p: Sequence[float] | None = None
) -> list[Verdict]:
    """One family of comparisons, all corrected together; what has no pair counts with p = 1.

    p: of each before the correction; that of the differences themselves, if not given.
    """
    corrected = holm([sign_flip_p(d) for d in differences] if p is None else p)
    needed = seeds_needed(len(differences))
    return [_verdict(d, p, up, needed) for d, p, up in zip(differences, corrected, higher_is_better, strict=True)]


def _verdict(differences: Array, p: float, higher_is_better: bool, needed: int) -> Verdict:
    pairs = differences.size
    if not pairs:
        return Verdict("nothing to compare", p, float("nan"), 0, needed)
    mean = float(differences.mean())
    word: Word = "too few seeds" if pairs < needed else "not distinguishable"
    if p <= LEVEL and mean != 0:
        word = "better" if (mean > 0) == higher_is_better else "worse"
    return Verdict(word, p, mean, pairs, needed)
