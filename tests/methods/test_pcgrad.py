"""PCGrad: two tasks by the closed form, more by trying every order on the vectors themselves."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import methods
from tests.strategies import modest, pairs


def surgery(G, i, order):
    """ĝ_i of the paper's algorithm 1, on vectors."""
    changed = G[i]
    for j in order:
        if changed @ G[j] < 0:
            changed = changed - (changed @ G[j]) / (G[j] @ G[j]) * G[j]
    return changed


def reachable(G, i):
    """ĝ_i for every order of the other tasks."""
    return np.array([surgery(G, i, order) for order in permutations(set(range(len(G))) - {i})])


@modest
@given(pairs())
def test_two_tasks(gram):
    weights = methods.create("pcgrad").weights(methods.Observation(gram))
    a, b, c = gram[0, 0], gram[1, 1], min(gram[0, 1], 0.0)
    np.testing.assert_allclose(weights, [1 - c / a, 1 - c / b], rtol=1e-12)


def test_contributions_show_whose_gradient_was_used():
    contributions = methods.create("pcgrad").contributions(methods.Observation(np.array([[4.0, -2.0], [-2.0, 2.0]])))
    np.testing.assert_allclose(contributions, [[1, 1], [0.5, 1]])


@modest
@given(st.integers(3, 5), st.integers(0, 2**32), st.integers(0, 1000))
def test_more_tasks_follow_one_of_the_orders(K, seed, step):
    G = np.random.default_rng(seed).normal(size=(K, 3))
    contributions = methods.create("pcgrad", seed=7).contributions(methods.Observation(G @ G.T, step=step))
    for i in range(K):
        assert np.linalg.norm(reachable(G, i) - contributions[i] @ G, axis=1).min() < 1e-9


def test_every_order_is_drawn_and_a_seed_repeats_it():
    angles = np.radians([0, 110, 230])  # all in conflict: the order matters to every task
    G = np.stack([np.cos(angles), np.sin(angles)], axis=1)

    def drawn(seed, step):
        return methods.create("pcgrad", seed=seed).contributions(methods.Observation(G @ G.T, step=step)) @ G

    for i in range(3):
        for run in ([drawn(seed, 0)[i] for seed in range(30)], [drawn(0, step)[i] for step in range(30)]):
            distances = np.linalg.norm(reachable(G, i)[:, None] - np.array(run), axis=-1)
            assert (distances.min(axis=1) < 1e-12).all()
    np.testing.assert_array_equal(drawn(5, 9), drawn(5, 9))
