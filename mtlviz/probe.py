"""The diagnostic for any model: how hard does each task pull on the shared parameters, and do they agree?

    report = measure({"rul": loss_rul, "health": loss_health}, model.shared.parameters())
    print(report)

One `torch.autograd.grad` a loss; `.grad` is not touched, so it can stand in a training loop before `backward()`
(with retain_graph=True) or after a separate forward pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from mtlviz.report import GradientReport

__all__ = ["GradientReport", "measure", "per_task_gradients"]

Gradients = tuple[Tensor | None, ...]


def per_task_gradients(
    losses: Iterable[Tensor], parameters: Sequence[Tensor], *, retain_graph: bool = False
) -> list[Gradients]:
    """One tuple of gradients a loss, None for a parameter that it does not reach; `.grad` is untouched.

    A loss with an axis of replicas gives the gradient of its sum: replicas share no parameters, so each gets its own.
    """
    losses = list(losses)
    last = len(losses) - 1
    return [
        torch.autograd.grad(
            loss,
            parameters,
            grad_outputs=torch.ones_like(loss),
            retain_graph=retain_graph or k < last,
            allow_unused=True,
        )
        for k, loss in enumerate(losses)
    ]


def measure(
    losses: Mapping[str, Tensor],
    parameters: Iterable[Tensor] | Iterable[tuple[str, Tensor]],
    *,
    retain_graph: bool = False,
) -> GradientReport:
    """Gradients of K ≥ 2 scalar losses on the shared parameters (`parameters()` or `named_parameters()`), compared.

    Any dtype and device; inner products are summed in float64 where the device has it. A parameter that a loss does not
    use counts as a zero gradient. The graph is freed, unless `retain_graph` keeps it for your own `backward()`.
    ValueError says what was found and what was expected.
    """
    named = _named(parameters)
    _check(losses)
    try:
        gradients = per_task_gradients(losses.values(), list(named.values()), retain_graph=retain_graph)
    except RuntimeError as error:
        if "second time" not in str(error):
            raise
        raise ValueError(
            "the graph of these losses is already freed; expected losses whose backward() has not run, "
            "or backward(retain_graph=True) before this call"
        ) from None
    by_parameter = {}
    for i, name in enumerate(named):
        by_parameter[name] = _gram([of_task[i] for of_task in gradients])
    return GradientReport(
        names=tuple(losses),
        losses=np.array([float(loss.detach()) for loss in losses.values()]),
        gram=sum(by_parameter.values(), np.zeros((len(losses), len(losses)))),
        by_parameter=by_parameter,
    )


def _gram(gradients: Sequence[Tensor | None]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """(K, K) inner products of the gradients on one parameter."""
    K = len(gradients)
    used = [k for k in range(K) if gradients[k] is not None]
    gram = np.zeros((K, K))
    if used:
        G = torch.stack([_flat(g) for g in gradients if g is not None])  # (used, n)
        gram[np.ix_(used, used)] = (G @ G.T).cpu().numpy()
    return gram


def _flat(gradient: Tensor) -> Tensor:
    if gradient.layout != torch.strided:
        gradient = gradient.to_dense()
    if gradient.is_complex():
        gradient = torch.view_as_real(gradient)
    wide = torch.float32 if gradient.device.type == "mps" else torch.float64  # Apple's GPU has no float64
    return gradient.detach().reshape(-1).to(wide)


def _named(parameters: Iterable[Tensor] | Iterable[tuple[str, Tensor]]) -> dict[str, Tensor]:
    named = {}
    for i, entry in enumerate([parameters] if isinstance(parameters, Tensor) else parameters):
        name, tensor = entry if isinstance(entry, tuple) else (f"{i}", entry)
        if not isinstance(tensor, Tensor):
            raise ValueError(f"parameter {name} is a {type(tensor).__name__}; expected a tensor")
        if not tensor.requires_grad:
            raise ValueError(f"parameter {name} {tuple(tensor.shape)} needs no gradient; expected it to be trained")
        named[name] = tensor
    if not named:
        raise ValueError(
            "found no parameters; expected the shared ones (a generator such as model.parameters() is empty "
            "after its first use)"
        )
    return named


def _check(losses: Mapping[str, Tensor]) -> None:
    if len(losses) < 2:
        raise ValueError(f"found {len(losses)} loss; expected at least two, by name, to compare")
    for name, loss in losses.items():
        if not isinstance(loss, Tensor):
            raise ValueError(f"loss {name} is a {type(loss).__name__}; expected a scalar tensor")
        if loss.numel() != 1:
            raise ValueError(f"loss {name} has shape {tuple(loss.shape)}; expected a scalar: take its mean or sum")
        if not loss.requires_grad:
            raise ValueError(
                f"loss {name} needs no gradient; expected one computed from the parameters, outside torch.no_grad() "
                "and without detach()"
            )
