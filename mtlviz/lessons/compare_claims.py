"""The words of `comparison.claims`: what the chapter says, what this run shows, and the rule between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from mtlviz.comparison.claims import MOST, Claim, Share
from mtlviz.comparison.headline import BOOK, times
from mtlviz.comparison.pairing import Verdict
from mtlviz.lessons.compare_sentences import METRIC_TITLES
from mtlviz.report import IMBALANCE

TITLE = "What the chapter says, what this run shows"
SOURCE = (
    "“The chapter” is chapter 4 of *Gradient-Aware Multi-Task Learning for Predictive Maintenance* (book-ai.org). "
    "A run here is one small network on one data set: a claim that does not hold here may hold elsewhere, and the "
    "reverse."
)
SAYS = {
    "500": f"The RUL gradient is about {BOOK:.0f}× the health gradient.",
    "tenfold": f"It is more than {IMBALANCE:.0f}× in nearly all steps.",
    "balancing": "Balancing the gradients beats fixed weights.",
    "pcgrad": "PCGrad underperforms balancing.",
    "gaba": "GABA removes the imbalance.",
    "direction": "Magnitude dominates direction on such data.",
}
LATER = "The verdicts come with the end of the run."
FINAL = "“So far” is no verdict, and a recipe that has not learnt a metric decides nothing."
RULES = {
    "500": f"Holds if {BOOK:.0f} lies within the 5–95 % range of the ratios of all steps and seeds, before weighting.",
    "tenfold": f"Holds if true in at least {MOST * 100:.0f} % of the steps of all seeds, before weighting.",
    "balancing": "Holds if GABA and GradNorm, compared with equal weights by the table’s corrected verdicts, are "
    f"together better on one metric and worse on none; the reverse: does not hold. {FINAL} GRACE changes the loss as "
    "well, and does not count.",
    "pcgrad": "Holds if PCGrad, compared with GABA by the table’s corrected verdicts, is worse on one metric and "
    f"better on none; the reverse: does not hold. {FINAL}",
    "gaba": f"Holds if the larger pull, after weighting, is at most {IMBALANCE:.0f}× the smaller in at least "
    f"{MOST * 100:.0f} % of the steps of all seeds.",
    "direction": f"Holds if, in every seed, gradients {IMBALANCE:.0f}× apart are more frequent than opposed ones "
    "(cosine < 0, of mini-batches). This counts how often, not how much it costs.",
}


class Line(NamedTuple):
    """A row of the table."""

    says: str
    word: str
    shows: str
    rule: str


def lines(claims: Sequence[Claim], running: bool = False) -> list[Line]:
    """The table, top to bottom. While a run is under way it has figures and no word."""
    if running:
        return [Line(SAYS[c.key], "so far", LATER if c.verdicts else shows(c), RULES[c.key]) for c in claims]
    return [Line(SAYS[claim.key], claim.word, shows(claim), RULES[claim.key]) for claim in claims]


def shows(claim: Claim) -> str:
    """The run's figures with their spread over seeds, or why there are none."""
    if claim.lacks:
        return f"{' and '.join(claim.lacks)} {'was' if len(claim.lacks) == 1 else 'were'} not trained."
    if claim.verdicts:
        reference = claim.of[-1]
        return " ".join(f"{title} against {reference}: {_told(told)}." for title, told in claim.verdicts.items())
    if claim.value is None:
        return "Nothing could be measured."
    under = f" under {claim.of[0]}"
    if claim.range is not None:
        middle, low, high = (times(x) for x in (claim.range.median, claim.range.low, claim.range.high))
        seeds = _seeds(claim.value, times, "medians of single seeds")
        place = "inside" if claim.range.low <= BOOK <= claim.range.high else "outside"
        return f"Median {middle}{under}; {BOOK:.0f} lies {place} 5–95 % ({low} to {high}); {seeds}."
    if claim.other is not None:
        first = f"{IMBALANCE:.0f}× apart in {_percent(claim.value.all)} of the steps{under} ({_seeds(claim.value)})"
        return f"{first}; opposed in {_percent(claim.other.all)} ({_seeds(claim.other)})."
    return f"In {_percent(claim.value.all)} of the steps{under} ({_seeds(claim.value)})."


def _told(verdicts: Mapping[str, Verdict]) -> str:
    titles = {metric: title.replace("Accuracy", "accuracy") for metric, title in METRIC_TITLES.items()}
    return ", ".join(f"{titles[metric]} {_verdict(told)}" for metric, told in verdicts.items())


def _verdict(told: Verdict) -> str:
    return f"{told.word} by {abs(told.difference):.3g}" if told.apart else told.word


def _seeds(share: Share, write: Callable[[float], str] | None = None, what: str = "") -> str:
    """The extremes of single seeds."""
    if share.seeds == 1:
        return "one seed: no spread"
    write = write or _percent
    low, high = write(share.low), write(share.high)
    span = low if low == high else f"{low} to {high}"
    return f"{what or 'by seed'} {span}"


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"
