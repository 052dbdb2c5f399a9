"""The model of the app: one shared layer, a head for remaining useful life and a head for the health class."""

from __future__ import annotations

import torch
from torch import Tensor, nn

INPUTS, HIDDEN, CLASSES = 17, 32, 3  # 3 settings + 14 sensors; 17·32 + 32 = 576 shared parameters


class DualTaskMLP(nn.Module):
    """The chapter's network: Linear(17, 32) + ReLU shared by two linear heads, created in this order."""

    def __init__(self) -> None:
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(INPUTS, HIDDEN), nn.ReLU())
        self.rul = nn.Linear(HIDDEN, 1)
        self.health = nn.Linear(HIDDEN, CLASSES)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(B, 17) inputs → RUL in cycles (B,) and health logits (B, 3)."""
        h = self.shared(x)
        return self.rul(h).squeeze(-1), self.health(h)


def seeded(seed: int) -> DualTaskMLP:
    """The DualTaskMLP that `torch.manual_seed(seed)` gives; the global generator is left as it was."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return DualTaskMLP()
