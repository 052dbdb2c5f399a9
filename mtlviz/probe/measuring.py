"""`measure`: K losses and the parameters that they share, in; a GradientReport, out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor

from mtlviz.probe import graph, products
from mtlviz.probe.gradients import per_task_gradients
from mtlviz.report import GradientReport

SMALLEST_NORMAL = float(torch.finfo(torch.float16).tiny)  # 6.1e-5: below it float16 loses digits, below 6e-8 all


class Scaler(Protocol):
    """What `torch.amp.GradScaler` offers that is needed here."""

    def get_scale(self) -> float:
        """The factor by which losses are multiplied at present."""


def measure(
    losses: Mapping[str, Tensor | None],
    parameters: Iterable[Tensor] | Iterable[tuple[str, Tensor]],
    *,
    retain_graph: bool = False,
    scale: float | Scaler = 1.0,
) -> GradientReport:
    """Gradients of K ≥ 2 scalar losses on the shared parameters (`parameters()` or `named_parameters()`), compared.

    losses:       by task. None, or a constant zero, is a task that is absent from this batch: its row of the report
                  is NaN.
    parameters:   those that need no gradient (frozen) are left out, a tensor listed twice (tied weights) counts once;
                  the report's notes say so. One that no loss reaches is named in `report.unreached`.
    retain_graph: keeps the graph for your own `backward()`; otherwise it is freed.
    scale:        for float16: a number or your GradScaler. The losses given are the unscaled ones; gradients are
                  computed scaled, so that small ones do not become zero on the way, and divided again in float64.

    Any dtype and device; inner products are summed in float64 where the device has it, in pieces: the extra memory is
    that of the K gradients, at the parameters' own precision. `.grad` and buffers are untouched; hooks on tensors and
    on parameters run, as in any backward pass. ValueError says what was found and what was expected.

    >>> import torch
    >>> w = torch.tensor([1.0, 1.0], requires_grad=True)
    >>> report = measure({"rul": 5 * w[0], "health": 0.05 * w[0], "rare": None}, [w])
    >>> round(report.ratio), report.absent
    (100, ('rare',))
    """
    _check(losses)
    named, notes = _trained(parameters)
    present = {name: loss for name, loss in losses.items() if loss is not None and not _is_constant_zero(loss)}
    graph.check_checkpoints(present.values())
    factor = _factor(scale)
    half = graph.in_float16(present.values())
    gradients = _gradients(present, list(named.values()), retain_graph, factor)

    K, rows = len(losses), [k for k, name in enumerate(losses) if name in present]
    by_parameter, unreached = {}, []
    for i, name in enumerate(named):
        of_tasks = [of_task[i] for of_task in gradients]
        if present and all(gradient is None for gradient in of_tasks):
            unreached.append(name)
        gram = np.full((K, K), np.nan)
        gram[np.ix_(rows, rows)] = products.gram(of_tasks) / factor**2
        by_parameter[name] = gram
    peaks = [products.largest_entry(of_task) if half else -1.0 for of_task in gradients]
    if factor != 1 and any(not np.isfinite(gram[np.ix_(rows, rows)]).all() for gram in by_parameter.values()):
        notes.append(f"Not finite at scale {factor:g}: a smaller scale may be (a GradScaler lowers its own by itself).")
    return GradientReport(
        names=tuple(losses),
        losses=np.array([float(present[name].detach()) if name in present else np.nan for name in losses]),
        gram=sum(by_parameter.values(), np.zeros((K, K))),
        by_parameter=by_parameter,
        absent=tuple(name for name in losses if name not in present),
        unreached=tuple(unreached),
        underflowed=tuple(name for name, peak in zip(present, peaks, strict=True) if 0 <= peak < SMALLEST_NORMAL),
        notes=tuple(notes),
    )


def _gradients(
    present: Mapping[str, Tensor], parameters: list[Tensor], retain_graph: bool, factor: float
) -> list[tuple[Tensor | None, ...]]:
    try:
        return per_task_gradients(present.values(), parameters, retain_graph=retain_graph, scale=factor)
    except RuntimeError as error:
        if "second time" not in str(error):
            raise
        raise ValueError(
            "the graph of these losses is already freed; expected losses whose backward() has not run, "
            "or backward(retain_graph=True) before this call"
        ) from None


def _trained(parameters: Iterable[Tensor] | Iterable[tuple[str, Tensor]]) -> tuple[dict[str, Tensor], list[str]]:
    """The parameters that train, by name, and notes on those that are left out."""
    named: dict[str, Tensor] = {}
    names: set[str] = set()
    seen: dict[int, str] = {}  # by identity
    frozen, twice = [], []
    for i, entry in enumerate([parameters] if isinstance(parameters, Tensor) else parameters):
        name, tensor = entry if isinstance(entry, tuple) else (f"{i}", entry)
        if not isinstance(tensor, Tensor):
            raise ValueError(f"parameter {name} is a {type(tensor).__name__}; expected a tensor")
        if id(tensor) in seen:
            twice.append(f"{name} ({seen[id(tensor)]})")
            continue
        if name in names:
            raise ValueError(
                f"found two parameters named {name!r}; expected a name each: list(model.parameters()) without names, "
                f'or a prefix, as in ((f"encoder.{{name}}", p) for name, p in encoder.named_parameters())'
            )
        names.add(name)
        seen[id(tensor)] = name
        if tensor.requires_grad:
            named[name] = tensor
        else:
            frozen.append(name)
    if not named:
        raise ValueError(
            f"all {len(frozen)} parameters are frozen (requires_grad=False); expected some that are trained"
            if frozen
            else "found no parameters; expected the shared ones (a generator such as model.parameters() is empty "
            "after its first use)"
        )
    notes = []
    if frozen:
        notes.append(f"Left out, as they are frozen: {_shortened(frozen)}.")
    if twice:
        notes.append(f"Listed twice, counted once: {_shortened(twice)}.")
    return named, notes


def _check(losses: Mapping[str, Tensor | None]) -> None:
    given: object = losses
    if not isinstance(given, Mapping):
        raise ValueError(f'losses are a {type(given).__name__}; expected them by name, as in {{"rul": loss_rul, …}}')
    if len(losses) < 2:
        raise ValueError(f"found {len(losses)} loss; expected at least two, by name, to compare")
    for name, loss in losses.items():
        if loss is None:
            continue
        if not isinstance(loss, Tensor):
            raise ValueError(
                f"loss {name} is a {type(loss).__name__}; expected a scalar tensor, or None if it is absent"
            )
        if loss.numel() != 1:
            raise ValueError(f"loss {name} has shape {tuple(loss.shape)}; expected a scalar: take its mean or sum")
        if not loss.requires_grad and not _is_constant_zero(loss):
            raise ValueError(
                f"loss {name} needs no gradient; expected one computed from the parameters, outside torch.no_grad() "
                "and without detach() (or None for a task that is absent from this batch)"
            )


def _is_constant_zero(loss: Tensor) -> bool:
    """`torch.tensor(0.)`, as loops write it for a task that has no labels in a batch."""
    return not loss.requires_grad and not loss.detach().any()


def _factor(scale: Any) -> float:
    factor = float(scale.get_scale() if hasattr(scale, "get_scale") else scale)
    if not 0 < factor < np.inf:
        raise ValueError(f"scale is {factor!r}; expected a finite number above 0, or a GradScaler")
    return factor


def _shortened(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
