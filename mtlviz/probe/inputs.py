"""What `measure` is given: losses, parameters and scale, checked, with a sentence for each mistake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import numpy as np
from torch import Tensor, nn

from mtlviz.report.gradients import shortened


class Scaler(Protocol):
    """What `torch.amp.GradScaler` offers that is needed here."""

    def get_scale(self) -> float:
        """The factor by which losses are multiplied at present."""


def trained(parameters: Iterable[Tensor] | Iterable[tuple[str, Tensor]]) -> tuple[dict[str, Tensor], list[str]]:
    """The parameters that train, by name, and notes on those that are left out."""
    given: object = parameters
    if isinstance(given, nn.Module | Mapping):
        raise ValueError(
            f"parameters are a {type(given).__name__}; expected model.parameters() or model.named_parameters()"
            + (", or the .items() of a dict of parameters" if isinstance(given, Mapping) else "")
        )
    named: dict[str, Tensor] = {}
    names: set[str] = set()
    seen: dict[int, str] = {}  # by identity
    frozen, twice = [], []
    for i, entry in enumerate([parameters] if isinstance(parameters, Tensor) else parameters):
        name, tensor = entry if isinstance(entry, tuple) else (f"{i}", entry)
        if not isinstance(tensor, Tensor):
            raise ValueError(
                f"parameter {name} is a {type(tensor).__name__}; expected a tensor"
                + (": use its .parameters()" if isinstance(tensor, nn.Module) else "")
            )
        if id(tensor) in seen:
            twice.append(f"parameter {name} (= parameter {seen[id(tensor)]})")
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
            f"none of the {len(frozen)} tensors needs a gradient: they are frozen, or copies such as state_dict() "
            "holds; expected parameters that are trained, such as model.named_parameters()"
            if frozen
            else "found no parameters; expected the shared ones (a generator such as model.parameters() is empty "
            "after its first use)"
        )
    notes = []
    if frozen:
        notes.append(f"Left out, as they are frozen: {shortened(frozen)}.")
    if twice:
        notes.append(f"Listed twice, counted once: {shortened(twice)}.")
    return named, notes


def check(losses: Mapping[str, Tensor | None]) -> None:
    """ValueError unless these are two scalar losses or more, by name."""
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
        if not loss.requires_grad and not is_constant_zero(loss):
            raise ValueError(
                f"loss {name} needs no gradient; expected one computed from the parameters, outside torch.no_grad() "
                "and without detach() (or None for a task that is absent from this batch)"
            )


def is_constant_zero(loss: Tensor) -> bool:
    """`torch.tensor(0.)`, as loops write it for a task that has no labels in a batch."""
    return not loss.requires_grad and not loss.detach().any()


def factors_of(scale: Any, names: tuple[str, ...]) -> dict[str, float]:
    """The scale of each task."""
    if not isinstance(scale, Mapping):
        return dict.fromkeys(names, _factor(scale))
    unknown = [str(name) for name in scale if name not in names]
    if unknown:
        raise ValueError(f"scale names {', '.join(unknown)}; expected some of the tasks {', '.join(names)}")
    return {name: _factor(scale.get(name, 1.0)) for name in names}


def _factor(scale: Any) -> float:
    try:
        factor = float(scale.get_scale() if hasattr(scale, "get_scale") else scale)
    except (TypeError, ValueError):
        factor = np.nan
    if not 0 < factor < np.inf:
        raise ValueError(
            f"scale is {scale!r}; expected a finite number above 0, a GradScaler, or such numbers by task in a dict"
        )
    return factor
