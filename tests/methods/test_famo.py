"""FAMO: the paper's algorithm written with torch, on the losses that follow each other."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import methods
from tests.strategies import modest


def papers(steps, lowest, lr, gamma):
    """Weights, step by step, of the algorithm on (losses before, losses after) of each step's batch."""
    K, shift = len(lowest), torch.tensor(lowest, dtype=torch.float64)
    xi = torch.zeros(K, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.Adam([xi], lr=lr, weight_decay=gamma)
    for before, after in steps:
        losses = torch.tensor(before)
        unscaled = torch.autograd.functional.jacobian(  # of Σ z log(L − L_min) by the losses
            lambda L: (torch.softmax(xi.detach(), -1) * torch.log(L - shift)).sum(), losses
        ).numpy()
        yield unscaled / unscaled.sum()
        delta = torch.log(losses - shift) - torch.log(torch.tensor(after) - shift)
        optimiser.zero_grad()
        xi.grad = torch.autograd.grad(torch.softmax(xi, -1), xi, grad_outputs=delta)[0]
        optimiser.step()


@modest
@given(st.integers(2, 4), st.integers(0, 2**32), st.sampled_from([0.0, 0.05]), st.booleans())
def test_the_papers_algorithm(K, seed, gamma, negative):
    """On the same batch where it is told so, else on the batches that follow each other."""
    rng = np.random.default_rng(seed)
    drawn = [rng.uniform(-19, 3, size=K) if negative else 10 ** rng.uniform(-3, 3, size=K) for _ in range(21)]
    lowest = tuple(rng.uniform(-30, -20, size=K)) if negative else (0.0,) * K
    same, following = (methods.create("famo", lr=0.1, gamma=gamma, lowest=lowest) for _ in range(2))
    for step, w in enumerate(papers(zip(drawn[:10], drawn[10:20], strict=True), lowest, 0.1, gamma)):
        np.testing.assert_allclose(same.weights(methods.Observation(np.eye(K), drawn[step], step)), w, rtol=1e-9)
        same.after_step(drawn[10 + step])
    for step, w in enumerate(papers(pairwise(drawn), lowest, 0.1, gamma)):
        found = following.weights(methods.Observation(np.eye(K), drawn[step], step))
        np.testing.assert_allclose(found, w, rtol=1e-9)


def test_who_asks_for_a_second_look():
    asked = {name for name in methods.names() if methods.create(name).looks_back}
    assert asked == {"famo"}
    assert not methods.create("famo", same_batch=False).looks_back


def test_the_task_that_learns_most_loses_weight():
    method = methods.create("famo", lr=0.1)
    for step in range(60):
        losses = np.array([1.0, 0.9**step])
        w = method.weights(methods.Observation(np.eye(2), losses, step))
    z = w * losses  # weights are z/L
    assert z[0] > 2 * z[1]


@pytest.mark.parametrize("bad", [0.0, -5.0, np.nan, np.inf])
def test_any_loss_gives_weights_that_sum_to_one(bad):
    method = methods.create("famo")
    for step in range(4):
        w = method.weights(methods.Observation(np.eye(2), np.array([bad if step % 2 else 1.0, 2.0]), step))
        assert w.sum() == pytest.approx(1)
        assert (w >= 0).all()


def test_negative_losses_need_their_lowest_value():
    """Two losses that fall at one speed above their lowest values, −21 and 0: with `lowest` they stay alike."""
    told, blind = methods.create("famo", lowest=(-21.0, 0.0)), methods.create("famo")
    for step in range(40):
        losses = np.array([-21.0, 0.0]) + 20 * 0.95**step
        w = told.weights(methods.Observation(np.eye(2), losses, step))
        v = blind.weights(methods.Observation(np.eye(2), losses, step))
    np.testing.assert_allclose(w, 0.5, atol=0.02)  # Adam makes steps of any rounding
    assert v.max() > 0.99


@pytest.mark.parametrize("name", ["famo", "stch", "db_mtl"])
def test_lowest_is_one_finite_number_a_task(name):
    with pytest.raises(ValueError, match="expected a finite number a task"):
        methods.create(name, lowest=(0.0, np.nan))
    seen = methods.Observation.of(np.eye(3), np.ones(3))
    with pytest.raises(ValueError, match="found 2 lowest losses for 3 tasks"):
        methods.create(name, lowest=(0.0, 0.0)).weights(seen)
