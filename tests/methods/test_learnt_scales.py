"""Uncertainty weighting and IMTL-L: torch differentiates the paper's objective and Adam follows it, then both rest."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import methods
from tests.strategies import modest

GRAM = np.eye(3)
FACTOR = torch.tensor([0.5, 1.0, 1.0], dtype=torch.float64)  # task 0 is a regression
OBJECTIVES = {
    "uw": lambda s, L: (FACTOR * torch.exp(-s) * L + s / 2).sum(),
    "imtl_l": lambda s, L: (torch.exp(s) * L - s).sum(),
}
WEIGHTS = {"uw": lambda s: FACTOR * torch.exp(-s), "imtl_l": torch.exp}
HYPER = {"uw": {"regression": (0,)}, "imtl_l": {}}


@pytest.mark.parametrize("name", OBJECTIVES)
@modest
@given(st.integers(0, 2**32))
def test_the_papers_objective_and_torchs_adam(name, seed):
    rng, method = np.random.default_rng(seed), methods.create(name, lr=0.05, **HYPER[name])
    s = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.Adam([s], lr=0.05)
    for step in range(12):
        losses = 10 ** rng.uniform(-2, 3, size=3)
        w = method.weights(methods.Observation(GRAM, losses, step))
        np.testing.assert_allclose(w, WEIGHTS[name](s).detach().numpy(), rtol=1e-9)
        optimiser.zero_grad()
        OBJECTIVES[name](s, torch.tensor(losses)).backward()
        optimiser.step()


@pytest.mark.parametrize(("name", "product"), [("uw", 0.5), ("imtl_l", 1.0)])
def test_at_rest_all_weighted_losses_are_alike(name, product):
    losses = np.array([0.05, 1.0, 20.0])
    contributions = methods.settle(methods.create(name, lr=0.05), methods.Observation(GRAM, losses), 6000)
    np.testing.assert_allclose(np.diagonal(contributions) * losses, product, rtol=0.02)


def test_the_half_of_a_regression_decides_the_start_and_not_the_end():
    losses = np.array([3.0, 3.0, 3.0])
    start, end = (
        np.diagonal(methods.settle(methods.create("uw", regression=(0,)), methods.Observation(GRAM, losses), steps))
        for steps in (1, 6000)
    )
    np.testing.assert_array_equal(start, [0.5, 1, 1])
    np.testing.assert_allclose(end, 1 / 6, rtol=0.02)


@pytest.mark.parametrize("name", OBJECTIVES)
def test_a_loss_that_is_not_above_zero_leaves_its_weight(name):
    method = methods.create(name)
    for step, bad in enumerate([0.0, -3.0, np.nan, -np.inf]):
        w = method.weights(methods.Observation(GRAM, np.array([bad, 5.0, 0.1]), step))
        assert w[0] == 1
        assert np.isfinite(w).all()
    assert w[1] < 1


@pytest.mark.parametrize("name", OBJECTIVES)
def test_hundreds_of_steps_before_it_balances(name):
    """The failure that the note warns of: with losses as in the app, 6,000 to 1."""
    method = methods.create(name)
    weights = [method.weights(methods.Observation(np.eye(2), np.array([6000.0, 1.0]), step)) for step in range(300)]
    pulls = np.array(weights) * [6000.0, 1.0]
    assert (pulls[100] / pulls[100].min()).max() > 10


@pytest.mark.parametrize("regression", [(-1,), (0.5,), ("rul",)])
def test_a_task_that_is_no_index_is_refused(regression):
    with pytest.raises(ValueError, match="expected the indices of tasks"):
        methods.create("uw", regression=regression)
