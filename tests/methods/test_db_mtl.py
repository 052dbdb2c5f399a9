"""DB-MTL: the paper's algorithm on vectors, with torch taking the logarithm's gradients."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import methods
from mtlviz.geometry import norms, plane
from tests.strategies import modest, pairs


@modest
@given(st.integers(2, 4), st.sampled_from([0.0, 0.9]), st.integers(0, 2**32))
def test_the_papers_algorithm(K, beta, seed):
    """L_k(θ) = ½ |A_k θ|² + 1, so that both L and log L have gradients that torch can take."""
    rng = np.random.default_rng(seed)
    A, method, mean = torch.tensor(rng.normal(size=(K, 5, 7))), methods.create("db_mtl", beta=beta), 0.0
    for step in range(5):
        theta = torch.tensor(rng.normal(size=7), requires_grad=True)
        losses = (A @ theta).square().sum(-1) / 2 + 1
        G = np.stack([torch.autograd.grad(loss, theta, retain_graph=True)[0].numpy() for loss in losses])
        logs = np.stack([torch.autograd.grad(loss.log(), theta, retain_graph=True)[0].numpy() for loss in losses])
        mean = beta * mean + (1 - beta) * logs
        lengths = np.linalg.norm(mean, axis=1, keepdims=True)
        expected = (lengths.max() * mean / lengths).sum(0)
        found = method.update(methods.Observation.of(G, losses.detach().numpy(), step))
        np.testing.assert_allclose(found, expected, atol=1e-10 * np.abs(expected).max())


@modest
@given(pairs())
def test_without_memory_two_tasks_are_the_bisector_of_the_longer_length(gram):
    method = methods.create("db_mtl", beta=0.0)
    seen = methods.placed(method, methods.Observation(gram, np.ones(2)))
    contributions = method.contributions(seen)
    n = norms(gram)
    d = contributions.sum(0) @ plane(gram)
    np.testing.assert_allclose(d, n.max() * (plane(gram) / n[:, None]).sum(0), atol=1e-7 * n.max())
    assert np.abs(method.outside(seen)).max() <= 1e-7 * n.max()


def test_what_it_remembers_can_hurt_a_task_of_today():
    """The failure that the note warns of."""
    method = methods.create("db_mtl")
    before, now = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]), np.array([[0.0, 0.0, 1.0], [0.0, -1.0, 0.0]])
    for step in range(50):
        method.update(methods.Observation.of(before, np.ones(2), step))
    assert now[1] @ method.update(methods.Observation.of(now, np.ones(2), 50)) < 0


@modest
@given(st.lists(st.floats(1e-3, 1e3), min_size=2, max_size=5), st.integers(0, 2**32))
def test_the_heads_get_the_gradients_of_the_logarithms(losses, seed):
    """Each L_k = a_k² + (what the shared parameters give) with a head a_k of its own: torch differentiates Σ log L."""
    heads = torch.tensor(np.random.default_rng(seed).normal(size=len(losses)), requires_grad=True)
    L = heads.square() + torch.tensor(losses)
    (of_logs,) = torch.autograd.grad(L.log().sum(), heads, retain_graph=True)
    (of_losses,) = torch.autograd.grad(L.sum(), heads)
    factors = methods.create("db_mtl").heads(np.ones(len(losses)), L.detach().numpy())
    np.testing.assert_allclose(factors * of_losses.numpy(), of_logs.numpy(), rtol=1e-12)
