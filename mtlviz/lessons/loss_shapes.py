"""The two recipes of the book that are no balancing methods of their own: a loss shape, alone and under GABA."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from mtlviz import recipes
from mtlviz.arithmetic import Array
from mtlviz.methods.book import book

CAP = 125.0  # cycles, as losses.MAX_RUL, which needs torch
HEALTH = (("critical", 0.0, 30.0), ("degrading", 30.0, 80.0), ("normal", 80.0, CAP))  # the health task: RUL in classes


def weight(rul: ArrayLike) -> Array:
    """(...) what a sample's squared error is multiplied by, for remaining lives in cycles: 2 at failure, 1 from 125 on.

    >>> weight([0.0, 62.5, 125.0, 300.0]).tolist()
    [2.0, 1.5, 1.0, 1.0]
    """
    return np.asarray(1 + np.clip(1 - np.asarray(rul, dtype=np.float64) / CAP, 0, 1))


@dataclass(frozen=True)
class Shape:
    """What a card says about a recipe that changes a loss. `method` weights the tasks; texts are Markdown."""

    name: str
    equation: str
    fixes: str
    fails: str
    source: str

    @property
    def title(self) -> str:
        """As on every page."""
        return recipes.get(self.name).title

    @property
    def method(self) -> str:
        """The method of the registry that weights the tasks."""
        return recipes.get(self.name).method


_SHAPES = (
    Shape(
        "amnl",
        r"w(y) = 1 + \mathrm{clip}(1 - y/125,\, 0,\, 1), \qquad "
        r"L_{\mathrm{RUL}} = \mathrm{mean}\bigl(w(y)\,(\hat y - y)^2\bigr)",
        "Errors close to failure count more: a sample’s squared error counts once from 125 cycles of remaining life "
        "on, and twice at failure. It is a loss shape: it changes RUL’s loss; the weights of the tasks stay equal.",
        "It answers neither failure mode of this page. Each sample’s part of RUL’s gradient is multiplied by 1 to 2, "
        "so where the errors have one sign, a gradient that dominates health’s does so even more. Late and early "
        "errors count alike, unlike in NASA’s score. An older edition of the book gives the name AMNL to something "
        "else: each loss divided by its running mean.",
        book("13–14"),
    ),
    Shape(
        "grace",
        r"n_1 = \lVert\nabla L_{\mathrm{AMNL}}\rVert,\quad n_2 = \lVert\nabla L_{\mathrm{health}}\rVert, \qquad "
        r"d = w_1 \nabla L_{\mathrm{AMNL}} + w_2 \nabla L_{\mathrm{health}},\quad w = \mathrm{GABA}(n_1, n_2)",
        "Both at once: samples near failure count more, and GABA’s weights balance the norms. The "
        "norms are those of the failure-biased loss, so what AMNL adds to RUL’s gradient GABA takes off its weight.",
        "Where GABA fails: beyond a ratio of 19 its floor holds, and what the loss shape adds is no longer taken off. "
        "The book itself reports GRACE as the worst on FD003.",
        book("21–23"),
    ),
)
SHAPES: Mapping[str, Shape] = MappingProxyType({shape.name: shape for shape in _SHAPES})
