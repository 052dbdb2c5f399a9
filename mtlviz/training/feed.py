"""Rows of a source as tensors: the batch of every replica, and the validation rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mtlviz.data import Source, Table
from mtlviz.data.baselines import spaced
from mtlviz.models import with_one

Columns = tuple[Tensor, Tensor, Tensor]  # inputs and a 1 (..., 18), RUL in cycles (...), health class (...)
AT_ONCE = 4096  # rows of a seed gathered at once: a batch fetched alone would cost more in calls than in copies


class Feed:
    """Batches for R recipes × S seeds: replicas that share a seed see the same rows at the same step."""

    def __init__(
        self, source: Source, seeds: Sequence[int], recipes: int, batch_size: int, validation_rows: int | None
    ) -> None:
        self._recipes, self._replicas = recipes, recipes * len(seeds)
        self._orders = [source.batches(seed, batch_size) for seed in seeds]
        self._train = source.train
        self._ahead = max(1, AT_ONCE // self._orders[0].batch_size)  # steps
        self._piece, self._gathered = 0, self._gather(0)
        self.validation = self.all_of(source.validation, validation_rows)

    def all_of(self, table: Table, most: int | None = None) -> Columns:
        """(E, V, 18), (V,), (V,): the same rows for every replica, all or at most so many."""
        x, rul, health = _tensors(table, spaced(len(table), most))
        return x.expand(self._replicas, *x.shape), rul, health

    def batch(self, step: int) -> Columns:
        """(E, B, 18), (E, B), (E, B): what the replicas see at a step, seeds of the first recipe first."""
        piece, place = divmod(step, self._ahead)
        if piece != self._piece:
            self._piece, self._gathered = piece, self._gather(piece)
        x, rul, health = (column[place] for column in self._gathered)
        return (x if self._recipes == 1 else torch.cat([x] * self._recipes)), rul, health

    def _gather(self, piece: int) -> Columns:
        """(steps, S, B, 18), (steps, E, B), (steps, E, B): the batches of a few steps in a row."""
        steps = range(piece * self._ahead, (piece + 1) * self._ahead)
        rows = np.array([[order.batch(t) for order in self._orders] for t in steps])
        x, rul, health = _tensors(self._train, rows)
        return x, rul.repeat(1, self._recipes, 1), health.repeat(1, self._recipes, 1)  # x, far larger, step by step


def _tensors(table: Table, rows: NDArray[np.int64]) -> Columns:
    inputs, rul, health = (
        torch.from_numpy(column.take(rows, axis=0)) for column in (table.inputs, table.rul, table.health)
    )
    return with_one(inputs), rul, health
