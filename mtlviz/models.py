"""The model of the app: one shared layer, a head for remaining useful life and a head for the health class."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils import vector_to_parameters

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

    Replica e starts as `seeded(seeds[e])`. The shared bias is the weight of one more input, which is 1 (`with_one`):
    it costs no pass over the hidden layer of its own. `flat` (E, 708) owns the numbers: the shared 576 as (in, out),
    then the RUL head's 33 and the health head's 99 as (out, in) and (out,). `parameters` are the leaves of the graph
    and look into `flat`: whoever moves `flat` moves the model.
    """

    SHARED = (INPUTS + 1) * HIDDEN
    SHARED_WEIGHT = INPUTS * HIDDEN  # flat[:, :544] is the shared weight, flat[:, 544:576] the shared bias
    SHAPES = ((INPUTS + 1, HIDDEN), (1, HIDDEN), (1, 1), (CLASSES, HIDDEN), (CLASSES, 1))

    def __init__(self, seeds: Sequence[int]) -> None:
        rows = {seed: _row(seeded(seed)) for seed in set(seeds)}
        self.flat = torch.stack([rows[seed] for seed in seeds])
        parts = torch.split(self.flat, [rows * columns for rows, columns in self.SHAPES], dim=1)
        self.parameters: tuple[Tensor, ...] = tuple(
            part.view(-1, *shape).requires_grad_() for part, shape in zip(parts, self.SHAPES, strict=True)
        )

    def __len__(self) -> int:
        return self.flat.shape[0]

    def __call__(self, x: Tensor, rows: slice | None = None) -> tuple[Tensor, Tensor]:
        """(E, B, 18) inputs and their 1 → RUL in cycles (E, B) and health logits (E, B, 3); of all or some replicas.

        Inside, samples come last: matrices one or three numbers wide would be slow.
        """
        leaves = self.parameters if rows is None else [leaf[rows] for leaf in self.parameters]  # a slice costs backward
        shared, rul_weight, rul_bias, health_weight, health_bias = leaves
        h = torch.bmm(shared.mT, x.mT).relu_()  # (E, 32, B)
        return torch.baddbmm(rul_bias, rul_weight, h).squeeze(-2), torch.baddbmm(health_bias, health_weight, h).mT

    def module(self, replica: int = 0) -> DualTaskMLP:
        """A copy of one replica as the plain module."""
        model = seeded(0)
        shared, *heads = (leaf[replica].detach() for leaf in self.parameters)
        numbers = [shared[:-1].T, shared[-1], *heads]
        vector_to_parameters(torch.cat([part.reshape(-1) for part in numbers]), model.parameters())
        return model


def with_one(inputs: Tensor) -> Tensor:
    """(..., 17) inputs → (..., 18), as ReplicatedMLP takes them."""
    return functional.pad(inputs, (0, 1), value=1.0)


def _row(model: DualTaskMLP) -> Tensor:
    weight, *others = (parameter.detach() for parameter in model.parameters())
    return torch.cat([part.reshape(-1) for part in (weight.T, *others)])
