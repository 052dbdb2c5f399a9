"""GradNorm against automatic differentiation of the paper's objective, and at rest."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import methods
from mtlviz.geometry import norms
from tests.strategies import gradients, modest


def papers_step(w, n, losses, first, alpha, lr):
    """Algorithm 1 of Chen et al. with torch differentiating the objective."""
    w, n, losses, first = (torch.tensor(x, dtype=torch.float64) for x in (w, n, losses, first))
    w.requires_grad_()
    rate = losses / first
    target = ((w * n).mean() * (rate / rate.mean()) ** alpha).detach()
    (slope,) = torch.autograd.grad((w * n - target).abs().sum(), w)
    stepped = (w - lr * slope).detach()
    return (stepped * len(n) / stepped.sum()).numpy()


@modest
@given(gradients(), st.floats(0, 2), st.integers(0, 2**32))
def test_a_short_step_is_the_paper_s(G, alpha, seed):
    K, lr, rng = len(G), 1e-4, np.random.default_rng(seed)
    gram, n = G @ G.T, np.linalg.norm(G, axis=1)
    first, losses = rng.uniform(0.5, 2, K), rng.uniform(0.5, 2, K)
    method = methods.create("gradnorm", alpha=alpha, lr=lr)
    w = method.weights(methods.Observation(gram, first, 0))
    np.testing.assert_array_equal(w, 1)  # the weights of a step were learnt before it
    second = method.weights(methods.Observation(gram, losses, 1))
    third = method.weights(methods.Observation(gram, losses, 2))
    for before, after, seen in ((w, second, first), (second, third, losses)):
        rate = seen / first
        gap = np.abs(before * n - (before * n).mean() * (rate / rate.mean()) ** alpha)
        if (gap > 2 * lr * n**2).all():  # further from the kink than one step
            np.testing.assert_allclose(after, papers_step(before, n, seen, first, alpha, lr), rtol=1e-12)


@pytest.mark.parametrize("lengths", [(5.0, 0.05), (60.0, 0.18), (1.0, 1.0), (3.0, 0.2, 9.0)])
def test_with_alpha_zero_it_rests_where_all_pull_alike(lengths):
    """…which for two tasks is twice GABA without floor and memory."""
    observation = methods.Observation(np.diag(np.square(lengths)), np.ones(len(lengths)))
    contributions = methods.settle(methods.create("gradnorm", alpha=0.0, lr=0.5), observation, 5000)
    pulls = np.diagonal(contributions) * lengths
    np.testing.assert_allclose(pulls, pulls.mean(), rtol=1e-6)
    if len(lengths) == 2:
        raw = methods.create("gaba", floor=0.0, beta=0.0, warmup=0).contributions(observation)
        np.testing.assert_allclose(contributions, 2 * raw, rtol=1e-6)


def test_a_task_that_lags_is_favoured():
    gram, method = np.eye(2), methods.create("gradnorm", alpha=1.0, lr=0.01)
    method.weights(methods.Observation(gram, np.array([2.0, 10.0])))
    for step in range(1, 2000):  # task 0 still has all of its loss, task 1 half
        w = method.weights(methods.Observation(gram, np.array([2.0, 5.0]), step))
    np.testing.assert_allclose(w[0] / w[1], 2, rtol=1e-3)


@modest
@given(st.data(), st.integers(2, 4))
def test_weights_stay_positive_and_sum_to_k_whatever_happens(data, K):
    """Long gradients, zero gradients, losses that are zero, negative, infinite or no number."""
    losses = st.lists(st.sampled_from([0.0, 1e-9, 1.0, 1e6, -1.0, np.nan, np.inf]), min_size=K, max_size=K)
    lengths = st.lists(st.sampled_from([0.0, 1e-8, 1.0, 60.0, 1e8]), min_size=K, max_size=K)
    method = methods.create("gradnorm")
    for step in range(8):
        gram = np.diag(np.square(data.draw(lengths)))
        w = method.weights(methods.Observation(gram, np.array(data.draw(losses)), step))
        assert (w > 0).all()
        assert w.sum() == pytest.approx(K)


def test_a_zero_gradient_has_no_slope_to_move_its_weight():
    method = methods.create("gradnorm")
    for step in range(3):
        w = method.weights(methods.Observation(np.diag([0.0, 0.0]), np.array([1.0, 2.0]), step))
    np.testing.assert_array_equal(w, 1)


def test_losses_that_say_nothing_count_as_equal_progress():
    found = []
    for first in ([1.0, 1.0], [0.0, 1.0], [np.nan, 1.0]):
        method = methods.create("gradnorm")
        method.weights(methods.Observation(np.diag([4.0, 1.0]), np.array(first)))
        found.append(method.weights(methods.Observation(np.diag([4.0, 1.0]), np.array(first), 1)))
    np.testing.assert_array_equal(found[1:], [found[0]] * 2)


def test_without_losses_it_says_so():
    with pytest.raises(ValueError, match="GradNorm got no losses"):
        methods.create("gradnorm").weights(methods.Observation(np.eye(2)))


def test_the_first_losses_are_kept_even_if_the_caller_reuses_the_array():
    losses, gram = np.array([1.0, 1.0]), np.eye(2)
    method = methods.create("gradnorm")
    method.weights(methods.Observation(gram, losses))
    losses[:] = [0.5, 1.0]
    method.weights(methods.Observation(gram, losses, 1))
    w = method.weights(methods.Observation(gram, losses, 2))
    assert w[1] > w[0]
    assert norms(gram)[0] == 1
