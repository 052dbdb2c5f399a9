"""Loss shapes. A loss takes (..., B) predictions, with any leading replica axes, and returns (...) means over B."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor
from torch.nn import functional as F

MAX_RUL = 125.0  # cycles; the cap on remaining useful life

Loss = Callable[[Tensor, Tensor], Tensor]


def mse(prediction: Tensor, target: Tensor) -> Tensor:
    """(...) mean squared error of (..., B), in squared units of the target."""
    return (prediction - target).square().mean(-1)


def amnl(prediction: Tensor, target: Tensor) -> Tensor:
    """(...) failure-biased squared error of (..., B) cycles: each sample's weighs `failure_weight` of its true RUL.

    The book's AMNL (*Gradient-Aware Multi-Task Learning for Predictive Maintenance*, ch. 4, sections
    13–14): a plain mean, not
    divided by Σw. Late and early errors count alike, unlike in NASA's score. An older edition of the book gives the
    name AMNL to something else: the division of each loss by its running mean.
    """
    return weighted_mse(prediction, target, failure_weight(target))


def failure_weight(rul: Tensor) -> Tensor:
    """(...) w(y) = 1 + clip(1 − y/125, 0, 1): from 1 far from failure to 2 at it."""
    return 1 + (1 - rul / MAX_RUL).clamp(0, 1)


def weighted_mse(prediction: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """(...) mean of the squared errors of (..., B) after each is multiplied by its weight."""
    return (weight * (prediction - target).square()).mean(-1)


def cross_entropy(logits: Tensor, classes: Tensor) -> Tensor:
    """(...) mean cross-entropy, in nats, of logits (..., B, C) and class indices (..., B)."""
    per_sample = F.cross_entropy(logits.movedim(-1, 1), classes.expand(logits.shape[:-1]), reduction="none")
    return per_sample.mean(-1)


REGRESSION: dict[str, Loss] = {"mse": mse, "amnl": amnl}


def regression(name: str) -> Loss:
    """The regression loss called `name`; ValueError if there is none."""
    if name not in REGRESSION:
        raise ValueError(f"unknown regression loss {name!r}; expected {', '.join(REGRESSION)}")
    return REGRESSION[name]
