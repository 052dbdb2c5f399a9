import math

import numpy as np
import pytest
import torch

from mtlviz.models import ReplicatedMLP
from mtlviz.training.metrics import evaluate, nasa_score


def test_nasa_score_of_saxena():
    """Ten cycles late costs e − 1, thirteen early costs e − 1, on time costs nothing."""
    assert nasa_score(torch.tensor([10.0], dtype=torch.float64)).item() == pytest.approx(math.e - 1)
    assert nasa_score(torch.tensor([-13.0], dtype=torch.float64)).item() == pytest.approx(math.e - 1)
    assert nasa_score(torch.tensor([0.0])).item() == 0
    mixed = torch.tensor([[10.0, -13.0, 0.0, 0.0]], dtype=torch.float64)
    assert nasa_score(mixed).item() == pytest.approx((math.e - 1) / 2)
    assert nasa_score(torch.tensor([1e6], dtype=torch.float64)).item() == math.inf
    assert nasa_score(torch.tensor([-1e6], dtype=torch.float64)).item() == math.inf


def test_metrics_of_two_replicas():
    rul, health = torch.tensor([10.0, 20.0]), torch.tensor([0, 2])
    prediction = torch.tensor([[10.0, 20.0], [13.0, 24.0]])
    logits = torch.tensor([[[1.0, 0, 0], [0, 0, 1.0]], [[0, 1.0, 0], [0, 0, 1.0]]])
    found = evaluate(lambda _: (prediction, logits), torch.zeros(2, 2, 17), rul, health)
    np.testing.assert_allclose(found["rmse"], [0, math.sqrt((9 + 16) / 2)])
    np.testing.assert_allclose(found["accuracy"], [1, 0.5])
    assert found["nasa"][0] == 0


def test_output_that_is_not_finite_has_no_accuracy():
    logits = torch.full((1, 2, 3), torch.nan)
    found = evaluate(lambda _: (logits[..., 0], logits), torch.zeros(1, 2, 17), torch.zeros(2), torch.zeros(2).long())
    assert all(np.isnan(values[0]) for values in found.values())


def test_many_replicas_are_evaluated_in_parts_with_the_same_result():
    random = torch.Generator().manual_seed(0)
    model = ReplicatedMLP([0, 1, 2])
    x, rul = torch.randn(3, 2000, 18, generator=random), 100 * torch.rand(2000, generator=random)
    health = torch.randint(0, 3, (2000,), generator=random)
    together = evaluate(model, x, rul, health)
    for e in range(3):
        prediction, logits = (output[e : e + 1].detach() for output in model(x))
        alone = evaluate(lambda _, outputs=(prediction, logits): outputs, x[:1], rul, health)
        for name, values in together.items():
            np.testing.assert_allclose(values[e], alone[name][0], rtol=1e-5)
