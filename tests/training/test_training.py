"""The engine against a plain loop, against itself replicated, and against the chapter's numbers."""

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy, mse_loss

from mtlviz import data, methods
from mtlviz.methods import Observation
from mtlviz.models import seeded
from mtlviz.probe import measure
from mtlviz.training import RunConfig, Trainer

OPTIMIZERS = {
    "sgd": lambda parameters, lr: torch.optim.SGD(parameters, lr),
    "momentum": lambda parameters, lr: torch.optim.SGD(parameters, lr, momentum=0.9),
    "adam": lambda parameters, lr: torch.optim.Adam(parameters, lr),
}

torch.set_num_threads(1)  # as the app does: small tensors, busy cores


@pytest.fixture(scope="module")
def source():
    return data.load("turbofan", units=20)


def plain_loop(source, recipe, optimizer, lr, steps):
    """The loop that a user would write: one nn.Module, torch.autograd.grad a task, the same rule for the update."""
    model = seeded(0)
    shared, heads = list(model.shared.parameters()), [list(model.rul.parameters()), list(model.health.parameters())]
    optimiser = OPTIMIZERS[optimizer](model.parameters(), lr)
    method = methods.create(recipe)
    batches = source.batches(0, 256)
    losses_seen, grams = [], []
    for step in range(steps):
        rows = batches.batch(step)
        x, rul = torch.tensor(source.train.inputs[rows]), torch.tensor(source.train.rul[rows])
        prediction, logits = model(x)
        losses = [mse_loss(prediction, rul), cross_entropy(logits, torch.tensor(source.train.health[rows]))]
        of_shared = [torch.autograd.grad(loss, shared, retain_graph=True) for loss in losses]
        of_heads = [
            torch.autograd.grad(loss, head, retain_graph=True) for loss, head in zip(losses, heads, strict=True)
        ]
        G = torch.stack([torch.cat([g.flatten() for g in gradients]) for gradients in of_shared]).double()
        observation = Observation((G @ G.T).numpy(), np.array([loss.item() for loss in losses]), step)
        w = method.weights(observation)
        update = torch.tensor(w) @ G
        for parameter in shared:
            parameter.grad = update[: parameter.numel()].view_as(parameter).float()
            update = update[parameter.numel() :]
        for k in range(2):
            scale = method.heads(w, observation.losses)[k]
            for parameter, gradient in zip(heads[k], of_heads[k], strict=True):
                parameter.grad = gradient * float(scale)
        optimiser.step()
        losses_seen.append(observation.losses)
        grams.append(observation.gram)
    return model, np.array(losses_seen), np.array(grams)


