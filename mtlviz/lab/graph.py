"""The autograd graph as data. An edge goes from a node to what it hands its gradient to (`next_functions`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NodeState = Literal["plain", "alive", "freed", "stale"]
"""plain: it saves no tensors. alive: its saved tensors are there. freed: a backward pass has released them.
stale: a saved tensor was changed in place since, so a backward pass through here will raise."""


@dataclass(frozen=True)
class Node:
    """One grad_fn. `parameter` is set on the AccumulateGrad of a parameter, where a gradient enters `.grad`."""

    id: int
    name: str  # as torch has it: AddmmBackward0
    labels: tuple[str, ...] = ()  # variables whose grad_fn this is
    parameter: str | None = None
    state: NodeState = "plain"
    new: bool = False  # made by this line
    visited: bool = False  # this line's backward pass came through here
    broke: bool = False  # it came here and got no further

    @property
    def short(self) -> str:
        """AddmmBackward0 → Addmm; one letter says too little."""
        return {"T": "transpose"}.get(name := self.name.partition("Backward")[0], name)


@dataclass(frozen=True)
class Graph:
    """What the variables of a listing hang on after one of its lines."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[tuple[int, int], ...] = ()  # (from, to): the gradient's way
