"""DWA: the paper's formula, over blocks of steps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import methods
from tests.strategies import modest


@modest
@given(st.integers(2, 4), st.integers(1, 7), st.sampled_from([0.5, 2.0]), st.integers(0, 2**32))
def test_the_papers_formula_over_whole_epochs(K, epoch, T, seed):
    losses = np.random.default_rng(seed).uniform(0.1, 2, size=(4 * epoch, K))
    method = methods.create("dwa", T=T, epoch=epoch)
    means = losses.reshape(4, epoch, K).mean(1)
    for step in range(4 * epoch):
        w = method.weights(methods.Observation(np.eye(K), losses[step], step))
        e = step // epoch
        powers = np.exp(means[e - 1] / means[e - 2] / T) if e >= 2 else np.ones(K)
        np.testing.assert_allclose(w, K * powers / powers.sum(), rtol=1e-12)


def test_losses_that_fall_by_a_tenth_or_not_at_all_weigh_nearly_the_same():
    """The failure that the note warns of."""
    method = methods.create("dwa", epoch=1)
    for step in range(4):
        w = method.weights(methods.Observation(np.eye(2), np.array([1.0, 0.9**step]), step))
    np.testing.assert_allclose(w, [1.025, 0.975], atol=0.001)


@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan, np.inf])
def test_means_that_say_nothing_count_as_equal_progress(bad):
    method = methods.create("dwa", epoch=1)
    for step in range(4):
        w = method.weights(methods.Observation(np.eye(2), np.array([bad if step == 1 else 1.0, 0.5**step]), step))
        if step in (2, 3):
            np.testing.assert_array_equal(w, 1)
