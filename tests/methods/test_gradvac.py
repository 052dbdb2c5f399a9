"""GradVac against the paper's loop on vectors."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import methods
from mtlviz.geometry import cosine, describe, two_gradients
from mtlviz.methods.pcgrad import orders
from tests.strategies import gradients, modest, pairs


def papers_step(G, target, beta, order):
    """Algorithm 1 on vectors; changes target."""
    changed = G.copy()
    for i in range(len(G)):
        for j in order[i]:
            x, y = changed[i], G[j]
            phi, wanted = x @ y / (np.linalg.norm(x) * np.linalg.norm(y)), target[i, j]
            if phi < wanted:
                up, down = wanted * np.sqrt(1 - phi**2) - phi * np.sqrt(1 - wanted**2), np.sqrt(1 - wanted**2)
                changed[i] = x + np.linalg.norm(x) * up / (np.linalg.norm(y) * down) * y
            target[i, j] = (1 - beta) * wanted + beta * phi
    return changed


@modest
@given(st.integers(2, 4), st.sampled_from([0.01, 0.5]), st.integers(0, 2**32))
def test_the_papers_loop(K, beta, seed):
    rng, method, target = np.random.default_rng(seed), methods.create("gradvac", beta=beta, seed=3), np.zeros((K, K))
    for step in range(6):
        G = rng.normal(size=(K, 5)) + 0.5 * rng.normal(size=5)
        expected = papers_step(G, target, beta, orders(K, (3, step)))
        found = method.contributions(methods.Observation(G @ G.T, step=step)) @ G
        np.testing.assert_allclose(found, expected, atol=1e-9 * np.abs(expected).max())


@modest
@given(pairs())
def test_the_first_step_is_pcgrads(gram):
    observation = methods.Observation(gram)
    expected = methods.create("pcgrad").contributions(observation)
    found = methods.create("gradvac").contributions(observation)
    np.testing.assert_allclose(found, expected, atol=1e-9 * expected.max())


def test_tasks_that_used_to_agree_are_turned_together_before_they_conflict():
    method = methods.create("gradvac", beta=0.5)
    for _ in range(30):
        method.weights(methods.Observation(two_gradients(2, 20)))
    c = method.contributions(methods.Observation(two_gradients(2, 80)))
    turned = c @ two_gradients(2, 80) @ c.T
    reached = c[0] @ two_gradients(2, 80) @ [0, 1] / np.sqrt(turned[0, 0] * two_gradients(2, 80)[1, 1])
    np.testing.assert_allclose(reached, cosine(two_gradients(2, 20)), rtol=1e-6)


def test_tasks_that_always_conflict_are_left_to_it():
    """The failure that the note warns of."""
    gram = two_gradients(10, 170)
    first = methods.settle(methods.create("gradvac"), methods.Observation(gram), 1).sum(0)
    later = methods.settle(methods.create("gradvac"), methods.Observation(gram), 1000).sum(0)
    assert (describe(gram, first).effects <= 0).all()
    assert describe(gram, later).effects[1] > 0
    np.testing.assert_allclose(later, 1, atol=0.02)


@modest
@given(gradients(st.integers(2, 5)), st.sampled_from([0.0, 0.5, 1.0]))
def test_any_target_gives_finite_steps(G, beta):
    method = methods.create("gradvac", beta=beta)
    for gram in (np.ones((len(G), len(G))), G @ G.T, -G @ G.T * 0, np.ones((len(G), len(G))), G @ G.T):
        assert np.isfinite(method.contributions(methods.Observation(gram))).all()
