"""The compare page's presets: comparisons worth a look, and what to look for in each."""

from __future__ import annotations

from dataclasses import dataclass

from mtlviz.comparison.config import Config


@dataclass(frozen=True)
class Preset:
    """`question` is what to look for in it."""

    key: str
    title: str
    question: str
    config: Config


PRESETS = (
    Preset(
        "trained",
        "Trained networks",
        "Six recipes with settings at which networks learn. Does any of them do better than equal weights?",
        Config(),
    ),
    Preset(
        "lengths",
        "SGD: longer steps",
        "SGD takes every update as long as it is, and PCGrad sums where equal weights average. Is a recipe that is "
        "ahead better, or only faster?",
        Config(optimizer="sgd", lr=1e-3),
    ),
    Preset(
        "equal_lengths",
        "SGD: steps of one length",
        "The same, but every update is made as long as that of equal weights: only its direction differs. "
        "What is left of the lead?",
        Config(optimizer="sgd", lr=1e-3, length="equal"),
    ),
    Preset(
        "untrained",
        "Nobody has learnt yet",
        "Adam at 0.001, stopped after 500 steps: the order is clear, and worth nothing. Hold it against a prediction "
        "that looks at no sensor.",
        Config(lr=1e-3, steps=500),
    ),
)


def active(config: Config) -> Preset | None:
    """The preset whose comparison this is."""
    return next((preset for preset in PRESETS if preset.config == config), None)
