"""STCH: torch differentiates the paper's objective by the losses."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import methods
from tests.strategies import modest


@modest
@given(st.integers(2, 4), st.sampled_from([0.05, 1.0, 3.0]), st.integers(1, 5), st.integers(0, 2**32))
def test_the_papers_objective(K, mu, warmup, seed):
    rng, method, seen = np.random.default_rng(seed), methods.create("stch", mu=mu, warmup=warmup), []
    for step in range(warmup + 4):
        losses = 10 ** rng.uniform(-2, 2, size=K)
        L = torch.tensor(losses, requires_grad=True)
        if step < warmup:
            seen.append(losses)
            objective = torch.log(L).sum()
        else:
            objective = mu * K * torch.logsumexp(torch.log(L / torch.tensor(np.mean(seen, 0))) / mu, -1)
        objective.backward()
        w = method.weights(methods.Observation(np.eye(K), losses, step))
        np.testing.assert_allclose(w, L.grad.numpy(), rtol=1e-9)


def test_a_small_mu_puts_all_on_the_task_that_is_worst():
    method = methods.create("stch", mu=0.01, warmup=1)
    method.weights(methods.Observation(np.eye(2), np.array([100.0, 1.0])))
    w = method.weights(methods.Observation(np.eye(2), np.array([50.0, 0.9])))  # half done, a tenth done
    np.testing.assert_allclose(w, [0, 2 / 0.9], atol=1e-12)


@pytest.mark.parametrize("bad", [0.0, -5.0, np.nan, np.inf])
def test_any_loss_gives_finite_weights(bad):
    method = methods.create("stch", warmup=2)
    for step in range(6):
        w = method.weights(methods.Observation(np.eye(2), np.array([bad if step in (1, 4) else 1.0, 2.0]), step))
        assert np.isfinite(w).all()
