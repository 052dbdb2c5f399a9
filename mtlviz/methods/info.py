"""What is said about a method (Info), and about each number that a page may set (Range)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Need = Literal["gram", "losses", "history", "gradients"]
Aspect = Literal["gradient norm", "direction", "loss scale", "learning speed"]  # what tasks differ in
Head = Literal["1", "w_k", "1/L_k"]
Promise = Literal["harmless", "scale", "order", "equal", "still"]  # said and checked in mtlviz/field/promises.py


@dataclass(frozen=True)
class Range:
    """Between which values a page sets a hyper-parameter, and what it does; the default is the method's own.

    A hyper-parameter whose default is True or False is a switch: its range is 0 to 1, whole.
    """

    low: float
    high: float
    help: str  # one sentence
    whole: bool = False  # only whole numbers
    log: bool = False  # equal factors are equal steps of a slider; low > 0
    trains: bool = False  # only a loop that calls `after_step` looks at it, so pages that do not train hide it


@dataclass(frozen=True)
class Info:
    """What the pages and documents say about a method."""

    title: str
    equation: str  # LaTeX
    paper: str  # authors, year, arXiv number or chapter
    fixes: str  # which failure mode it answers, in words
    fails: str  # when it fails, in words
    note: str = ""  # where this implementation or common code differs from the paper, in words
    needs: tuple[Need, ...] = ("gram",)  # "history": it remembers, so its answer depends on earlier steps
    heads: Head = "1"  # factor of the gradients of a task's own parameters; "w_k": it weights the losses
    ranges: Mapping[str, Range] = field(default_factory=dict)  # by hyper-parameter; all that are one number
    balances: tuple[Aspect, ...] = ()  # which differences between tasks it balances; () is nothing
    promises: tuple[Promise, ...] = ()  # what it keeps to, whatever the gradients are; a test holds it to that
    checked: str = ""  # what the tests compare it with, in words
    random: bool = False  # with two tasks already, another seed gives another answer
    coordinatewise: bool = False  # it looks at single parameters, so angles and norms do not decide its answer

    @property
    def weights_loss(self) -> bool:
        """True: what it does is to weight the losses, so one backward pass of the weighted sum is the step."""
        return self.heads == "w_k"
