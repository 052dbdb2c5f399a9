"""The chapter's listing, computed here by plain torch, gives what the source and a model of seed 0 give."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy, mse_loss

from mtlviz import data
from mtlviz.models import DualTaskMLP


def test_the_listing_is_reproduced_number_by_number() -> None:
    source = data.load("seed_batch")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = DualTaskMLP()
        x, y, classes = torch.randn(64, 17), torch.randn(64) * 30 + 60, torch.randint(0, 3, (64,))
    batch = source.train
    np.testing.assert_array_equal(batch.inputs, x.numpy())
    np.testing.assert_array_equal(batch.rul, y.numpy())
    np.testing.assert_array_equal(batch.health, classes.numpy())

    rows = source.batches(seed=0, batch_size=256).batch(3)
    rul, logits = model(torch.from_numpy(batch.inputs[rows]))
    losses = (
        mse_loss(rul, torch.from_numpy(batch.rul[rows])),
        cross_entropy(logits, torch.from_numpy(batch.health[rows])),
    )
    shared = list(model.shared.parameters())
    g_rul, g_health = (
        torch.cat([part.flatten() for part in torch.autograd.grad(loss, shared, retain_graph=True)]).double()
        for loss in losses
    )
    assert g_rul.numel() == 576
    assert g_rul.norm().item() == pytest.approx(60.135, abs=5e-4)
    assert g_health.norm().item() == pytest.approx(0.17792, abs=5e-6)
    assert (g_rul.norm() / g_health.norm()).item() == pytest.approx(338.0, abs=0.05)
    assert torch.cosine_similarity(g_rul, g_health, dim=0).item() == pytest.approx(0.1795, abs=5e-5)


def test_it_is_the_same_batch_whatever_the_random_state_and_leaves_that_alone() -> None:
    torch.manual_seed(123)
    first = data.load("seed_batch").train
    drawn = torch.randn(3)
    torch.manual_seed(123)
    torch.testing.assert_close(torch.randn(3), drawn, rtol=0, atol=0)
    np.testing.assert_array_equal(data.load("seed_batch").train.inputs, first.inputs)


def test_it_validates_on_itself() -> None:
    source = data.load("seed_batch")
    assert source.validation is source.train
