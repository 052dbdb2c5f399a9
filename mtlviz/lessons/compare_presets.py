"""The compare page's presets: comparisons worth a look, and what to notice in each, read off its own result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mtlviz.comparison.config import Config
from mtlviz.comparison.result import Result
from mtlviz.comparison.summary import Row
from mtlviz.lessons import compare_findings


@dataclass(frozen=True)
class Preset:
    """`question` is what to look for while it trains, `finding` the answer, made of the figures of its
    result and of its table against equal weights."""

    key: str
    title: str
    question: str
    config: Config
    finding: Callable[[Result, Sequence[Row]], str]


PRESETS = (
    Preset(
        "trained",
        "Trained networks",
        "Six recipes with settings at which networks learn. Does any of them do better than equal weights?",
        Config(),
        compare_findings.learnt,
    ),
    Preset(
        "lengths",
        "SGD: step lengths",
        "SGD takes every update as long as it is: PCGrad sums the gradients where equal weights average them, and a "
        "method that holds the longer gradient back takes shorter steps. Is a recipe that is behind worse, or slower?",
        Config(optimizer="sgd", lr=1e-3),
        compare_findings.step_lengths,
    ),
    Preset(
        "equal_lengths",
        "SGD: steps of one length",
        "The same, but every update is made as long as that of equal weights: only its direction differs. "
        "What is left of the differences?",
        Config(optimizer="sgd", lr=1e-3, length="equal"),
        compare_findings.step_lengths,
    ),
    Preset(
        "untrained",
        "RUL not learnt yet",
        "Adam at 0.001, stopped after 500 steps. Hold the order of the recipes against a prediction that looks at no "
        "sensor.",
        Config(lr=1e-3, steps=500),
        compare_findings.learnt,
    ),
)


def active(config: Config) -> Preset | None:
    """The preset whose comparison this is."""
    return next((preset for preset in PRESETS if preset.config == config), None)
