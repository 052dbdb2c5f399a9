"""The model of the app: one shared layer, a head for remaining useful life and a head for the health class."""

from __future__ import annotations

from collections.abc import Sequence

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


class ReplicatedMLP:
    """E DualTaskMLPs that share nothing, as one model: every parameter has a leading replica axis.

    Replica e starts as `seeded(seeds[e])`. `flat` (E, 708) owns the numbers: the shared 576 (weight, bias), then the
    RUL head's 33, then the health head's 99. `parameters` are the leaves of the graph and look into `flat`, so an
    optimiser moves one tensor. Weights lie as (in, out), as baddbmm takes them: a transposition of nn.Linear's.
    """

    SHARED = (INPUTS + 1) * HIDDEN
    SHARED_WEIGHT = INPUTS * HIDDEN  # flat[:, :544] is the shared weight, flat[:, 544:576] the shared bias

    def __init__(self, seeds: Sequence[int]) -> None:
        models = {seed: torch.cat([_row(layer) for layer in _layers(seeded(seed))]) for seed in set(seeds)}
        self.flat = torch.stack([models[seed] for seed in seeds])
        leaves = []
        start = 0
        for rows, columns in ((INPUTS, HIDDEN), (HIDDEN, 1), (HIDDEN, CLASSES)):
            for height in (rows, 1):  # weight (E, in, out), bias (E, 1, out)
                end = start + height * columns
                leaves.append(self.flat[:, start:end].view(-1, height, columns).requires_grad_())
                start = end
        self.parameters: tuple[Tensor, ...] = tuple(leaves)

    def __len__(self) -> int:
        return self.flat.shape[0]

    def __call__(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(E, B, 17) inputs → RUL in cycles (E, B) and health logits (E, B, 3)."""
        weight, bias, rul_weight, rul_bias, health_weight, health_bias = self.parameters
        h = torch.baddbmm(bias, x, weight).relu_()  # (E, B, 32)
        return torch.baddbmm(rul_bias, h, rul_weight).squeeze(-1), torch.baddbmm(health_bias, h, health_weight)

    def module(self, replica: int = 0) -> DualTaskMLP:
        """A copy of one replica as the plain module."""
        model = seeded(0)
        leaves = iter(self.parameters)
        with torch.no_grad():
            for layer in _layers(model):
                layer.weight.copy_(next(leaves)[replica].T)
                layer.bias.copy_(next(leaves)[replica, 0])
        return model


def _layers(model: DualTaskMLP) -> list[nn.Linear]:
    return [layer for layer in model.modules() if isinstance(layer, nn.Linear)]


def _row(layer: nn.Linear) -> Tensor:
    return torch.cat([layer.weight.detach().T.reshape(-1), layer.bias.detach()])
