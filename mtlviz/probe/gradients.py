"""Each loss's gradients on the same parameters, without touching `.grad`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor

Gradients = tuple[Tensor | None, ...]


def per_task_gradients(
    losses: Iterable[Tensor], parameters: Sequence[Tensor], *, retain_graph: bool = False, scale: Sequence[float] = ()
) -> list[Gradients]:
    """One tuple of gradients per loss, None for a parameter that it does not reach; `.grad` is untouched.

    A loss with an axis of replicas gives the gradient of its sum: replicas share no parameters, so each gets its own.
    scale: what each loss's gradients are multiplied by from the loss on, as a GradScaler does; () is 1 for all.
    """
    losses = list(losses)
    last = len(losses) - 1
    return [
        torch.autograd.grad(
            loss,
            parameters,
            grad_outputs=torch.full_like(loss, scale[k] if scale else 1.0),
            retain_graph=retain_graph or k < last,
            allow_unused=True,
        )
        for k, loss in enumerate(losses)
    ]
