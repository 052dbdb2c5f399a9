"""Inner products of gradients in float64, a piece at a time: no whole tensor is ever copied to a wider type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import torch
from torch import Tensor

from mtlviz.arithmetic import Array

# Entries per piece. On a CPU a piece stays in the cache, which is faster; elsewhere each piece costs some kernels.
CPU_PIECE, DEVICE_PIECE = 2**16, 2**22


def gram(gradients: Sequence[Tensor | None]) -> Array:
    """(K, K) inner products of K gradients on one parameter; None counts as zero."""
    K = len(gradients)
    used = [k for k in range(K) if gradients[k] is not None]
    products = np.zeros((K, K))
    flat = [_flat(g) for g in gradients if g is not None]  # (n,) each
    if not flat:
        return products
    device = flat[0].device
    wide = torch.float32 if device.type == "mps" else torch.float64  # Apple's GPU has no float64
    size = CPU_PIECE if device.type == "cpu" else DEVICE_PIECE
    total = torch.zeros(len(used), len(used), dtype=wide, device=device)
    for start in range(0, flat[0].numel(), size):
        piece = torch.stack([g[start : start + size].to(wide) for g in flat])  # (used, ≤ size)
        total += piece @ piece.T
    products[np.ix_(used, used)] = total.cpu().numpy()
    return products


def largest_entry(gradients: Iterable[Tensor | None]) -> float:
    """Largest absolute entry of one task's gradients; NaN if any is, −1 if the task reaches no parameter."""
    peaks = [float(torch.linalg.vector_norm(_flat(g), torch.inf)) for g in gradients if g is not None and g.numel()]
    return float(np.max(peaks)) if peaks else -1.0


def _flat(gradient: Tensor) -> Tensor:
    """(n,) entries, a view wherever the layout allows one."""
    if gradient.layout != torch.strided:
        gradient = gradient.to_dense()
    if gradient.is_complex():
        gradient = torch.view_as_real(gradient)
    return gradient.detach().reshape(-1)
