"""How good a model is on data it has not trained on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Array = NDArray[np.float64]
Model = Callable[[Tensor], tuple[Tensor, Tensor]]
AT_ONCE = 4096  # rows of all replicas together, so that the hidden layer of them fits the processor's cache


def evaluate(model: Model, x: Tensor, rul: Tensor, health: Tensor) -> dict[str, Array]:
    """Metrics of E replicas on V rows: x (E, V, 18), rul (V,) in cycles, health (V,). Each metric is (E,).

    rmse      root mean squared error of the remaining useful life, in cycles
    nasa      `nasa_score`; inf where an error is so large that exp overflows
    accuracy  share of rows whose health class is right; NaN where the model's output is
    """
    with torch.no_grad():
        parts = [model(rows) for rows in torch.split(x, max(1, AT_ONCE // len(x)), dim=1)]
        prediction, logits = (torch.cat(column, dim=1) for column in zip(*parts, strict=True))
        error = prediction.double() - rul
        accuracy = (logits.max(-1).indices == health).double().mean(-1)
        accuracy[~logits.abs().amax((-2, -1)).isfinite()] = torch.nan
        return {
            "rmse": error.square().mean(-1).sqrt().numpy(),
            "nasa": nasa_score(error).numpy(),
            "accuracy": accuracy.numpy(),
        }


def nasa_score(error: Tensor) -> Tensor:
    """(...) mean over (..., V) of exp(−d/13) − 1 for d < 0 (too early) and exp(d/10) − 1 for d ≥ 0 (too late).

    d = prediction − truth, in cycles. Saxena et al., "Damage Propagation Modeling for Aircraft Engine Run-to-Failure
    Simulation", PHM 2008. They sum over the engines; the mean here does not depend on how many rows there are.
    """
    return torch.maximum(error / -13, error / 10).expm1().mean(-1)
