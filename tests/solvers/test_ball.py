"""CAGrad's step for any number of tasks: against the dual's value, against brute force, and at ties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz.geometry import min_norm_weights
from mtlviz.solvers import ball, cone
from tests.solvers.enumeration import best_in_ball
from tests.strategies import gradients, modest
from tests.test_hull import hurt_by_rounding

radii = st.sampled_from([0.1, 0.5, 0.9, 0.99])


def dual_value(G, c):
    """min g_w·g_0 + κ‖g_w‖ over the hull, in steps that MGDA can take.

    ‖g_w‖ = min_τ (‖g_w‖²/κτ + κτ)/2 makes it, for each τ, the shortest vector among g_k + τ g_0; bisect ‖g_w‖ = κτ.
    """
    g_0 = G.mean(0)
    kappa = c * np.linalg.norm(g_0)
    low, high = -25.0, 0.0
    values = []
    for _ in range(45):
        tau = np.linalg.norm(G, axis=1).max() / kappa * np.exp((low + high) / 2)
        moved = G + tau * g_0
        g_w = min_norm_weights(moved @ moved.T) @ G
        values.append(g_w @ g_0 + kappa * np.linalg.norm(g_w))
        low, high = (low, (low + high) / 2) if kappa * tau > np.linalg.norm(g_w) else ((low + high) / 2, high)
    return min(values)


def step(G, c):
    """(N,) d."""
    return G.mean(0) + ball.step(G @ G.T, np.array([c * np.linalg.norm(G.mean(0))])) @ G


def unsure(G):
    """The Gram has too few digits, or g_0 hardly any length."""
    return hurt_by_rounding(G) or np.linalg.norm(G.mean(0)) <= 1e-6 * np.linalg.norm(G, axis=1).max()


def stationary(rng, K, N):
    """K gradients of which a positive combination is zero."""
    G, v = rng.normal(size=(K, N)), rng.uniform(0.1, 1, size=K)
    return G - np.outer(v, v @ G) / (v @ v)


@modest
@given(gradients(st.integers(3, 7)), radii)
def test_the_same_as_trying_all_sets(G, c):
    """No worse for the worst-served task; the same step, unless several are equally good."""
    if unsure(G):
        return
    d, expected = step(G, c), best_in_ball(G, c * np.linalg.norm(G.mean(0)))
    scale = np.linalg.norm(G, axis=1).max() * np.linalg.norm(G.mean(0))
    assert (G @ d).min() >= (G @ expected).min() - 1e-8 * scale
    if (G @ d).min() < -1e-6 * scale:
        np.testing.assert_allclose(d, expected, atol=1e-6 * np.linalg.norm(G.mean(0)))


@pytest.mark.parametrize("K", [9, 32])
@pytest.mark.parametrize("ratio", [1, 10_000])
@pytest.mark.parametrize("kind", ["free", "dependent", "stationary"])
def test_many_tasks_meet_the_value_of_the_dual(K, ratio, kind):
    rng = np.random.default_rng(K * ratio)
    G = stationary(rng, K, K + 8) if kind == "stationary" else rng.normal(size=(K, 6 if kind == "dependent" else 60))
    if kind == "dependent":
        G[2], G[3] = 3 * G[0], -G[1]
    G *= np.geomspace(1, 1 / ratio, K)[rng.permutation(K), None]
    d, g_0 = step(G, 0.5), G.mean(0)
    assert np.linalg.norm(d - g_0) <= 0.5 * np.linalg.norm(g_0) * (1 + 1e-8)
    gap = dual_value(G, 0.5) - (G @ d).min()
    assert gap <= 1e-8 * np.linalg.norm(G, axis=1).max() * np.linalg.norm(g_0)


@modest
@given(st.integers(3, 12), st.integers(0, 2**32), radii)
def test_the_order_does_not_matter_where_no_step_serves_all(K, seed, c):
    """At a Pareto-stationary point many steps can be equally good (K12): the choice among them is one of no order."""
    rng = np.random.default_rng(seed)
    G, order = stationary(rng, K, max(2, K // 2)), rng.permutation(K)
    if unsure(G):
        return
    np.testing.assert_allclose(step(G, c), step(G[order], c), atol=1e-7 * np.linalg.norm(G.mean(0)))


def test_of_equally_good_steps_the_one_nearest_to_the_average():
    G = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0], [-0.1, 0.2, 0.5]])
    harmless = cone.project(G @ G.T, np.full((1, 4), 0.25))[0] @ G
    np.testing.assert_allclose(step(G, 0.5), harmless)
    assert np.linalg.norm(harmless - G.mean(0)) < 0.5 * np.linalg.norm(G.mean(0))


@modest
@given(st.integers(3, 9), st.integers(0, 2**32))
def test_a_batch_walks_as_each_of_its_members_and_repeats_itself(K, seed):
    rng = np.random.default_rng(seed)
    G = np.stack([rng.normal(size=(K, 7)), stationary(rng, K, 7), np.zeros((K, 7)), 1e-4 * rng.normal(size=(K, 7))])
    gram = G @ G.swapaxes(-1, -2)
    kappa = 0.5 * np.linalg.norm(G.mean(1), axis=-1)[:, None]
    gram[2] = np.nan
    together = ball.step(gram, kappa)
    assert np.isnan(together[2]).all()
    for e in (0, 1, 3):
        alone = ball.step(gram[e], kappa[e]) @ G[e]
        np.testing.assert_allclose(together[e] @ G[e], alone, atol=1e-9 * kappa[e, 0])
    np.testing.assert_array_equal(together, ball.step(gram, kappa))
