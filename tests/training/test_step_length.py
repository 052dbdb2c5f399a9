"""Updates as long as those of equal weights: against a plain loop, and in what must follow."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.functional import cross_entropy, mse_loss

from mtlviz import data, geometry
from mtlviz.data import Source
from mtlviz.methods import Method, Observation
from mtlviz.methods.fixed import Fixed
from mtlviz.models import DualTaskMLP, seeded
from mtlviz.training import RunConfig, Trainer
from tests.strategies import grams

torch.set_num_threads(1)
RECIPES = ("equal", "gaba", "pcgrad", "cagrad", "imtl_g", "graddrop", "uw")


@pytest.fixture(scope="module")
def source() -> Source:
    return data.load("turbofan", units=8)


def plain_loop(source: Source, method: Method, steps: int, seed: int, lr: float) -> DualTaskMLP:
    """What a user writes: the method's own update, scaled to the length of the mean of the gradients."""
    model, batches = seeded(seed), source.batches(seed, 256)
    shared, heads = list(model.shared.parameters()), [list(model.rul.parameters()), list(model.health.parameters())]
    optimiser = torch.optim.SGD(model.parameters(), lr)
    for step in range(steps):
        rows = batches.batch(step)
        prediction, logits = model(torch.tensor(source.train.inputs[rows]))
        losses = [
            mse_loss(prediction, torch.tensor(source.train.rul[rows])),
            cross_entropy(logits, torch.tensor(source.train.health[rows])),
        ]
        of = [
            torch.autograd.grad(loss, [*shared, *head], retain_graph=True)
            for loss, head in zip(losses, heads, strict=True)
        ]
        G = torch.stack([torch.cat([g.flatten() for g in gradients[: len(shared)]]) for gradients in of]).double()
        seen = Observation.of(G.numpy(), [loss.item() for loss in losses], step)
        w = method.weights(seen)
        outside = method.outside(seen)
        update = torch.tensor(w) @ G + (0 if outside is None else torch.tensor(outside))
        scale = (G.mean(0).norm() / update.norm()).item()
        for parameter, part in zip(shared, (scale * update).split([p.numel() for p in shared]), strict=True):
            parameter.grad = part.view_as(parameter).float()
        for k, head in enumerate(heads):
            factor = scale * (w[k] if method.info.weights_loss else 1.0)
            for parameter, gradient in zip(head, of[k][len(shared) :], strict=True):
                parameter.grad = gradient * float(factor)
        optimiser.step()
    return model


def test_replicas_side_by_side_equal_plain_loops(source: Source) -> None:
    trainer = Trainer(RunConfig(recipes=RECIPES, seeds=(0, 3), optimizer="sgd", lr=1e-4, length="equal"), source)
    trainer.run(25)
    for replica, (recipe, seed) in enumerate(trainer.replicas):
        expected = plain_loop(source, recipe.create(), 25, seed, 1e-4)
        found = trainer.model.module(replica)
        for parameter, wanted in zip(found.parameters(), expected.parameters(), strict=True):
            torch.testing.assert_close(parameter, wanted, rtol=1e-5, atol=1e-6, msg=recipe.name)


def test_every_update_has_the_length_of_the_mean(source: Source) -> None:
    trainer = Trainer(RunConfig(recipes=RECIPES, seeds=(1,), length="equal"), source)
    trainer.run(15)
    history = trainer.history
    length = geometry.step_length(history.gram, history.weights, history.outside)
    np.testing.assert_allclose(length, 1, rtol=1e-9)


def test_equal_weights_are_left_as_they_are(source: Source) -> None:
    own, equal = (Trainer(RunConfig(recipes=("equal",), length=length), source) for length in ("method", "equal"))
    own.run(20)
    equal.run(20)
    torch.testing.assert_close(own.model.flat, equal.model.flat, rtol=1e-5, atol=1e-6)


def test_pcgrad_without_conflict_is_equal_weights_heads_and_all(source: Source) -> None:
    config = RunConfig(recipes=("equal", "pcgrad"), optimizer="sgd", lr=1e-4, length="equal")
    trainer = Trainer(config, source)
    trainer.step()
    assert trainer.history.describe().cosine[0, 0] > 0  # else they would differ
    torch.testing.assert_close(trainer.model.flat[0], trainer.model.flat[1], rtol=1e-6, atol=1e-8)


def test_heads_left_alone_stay_alone(source: Source) -> None:
    one = RunConfig(recipes=("pcgrad",), optimizer="sgd", lr=1e-4, heads="one")
    moved = []
    for length in ("method", "equal"):
        trainer = Trainer(RunConfig(**{**vars(one), "length": length}), source)
        trainer.step()
        moved.append(trainer.model.flat[0])
    assert torch.equal(moved[0][576:], moved[1][576:])
    assert not torch.equal(moved[0][:576], moved[1][:576])


def test_an_update_of_zero_stays_zero(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Fixed, "weights", lambda _, observation: np.zeros(observation.shape))
    trainer = Trainer(RunConfig(length="equal"), source)
    before = trainer.model.flat.clone()
    trainer.run(2)
    assert torch.equal(trainer.model.flat, before)


def test_an_unknown_length_is_a_sentence() -> None:
    with pytest.raises(ValueError, match="length is 'long'; expected 'method' or 'equal'"):
        RunConfig(length="long")  # type: ignore[arg-type]


@given(grams(), st.floats(0.1, 10))
def test_step_length_is_a_ratio_of_lengths(gram: np.ndarray, factor: float) -> None:
    K = gram.shape[-1]
    moves = geometry.update_norm(gram, np.full(K, 1 / K)) > 0
    assert geometry.step_length(gram, np.full(K, factor / K)) == pytest.approx(factor if moves else 1)


def test_step_length_of_what_stands_still() -> None:
    assert geometry.step_length(np.zeros((3, 3)), np.ones(3)) == 1
    opposed = geometry.two_gradients(1, 180)
    assert geometry.step_length(opposed, np.array([1.0, 0.0])) == np.inf
    assert geometry.step_length(opposed, np.array([0.5, 0.5])) == 1
    assert geometry.step_length(np.eye(2), np.zeros(2), outside=3.0) == pytest.approx(3 * np.sqrt(2))
