"""Batches: random access in (seed, step), every epoch a permutation, every batch full."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz.data import Batches, load

sizes = st.integers(1, 300)
seeds = st.integers(0, 2**32)


@given(rows=sizes, size=sizes, seed=seeds, epoch=st.integers(0, 50))
def test_an_epoch_shows_no_row_twice_and_leaves_out_less_than_a_batch(
    rows: int, size: int, seed: int, epoch: int
) -> None:
    batches = Batches(rows, seed, size)
    first = epoch * batches.per_epoch
    seen = np.concatenate([batches.batch(first + k) for k in range(batches.per_epoch)])
    assert len(np.unique(seen)) == len(seen) == batches.per_epoch * min(size, rows)
    assert set(seen) <= set(range(rows))
    assert rows - len(seen) < min(size, rows)


@given(rows=sizes, size=sizes, seed=seeds, steps=st.lists(st.integers(0, 1000), min_size=1, max_size=20))
def test_a_batch_does_not_depend_on_what_was_asked_before(rows: int, size: int, seed: int, steps: list[int]) -> None:
    asked_in_any_order = Batches(rows, seed, size)
    for step in steps:
        np.testing.assert_array_equal(asked_in_any_order.batch(step), Batches(rows, seed, size).batch(step))


def test_epochs_and_seeds_differ() -> None:
    orders = [Batches(1000, seed, 100).batch(step) for seed in (0, 1) for step in (0, 1, 10)]
    assert len({order.tobytes() for order in orders}) == 6


def test_left_out_rows_have_their_turn_in_another_epoch() -> None:
    batches = Batches(10, seed=0, batch_size=7)
    seen = {int(row) for step in range(20) for row in batches.batch(step)}
    assert seen == set(range(10))


def test_a_batch_of_everything_keeps_the_order_of_the_table() -> None:
    batches = Batches(64, seed=5, batch_size=256)
    for step in (0, 1, 77):
        np.testing.assert_array_equal(batches.batch(step), np.arange(64))


def test_a_source_draws_from_its_training_table() -> None:
    source = load("turbofan", units=4)
    batches = source.batches(seed=3, batch_size=32)
    assert batches.rows == len(source.train)
    assert batches.batch(5).shape == (32,)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((10, -1, 4), "seed is -1; expected 0 or more"),
        ((10, 0, 0), "batch_size is 0; expected 1 or more"),
        ((0, 0, 4), "rows is 0; expected 1 or more"),
    ],
)
def test_bad_arguments_are_named(arguments: tuple[int, int, int], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Batches(*arguments)


def test_a_negative_step_is_named() -> None:
    with pytest.raises(ValueError, match="step is -1"):
        Batches(10, 0, 4).batch(-1)
