"""Loss shapes against torch's own and against the book's formula, with and without a replica axis."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from mtlviz import losses

RUL = torch.tensor([0.0, 30.0, 80.0, 125.0])  # cycles
PREDICTION = torch.tensor([10.0, 25.0, 100.0, 125.0])


def test_mse_is_torch_s():
    torch.testing.assert_close(losses.mse(PREDICTION, RUL), functional.mse_loss(PREDICTION, RUL))


def test_amnl_weighs_the_true_rul_from_two_at_failure_to_one_at_the_cap():
    def weight(rul):
        y = torch.tensor([rul])
        return losses.amnl(y + 1, y).item()

    assert [weight(rul) for rul in (0.0, 62.5, 125.0, 200.0, -10.0)] == pytest.approx([2, 1.5, 1, 1, 2])
    expected = (2 * 100 + 1.76 * 25 + 1.36 * 400 + 0) / 4  # a plain mean
    assert losses.amnl(PREDICTION, RUL).item() == pytest.approx(expected)


def test_amnl_counts_late_and_early_alike():
    torch.testing.assert_close(losses.amnl(RUL + 7, RUL), losses.amnl(RUL - 7, RUL))


def test_cross_entropy_is_torch_s_and_survives_large_logits():
    logits, classes = torch.randn(16, 3), torch.randint(0, 3, (16,))
    for scale in (1.0, 1e4):
        expected = functional.cross_entropy(scale * logits, classes)
        torch.testing.assert_close(losses.cross_entropy(scale * logits, classes), expected)


def test_a_replica_axis_gives_one_mean_a_replica_and_may_be_missing_from_the_target():
    prediction, target = torch.randn(5, 16), torch.rand(16) * 125
    logits, classes = torch.randn(5, 16, 3), torch.randint(0, 3, (16,))
    for loss, seen, truth in (
        (losses.mse, prediction, target),
        (losses.amnl, prediction, target),
        (losses.cross_entropy, logits, classes),
    ):
        alone = torch.stack([loss(replica, truth) for replica in seen])
        torch.testing.assert_close(loss(seen, truth), alone)
        torch.testing.assert_close(loss(seen, truth.expand(5, 16)), alone)


def test_slopes_of_amnl_are_those_of_its_definition():
    prediction = PREDICTION.double().requires_grad_()
    assert torch.autograd.gradcheck(lambda p: losses.amnl(p, RUL.double()), prediction)


def test_regression_by_name():
    assert losses.regression("amnl") is losses.amnl
    with pytest.raises(ValueError, match="unknown regression loss 'mae'; expected mse, amnl"):
        losses.regression("mae")
