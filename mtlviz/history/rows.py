"""A table that grows by a row at a time."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Rows:
    """Named float64 columns that grow together; appending is amortised O(1), truncating is O(1)."""

    def __init__(self, shapes: Mapping[str, tuple[int, ...]]) -> None:
        self._columns = {name: np.empty((64, *shape)) for name, shape in shapes.items()}
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, name: str) -> Array:
        """The column as a view, first axis = rows."""
        return self._columns[name][: self._length]

    def append(self, values: Mapping[str, Array | float]) -> None:
        """One row: a value for every column."""
        for name, value in values.items():
            column = self._columns[name]
            if self._length == len(column):
                column = self._columns[name] = np.concatenate([column, np.empty_like(column)])
            column[self._length] = value
        self._length += 1

    def truncate(self, length: int) -> None:
        """Keep the first `length` rows."""
        self._length = min(self._length, length)
