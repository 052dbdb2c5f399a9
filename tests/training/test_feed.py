"""Every replica sees at every step the rows that its seed's order says, however they are gathered."""

import numpy as np
import pytest
import torch

from mtlviz import data
from mtlviz.training.feed import AT_ONCE, Feed


@pytest.fixture(scope="module")
def source():
    return data.load("turbofan", units=40)


@pytest.mark.parametrize("batch_size", [64, 256, 1000, AT_ONCE + 1, 10**6])
def test_batches_are_those_of_the_source(source, batch_size):
    recipes, seeds = 2, (0, 7)
    feed = Feed(source, seeds, recipes, batch_size, validation_rows=10)
    orders = [source.batches(seed, batch_size) for seed in seeds]
    for step in (0, 1, 3, 4, 5, 15, 16, 17, 200, 2, 0):  # forwards over the ends of pieces and epochs, and back
        x, rul, health = feed.batch(step)
        rows = np.stack([order.batch(step) for order in orders * recipes])
        np.testing.assert_array_equal(x[..., :-1], source.train.inputs[rows])
        assert bool((x[..., -1] == 1).all())
        np.testing.assert_array_equal(rul, source.train.rul[rows])
        np.testing.assert_array_equal(health, source.train.health[rows])


def test_validation_rows_are_spread_and_shared(source):
    x, rul, health = Feed(source, (0, 1), 3, 32, validation_rows=5).validation
    assert (x.shape, rul.shape, health.shape) == ((6, 5, 18), (5,), (5,))
    assert torch.equal(x[0], x[5])
    assert rul[0] == source.validation.rul[0]
    assert rul[-1] == source.validation.rul[-1]
