"""Student's t against another implementation, against the book's table, and against what must hold."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz.comparison import student

# Abramowitz & Stegun, table 26.10, P = 0.95 of |T|.
BOOK = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 9: 2.262, 11: 2.201, 15: 2.131, 19: 2.093, 30: 2.042}


@pytest.mark.parametrize("dof", BOOK)
def test_the_quantiles_are_the_books(dof: int) -> None:
    assert student.quantile(dof) == pytest.approx(BOOK[dof], abs=5.1e-4)


@given(st.integers(1, 60), st.floats(0.01, 0.99))
def test_the_quantiles_are_those_of_another_implementation(dof: int, level: float) -> None:
    stats = pytest.importorskip("scipy.stats")
    assert student.quantile(dof, level) == pytest.approx(stats.t.isf((1 - level) / 2, dof), rel=1e-9)


def test_without_degrees_of_freedom_nothing_is_outside() -> None:
    assert student.quantile(0) == math.inf
