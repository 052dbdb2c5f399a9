from __future__ import annotations

import numpy as np

from mtlviz import methods


def drawn(step, seed=0, K=3):
    return methods.create("rlw", seed=seed).weights(methods.Observation(np.eye(K), step=step))


def test_a_step_repeats_its_draw_and_another_has_another():
    np.testing.assert_array_equal(drawn(7), drawn(7))
    assert (drawn(7) != drawn(8)).all()
    assert (drawn(7) != drawn(7, seed=1)).all()


def test_the_weights_are_a_softmax_of_normal_numbers():
    draws = np.log([drawn(step) for step in range(3000)])
    assert np.allclose(np.exp(draws).sum(1), 1)
    differences = draws[:, 1:] - draws[:, :1]  # N(0, 2) each: the softmax keeps differences
    np.testing.assert_allclose(differences.mean(0), 0, atol=4 * np.sqrt(2 / 3000))
    np.testing.assert_allclose(differences.var(0), 2, rtol=0.12)


def test_one_draw_serves_the_whole_batch():
    weights = methods.create("rlw").weights(methods.Observation(np.tile(np.eye(2), (5, 1, 1)), step=3))
    np.testing.assert_array_equal(weights, np.tile(drawn(3, K=2), (5, 1)))
