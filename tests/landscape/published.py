"""CAGrad's toy problem as its authors wrote it (github.com/Cranial-XIX/CAGrad, toy.py), in float64: the oracle."""

from __future__ import annotations

import torch


def losses(x: torch.Tensor, scale: float) -> torch.Tensor:
    """(2,) losses at x (2,); `scale` on the first as in Nash-MTL's and FAMO's copies."""
    x1, x2 = x[0], x[1]
    f1 = torch.clamp((0.5 * (-x1 - 7) - torch.tanh(-x2)).abs(), 0.000005).log() + 6
    f2 = torch.clamp((0.5 * (-x1 + 3) + torch.tanh(-x2) + 2).abs(), 0.000005).log() + 6
    c1 = torch.clamp(torch.tanh(x2 * 0.5), 0)
    f1_sq = ((-x1 + 7).pow(2) + 0.1 * (-x2 - 8).pow(2)) / 10 - 20
    f2_sq = ((-x1 - 7).pow(2) + 0.1 * (-x2 - 8).pow(2)) / 10 - 20
    c2 = torch.clamp(torch.tanh(-x2 * 0.5), 0)
    return torch.stack([scale * (f1 * c1 + f1_sq * c2), f2 * c1 + f2_sq * c2])


def gradients(x: torch.Tensor, scale: float) -> torch.Tensor:
    """(2, 2) by autograd: rows are tasks."""
    x = x.detach().requires_grad_()
    values = losses(x, scale)
    return torch.stack([torch.autograd.grad(value, x, retain_graph=True)[0] for value in values])
