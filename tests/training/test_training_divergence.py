"""A replica that diverges stops with a reason; the others do not notice."""

import numpy as np
import pytest
import torch

from mtlviz import data
from mtlviz.history import History
from mtlviz.training import RunConfig, Trainer

torch.set_num_threads(1)  # as the app does: small tensors, busy cores


@pytest.fixture(scope="module")
def source():
    return data.load("turbofan", units=20)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize("recipe", ["equal", "gaba", "gradnorm", "pcgrad", "cagrad", "grace"])
def test_a_far_too_large_learning_rate_stops_with_a_sentence(source, optimizer, recipe):
    trainer = Trainer(RunConfig(recipes=(recipe,), optimizer=optimizer, lr=1e6, eval_every=1), source)
    trainer.run(12)
    why = trainer.stopped[0]
    assert 0 < why.step < 12
    assert why.task in ("rul", "health")
    assert f"stopped at step {why.step}: the {'RUL' if why.task == 'rul' else 'health'} loss" in why.reason
    assert "Try a learning rate below 1e+06" in why.reason
    history = trainer.history
    assert len(history) == 12
    for recorded in (history.losses, history.gram, history.contributions):
        assert np.isfinite(recorded[: why.step]).all()
        assert np.isnan(recorded[why.step :]).all()
    assert np.isnan(history.metrics["rmse"][why.step + 1 :]).all()
    facts = history.describe()
    assert np.isnan(facts.ratio[why.step :]).all()
    assert np.isfinite(facts.ratio[: why.step]).all()
    again = History.from_json(history.to_json())
    assert again.stopped == trainer.stopped


def test_a_stopped_replica_keeps_its_weights_and_the_others_go_on_bit_for_bit(source):
    config = RunConfig(recipes=("gaba", "gradnorm", "pcgrad"), seeds=(0, 1))
    struck, calm = Trainer(config, source), Trainer(config, source)
    struck.run(5)
    calm.run(5)
    struck.model.flat[3] = 1e25  # replica 3 overflows at the next step: the RUL loss is infinite
    kept = struck.model.flat[3].clone()
    struck.run(20)
    calm.run(20)
    assert list(struck.stopped) == [3]
    assert struck.stopped[3].step == 5
    assert "GradNorm, seed 1, stopped at step 5: the RUL loss is infinite" in struck.stopped[3].reason
    assert torch.equal(struck.model.flat[3], kept)
    others = [0, 1, 2, 4, 5]
    assert torch.equal(struck.model.flat[others], calm.model.flat[others])
    np.testing.assert_array_equal(struck.history.contributions[:, others], calm.history.contributions[:, others])
    np.testing.assert_array_equal(struck.history.metrics["rmse"][:, others], calm.history.metrics["rmse"][:, others])


@pytest.mark.parametrize("poison", [float("nan"), float("inf"), -float("inf")])
def test_weights_that_are_not_finite_stop_the_replica_at_once(source, poison):
    trainer = Trainer(RunConfig(), source)
    trainer.run(2)
    trainer.model.flat[0, :] = poison
    trainer.run(3)
    assert trainer.stopped[0].step == 2
    assert np.isnan(trainer.history.losses[2:]).all()


def test_a_gradient_that_is_not_finite_names_its_task(source):
    trainer = Trainer(RunConfig(), source)
    trainer.step()
    collect = trainer._gradients.collect

    def broken(gradients):
        collect(gradients)
        trainer._gradients.G[0, 1, 7] = np.inf

    trainer._gradients.collect = broken
    trainer.step()
    assert trainer.stopped[0].task == "health"
    assert "the gradient of the health loss is not finite, while the loss still is" in trainer.stopped[0].reason


def test_restoring_an_earlier_snapshot_revives_a_stopped_replica(source):
    trainer = Trainer(RunConfig(optimizer="sgd", lr=1e-6), source)
    trainer.run(3)
    snapshot = trainer.snapshot()
    trainer.change(lr=1e6)
    trainer.run(10)
    assert trainer.stopped
    trainer.restore(snapshot)
    assert not trainer.stopped
    trainer.run(10)
    assert np.isfinite(trainer.history.losses).all()


def test_a_snapshot_of_a_stopped_run_keeps_it_stopped(source):
    trainer = Trainer(RunConfig(optimizer="sgd", lr=1e6), source)
    trainer.run(10)
    stopped, weights = dict(trainer.stopped), trainer.model.flat.clone()
    snapshot = trainer.snapshot()
    trainer.run(5)
    trainer.restore(snapshot)
    trainer.run(5)
    assert trainer.stopped == stopped
    assert torch.equal(trainer.model.flat, weights) or bool(weights.isnan().any())
