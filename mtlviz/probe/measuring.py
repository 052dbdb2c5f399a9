"""`measure`: K losses and the parameters that they share, in; a GradientReport, out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import torch
from torch import Tensor

from mtlviz.probe import graph, products
from mtlviz.probe.gradients import per_task_gradients
from mtlviz.probe.inputs import Scaler, check, factors_of, is_constant_zero, trained
from mtlviz.report import GradientReport
from mtlviz.report.gradients import shortened

SMALLEST_NORMAL = float(torch.finfo(torch.float16).tiny)  # 6.1e-5: below it float16 loses digits, below 6e-8 all


def measure(
    losses: Mapping[str, Tensor | None],
    parameters: Iterable[Tensor] | Iterable[tuple[str, Tensor]],
    *,
    retain_graph: bool = False,
    scale: float | Scaler | Mapping[str, float] = 1.0,
) -> GradientReport:
    """Gradients of K ≥ 2 scalar losses on the shared parameters (`parameters()` or `named_parameters()`), compared.

    losses:       by task. None, or a constant zero, is a task that is absent from this batch: its row of the report
                  is NaN.
    parameters:   those that need no gradient (frozen) are left out, a tensor listed twice (tied weights) counts once;
                  the report's notes say so, and which parameters one task alone reaches (heads, most likely). One
                  that no loss reaches is named in `report.unreached`.
    retain_graph: keeps the graph for your own `backward()`; otherwise it is freed.
    scale:        for float16: a number, your GradScaler, or numbers by task (1 for those not named) where one number
                  does not fit all. The losses given are the unscaled ones; gradients are computed scaled, so that
                  small ones do not become zero on the way, and divided again in float64.

    Any dtype and device; inner products are summed in float64 where the device has it, in pieces: the extra memory is
    that of the K gradients, at the parameters' own precision. `.grad` and buffers are untouched; hooks on tensors and
    on parameters run, as in any backward pass. ValueError says what was found and what was expected.

    >>> import torch
    >>> w = torch.tensor([1.0, 1.0], requires_grad=True)
    >>> report = measure({"rul": 5 * w[0], "health": 0.05 * w[0], "rare": None}, [w])
    >>> round(report.ratio), report.absent
    (100, ('rare',))
    """
    check(losses)
    named, notes = trained(parameters)
    present = {name: loss for name, loss in losses.items() if loss is not None and not is_constant_zero(loss)}
    graph.check_checkpoints(present.values())
    factors = factors_of(scale, tuple(losses))
    half = graph.in_float16(present.values())
    gradients = _gradients(present, list(named.values()), retain_graph, [factors[name] for name in present])

    K, rows = len(losses), [k for k, name in enumerate(losses) if name in present]
    along = np.array([factors[name] for name in present])
    by_parameter, unreached, alone = {}, [], []
    for i, name in enumerate(named):
        of_tasks = [of_task[i] for of_task in gradients]
        reaching = sum(gradient is not None for gradient in of_tasks)
        if present and reaching == 0:
            unreached.append(name)
        if len(present) > 1 and reaching == 1:
            alone.append(name)
        gram = np.full((K, K), np.nan)
        gram[np.ix_(rows, rows)] = products.gram(of_tasks) / along / along[:, None]
        by_parameter[name] = gram
    peaks = [products.largest_entry(of_task) if half else -1.0 for of_task in gradients]
    total = sum(by_parameter.values(), np.zeros((K, K)))
    if alone:
        notes.append(
            f"Reached by one task alone: {shortened(alone)}. If these are heads, leave them out: the ratio and cosine "
            "of the shared parameters are what balancing is about."
        )
    notes += [
        f"Not finite at scale {factors[name]:g}: {name}. A smaller scale may be, or one per task, such as "
        f'scale={{"{name}": 1, …}} (a GradScaler lowers its own by itself).'
        for k, name in enumerate(losses)
        if name in present and factors[name] != 1 and not np.isfinite(total[k, k])
    ]
    return GradientReport(
        names=tuple(losses),
        losses=np.array([float(present[name].detach()) if name in present else np.nan for name in losses]),
        gram=total,
        by_parameter=by_parameter,
        absent=tuple(name for name in losses if name not in present),
        unreached=tuple(unreached),
        underflowed=tuple(name for name, peak in zip(present, peaks, strict=True) if 0 <= peak < SMALLEST_NORMAL),
        notes=tuple(notes),
    )


def _gradients(
    present: Mapping[str, Tensor], parameters: list[Tensor], retain_graph: bool, factors: list[float]
) -> list[tuple[Tensor | None, ...]]:
    try:
        return per_task_gradients(present.values(), parameters, retain_graph=retain_graph, scale=factors)
    except RuntimeError as error:
        if "second time" not in str(error):
            raise
        raise ValueError(
            "the graph of these losses is already freed; expected losses whose backward() has not run, "
            "or backward(retain_graph=True) before this call"
        ) from None