@pytest.mark.parametrize("recipe", ["gaba", "pcgrad"])
@pytest.mark.parametrize(("optimizer", "lr"), [("sgd", 1e-4), ("momentum", 1e-5), ("adam", 1e-3)])
def test_one_replica_equals_a_plain_loop(source, recipe, optimizer, lr):
    model, losses, grams = plain_loop(source, recipe, optimizer, lr, steps=100)
    trainer = Trainer(RunConfig(recipes=(recipe,), optimizer=optimizer, lr=lr), source)
    trainer.run(100)
    found = trainer.model.module()
    for parameter, expected in zip(found.parameters(), model.parameters(), strict=True):
        torch.testing.assert_close(parameter, expected, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(trainer.history.losses[:, 0], losses, rtol=1e-5)
    np.testing.assert_allclose(trainer.history.gram[:, 0], grams, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_six_replicas_equal_six_single_runs(source, optimizer):
    recipes, seeds, lr = ("equal", "grace", "pcgrad"), (0, 5), {"sgd": 1e-4, "adam": 1e-3}[optimizer]
    together = Trainer(RunConfig(recipes=recipes, seeds=seeds, optimizer=optimizer, lr=lr), source)
    together.run(60)
    replica = 0
    for recipe in recipes:
        for seed in seeds:
            alone = Trainer(RunConfig(recipes=(recipe,), seeds=(seed,), optimizer=optimizer, lr=lr), source)
            alone.run(60)
            assert together.replicas[replica] == alone.replicas[0]
            np.testing.assert_allclose(together.history.losses[:, replica], alone.history.losses[:, 0], rtol=1e-5)
            torch.testing.assert_close(together.model.flat[replica], alone.model.flat[0], rtol=1e-5, atol=1e-6)
            replica += 1


def test_the_same_config_is_bit_identical(source):
    config = RunConfig(recipes=("gaba", "gradnorm", "cagrad"), seeds=(0, 1))
    first, second = Trainer(config, source), Trainer(config, source)
    first.run(50)
    second.run(50)
    assert first.history.to_json() == second.history.to_json()
    assert torch.equal(first.model.flat, second.model.flat)


def test_recipes_that_share_a_seed_share_weights_data_and_order(source):
    trainer = Trainer(RunConfig(recipes=("equal", "mgda"), seeds=(0, 1)), source)
    trainer.step()
    losses = trainer.history.losses[0]
    np.testing.assert_array_equal(losses[:2], losses[2:])
    assert not np.array_equal(losses[0], losses[1])


def test_the_chapters_batch_gives_338():
    trainer = Trainer(RunConfig(data="seed_batch", batch_size=64))
    trainer.step()
    facts = trainer.history.describe()
    assert facts.ratio[0, 0] == pytest.approx(337.99, abs=0.01)
    assert facts.cosine[0, 0] == pytest.approx(0.1795, abs=5e-5)
    np.testing.assert_allclose(facts.norms[0, 0], [60.135, 0.17792], rtol=1e-5)


def test_the_diagnostic_and_the_engine_mean_the_same(source):
    trainer = Trainer(RunConfig(seeds=(4,)), source)
    trainer.run(3)
    rows = source.batches(4, 256).batch(3)
    model = trainer.model.module()
    prediction, logits = model(torch.tensor(source.train.inputs[rows]))
    rul, health = torch.tensor(source.train.rul[rows]), torch.tensor(source.train.health[rows])
    losses = {"rul": mse_loss(prediction, rul), "health": cross_entropy(logits, health)}
    report = measure(losses, model.shared.named_parameters())
    trainer.step()
    history = trainer.history
    np.testing.assert_allclose(report.gram, history.gram[3, 0], rtol=1e-4)
    np.testing.assert_allclose(report.losses, history.losses[3, 0], rtol=1e-6)
    np.testing.assert_allclose(report.by_parameter["0.weight"], history.gram_by_layer["weight"][3, 0], rtol=1e-4)
    np.testing.assert_allclose(report.by_parameter["0.bias"], history.gram_by_layer["bias"][3, 0], rtol=1e-4)
    assert report.names == history.tasks


@pytest.mark.parametrize(("recipe", "scaled"), [("gaba", True), ("pcgrad", False)])
def test_heads_are_scaled_by_methods_that_weight_the_losses(source, recipe, scaled):
    moved = {}
    for heads in ("method", "one"):
        trainer = Trainer(RunConfig(recipes=(recipe,), optimizer="sgd", lr=1e-5, heads=heads), source)
        before = trainer.model.flat.clone()
        trainer.step()
        moved[heads] = (trainer.model.flat - before)[0]
    assert torch.equal(moved["method"][:576], moved["one"][:576])
    factor = 0.5 if scaled else 1.0  # GABA's warm-up: half each
    torch.testing.assert_close(moved["method"][576:], factor * moved["one"][576:], rtol=1e-2, atol=1e-7)


def test_training_learns(source):
    trainer = Trainer(RunConfig(recipes=("equal",), lr=1e-2, eval_every=50), source)
    trainer.run(301)
    rmse, accuracy = trainer.history.metrics["rmse"][:, 0], trainer.history.metrics["accuracy"][:, 0]
    assert rmse[-1] < 0.5 * rmse[0]
    assert accuracy[-1] > 0.5
    np.testing.assert_array_equal(trainer.history.metric_steps, [0, 50, 100, 150, 200, 250, 300])


def test_dwas_weights_are_far_apart_early_and_near_each_other_later():
    """What its card says."""
    trainer = Trainer(RunConfig(recipes=("dwa",), seeds=(100, 101, 102), eval_every=1000))
    trainer.run(450)
    apart = trainer.history.weights.max(-1) / trainer.history.weights.min(-1) - 1
    assert (apart[128:192] > 0.2).all()
    assert (apart[128:192] < 0.36).all()
    assert (apart[400:] < 0.05).all()
