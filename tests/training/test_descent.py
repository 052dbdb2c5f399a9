"""The descents against torch.optim, number by number."""

import copy

import pytest
import torch

from mtlviz.training.descent import descent

THEIRS = {
    "sgd": lambda weights: torch.optim.SGD([weights], 0.01),
    "momentum": lambda weights: torch.optim.SGD([weights], 0.01, momentum=0.9),
    "adam": lambda weights: torch.optim.Adam([weights], 0.01),
}


@pytest.mark.parametrize("name", THEIRS)
def test_it_moves_as_torchs_does(name):
    random = torch.Generator().manual_seed(0)
    ours = torch.randn(3, 50, generator=random)
    theirs = ours.clone().requires_grad_()
    mine, optimiser = descent(name, ours), THEIRS[name](theirs)
    for _ in range(100):
        update = torch.randn(3, 50, generator=random) * torch.tensor([[1e-9], [1.0], [1e6]])
        mine.move(ours, update, 0.01)
        theirs.grad = update
        optimiser.step()
        torch.testing.assert_close(ours, theirs.detach(), rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("name", THEIRS)
def test_a_deep_copy_remembers_and_goes_its_own_way(name):
    update = torch.ones(1, 4)
    here, there = torch.zeros(1, 4), torch.zeros(1, 4)
    first = descent(name, here)
    for _ in range(3):
        first.move(here, update, 0.1)
    there.copy_(here)
    second = copy.deepcopy(first)
    first.move(here, update, 0.1)
    second.move(there, update, 0.1)
    assert torch.equal(here, there)
