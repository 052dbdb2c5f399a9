"""Rows of a source as tensors: the batch of every replica, and the validation rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mtlviz.data import Source, Table

Columns = tuple[Tensor, Tensor, Tensor]  # inputs (..., 17), RUL in cycles (...), health class (...)


class Feed:
    """Batches for R recipes × S seeds: replicas that share a seed see the same rows at the same step."""

    def __init__(
        self, source: Source, seeds: Sequence[int], recipes: int, batch_size: int, validation_rows: int | None
    ) -> None:
        self._recipes = recipes
        self._orders = [source.batches(seed, batch_size) for seed in seeds]
        self._train = _tensors(source.train)
        kept = _spaced(len(source.validation), validation_rows)
        x, rul, health = _tensors(source.validation, kept)
        self.validation: Columns = x.expand(recipes * len(seeds), *x.shape), rul, health  # (E, V, 17), (V,), (V,)

    def batch(self, step: int) -> Columns:
        """(E, B, 17), (E, B), (E, B): what the replicas see at a step, seeds of the first recipe first."""
        rows = torch.from_numpy(np.concatenate([order.batch(step) for order in self._orders]))  # (S·B,)
        S, R = len(self._orders), self._recipes
        x, rul, health = (column.index_select(0, rows).view(S, -1, *column.shape[1:]) for column in self._train)
        return (x, rul, health) if R == 1 else (x.repeat(R, 1, 1), rul.repeat(R, 1), health.repeat(R, 1))


def _tensors(table: Table, rows: NDArray[np.int64] | slice = slice(None)) -> Columns:
    return torch.tensor(table.inputs[rows]), torch.tensor(table.rul[rows]), torch.tensor(table.health[rows])


def _spaced(rows: int, most: int | None) -> NDArray[np.int64]:
    """Evenly spaced row indices, at most so many."""
    kept = rows if most is None else min(rows, most)
    return np.linspace(0, rows - 1, kept).round().astype(np.int64)
