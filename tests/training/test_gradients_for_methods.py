"""Methods that need the gradients get them, in the order of a user's own loop; no other method pays for it."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from mtlviz import data, geometry, methods, recipes
from mtlviz.history import History
from mtlviz.live import wire
from mtlviz.models import seeded
from mtlviz.probe import per_task_gradients
from mtlviz.training import RunConfig, Trainer

torch.set_num_threads(1)
NEED = [name for name in methods.names() if "gradients" in methods.info(name).needs]


@pytest.fixture(scope="module")
def source():
    return data.load("turbofan", units=8)


def plain_loop(source, name, steps):
    """What a user writes: one nn.Module, its gradients flattened, the method's own update on the shared layer."""
    model, method, batches = seeded(0), methods.create(name), source.batches(0, 256)
    shared = list(model.shared.parameters())
    optimiser = torch.optim.SGD(model.parameters(), 1e-4)
    for step in range(steps):
        rows = batches.batch(step)
        prediction, logits = model(torch.tensor(source.train.inputs[rows]))
        losses = [
            torch.nn.functional.mse_loss(prediction, torch.tensor(source.train.rul[rows])),
            torch.nn.functional.cross_entropy(logits, torch.tensor(source.train.health[rows])),
        ]
        optimiser.zero_grad()
        factor = methods.info(name).heads  # the heads keep the gradients of their own loss, or of its logarithm
        sum(loss.log() if factor == "1/L_k" else loss for loss in losses).backward(retain_graph=True)
        of_tasks = per_task_gradients(losses, shared)
        G = np.stack([np.concatenate([g.numpy().ravel() for g in gradients]) for gradients in of_tasks])
        update = torch.tensor(method.update(methods.Observation.of(G, [loss.item() for loss in losses], step)))
        for parameter, part in zip(shared, update.split([p.numel() for p in shared]), strict=True):
            parameter.grad = part.view_as(parameter).float()
        optimiser.step()
    return model


@pytest.mark.parametrize("name", NEED)
def test_one_replica_equals_a_plain_loop(source, name):
    trainer = Trainer(RunConfig(recipes=(name,), optimizer="sgd", lr=1e-4), source)
    trainer.run(20)
    expected = plain_loop(source, name, 20)
    for parameter, wanted in zip(trainer.model.module().parameters(), expected.parameters(), strict=True):
        torch.testing.assert_close(parameter, wanted, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", NEED)
def test_beside_other_recipes_it_runs_as_alone(source, name):
    together = Trainer(RunConfig(recipes=("equal", name, "pcgrad"), seeds=(0, 1)), source)
    together.run(10)
    alone = Trainer(RunConfig(recipes=(name,), seeds=(1,)), source)
    alone.run(10)
    torch.testing.assert_close(together.model.flat[3], alone.model.flat[0], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(together.history.outside[:, 3], alone.history.outside[:, 0], rtol=1e-4, atol=1e-9)
    assert not together.history.outside[:, [0, 1, 4, 5]].any()


def test_methods_that_do_not_need_the_gradients_do_not_see_them(source, monkeypatch):
    seen = []

    def spy(_, observation):
        seen.append(observation.gradients)
        return methods.diagonal(np.ones(observation.gram.shape[:-1]))

    trainers = [Trainer(RunConfig(recipes=recipes), source) for recipes in (("mgda", "graddrop"), ("mgda",))]
    monkeypatch.setattr(methods.REGISTRY["mgda"], "contributions", spy)
    for trainer in trainers:
        trainer.step()
    assert seen == [None, None]


@pytest.mark.parametrize("name", methods.names())
def test_every_method_trains_replays_from_a_snapshot_and_fits_the_wire(source, name):
    trainer = Trainer(RunConfig(recipes=(name,), seeds=(0,)), source)
    trainer.run(3)
    snapshot = trainer.snapshot()
    trainer.run(4)
    first, weights = trainer.history.to_json(), trainer.model.flat.clone()
    trainer.restore(snapshot)
    trainer.run(4)
    assert trainer.history.to_json() == first
    assert torch.equal(trainer.model.flat, weights)
    assert not trainer.stopped
    columns = wire.columns(trainer.history, slice(0, 7))
    assert wire.encode({"columns": columns})
    assert any(columns["outside"]) == (name in NEED)


def test_the_share_outside_the_plane_is_recorded_and_read_back(source):
    trainer = Trainer(RunConfig(recipes=("equal", "graddrop")), source)
    trainer.run(3)
    history = trainer.history
    share = geometry.outside_share(history.describe().update_norm, history.outside)
    assert (share[:, 0] == 0).all()
    assert ((share[:, 1] > 1e-6) & (share[:, 1] < 1)).all()
    np.testing.assert_array_equal(History.from_json(history.to_json()).outside, history.outside)
    older = history.to_json().replace('"outside"', '"unknown"')
    assert not History.from_json(older).outside.any()
    assert "outside_share" in history.to_csv().splitlines()[0]


def test_a_replica_that_diverges_leaves_its_neighbour_alone(source):
    both = Trainer(RunConfig(recipes=("db_mtl",), seeds=(0, 1), optimizer="sgd", lr=1e-3), source)
    one = Trainer(RunConfig(recipes=("db_mtl",), seeds=(1,), optimizer="sgd", lr=1e-3), source)
    both.run(3)
    one.run(3)
    both.model.flat[0] = torch.nan
    both.run(3)
    one.run(3)
    assert list(both.stopped) == [0]
    torch.testing.assert_close(both.model.flat[1], one.model.flat[0], rtol=1e-5, atol=1e-6)
    assert np.isnan(both.history.contributions[3:, 0]).all()


def test_recipes_of_all_methods_have_titles_of_their_own():
    assert {name for name in methods.names() if name != "fixed"} <= set(recipes.names())


@pytest.mark.parametrize("recipes_beside", [(), ("equal", "amnl")])
def test_famo_sees_the_same_batch_after_the_step(source, monkeypatch, recipes_beside):
    """What it is told are the losses of the very rows, under the weights that the step left."""
    told = []
    monkeypatch.setattr(methods.REGISTRY["famo"], "after_step", lambda _, losses: told.append(losses))
    trainer = Trainer(RunConfig(recipes=(*recipes_beside, "famo"), seeds=(0, 1), optimizer="sgd", lr=1e-4), source)
    trainer.run(3)
    for seed in (0, 1):
        replica = 2 * len(recipes_beside) + seed
        rows = source.batches(seed, 256).batch(2)
        prediction, logits = trainer.model.module(replica)(torch.tensor(source.train.inputs[rows]))
        expected = [
            torch.nn.functional.mse_loss(prediction, torch.tensor(source.train.rul[rows])).item(),
            torch.nn.functional.cross_entropy(logits, torch.tensor(source.train.health[rows])).item(),
        ]
        np.testing.assert_allclose(told[2][seed], expected, rtol=1e-5)
    assert len(told) == 3
    before = trainer.history.losses[2][2 * len(recipes_beside) :]
    assert (told[2] < before).all()
