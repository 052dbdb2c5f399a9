"""What stands in the graph behind some losses that makes their gradients wrong or lossy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import torch
from torch import Tensor

_REENTRANT = "CheckpointFunctionBackward"  # the node of torch.utils.checkpoint(use_reentrant=True)


def check_checkpoints(losses: Iterable[Tensor]) -> None:
    """ValueError if a reentrant checkpoint stands in the graph: autograd.grad passes its layers by, in silence.

    Where its node leads to none of the parameters, it is never executed, and what lies in it counts as zero; where it
    does, torch raises. PyTorch issue 51743; the other kind of checkpoint gives exact gradients.
    """
    if any(node.name() == _REENTRANT for node in _nodes(losses)):
        raise ValueError(
            "found a reentrant checkpoint in the graph of these losses: layers in it would count as zero if they are "
            "among these parameters, which cannot be told from outside; expected "
            "torch.utils.checkpoint.checkpoint(..., use_reentrant=False), which measures exactly"
        )


def in_float16(losses: Iterable[Tensor]) -> bool:
    """Whether gradients pass through float16 (below 6e-8 it knows only zero) on their way back from the losses."""
    return any(
        getattr(entry, "dtype", None) is torch.float16
        for node in _nodes(losses)
        for entry in getattr(node, "_input_metadata", ())
    )


def _nodes(losses: Iterable[Tensor]) -> Iterator[Any]:
    """Every node of the losses' graphs, once."""
    waiting = [loss.grad_fn for loss in losses]
    seen = set()
    while waiting:
        node = waiting.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        yield node
        waiting += [following for following, _ in node.next_functions]
