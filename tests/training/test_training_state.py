"""Changing the rule while training, and going back to a snapshot."""

import numpy as np
import pytest
import torch

from mtlviz import data, methods, recipes
from mtlviz.models import with_one
from mtlviz.training import RunConfig, Trainer

torch.set_num_threads(1)  # as the app does: small tensors, busy cores


@pytest.fixture(scope="module")
def source():
    return data.load("turbofan", units=20)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_replay_from_a_snapshot_is_bit_exact(source, optimizer):
    config = RunConfig(recipes=("gaba", "gradnorm", "pcgrad"), seeds=(0, 1), optimizer=optimizer, lr=1e-4)
    trainer = Trainer(config, source)
    trainer.run(25)
    snapshot = trainer.snapshot()
    trainer.run(40)
    expected, weights = trainer.history.to_json(), trainer.model.flat.clone()
    trainer.restore(snapshot)
    assert trainer.steps_done == len(trainer.history) == 25
    trainer.run(40)
    assert trainer.history.to_json() == expected
    assert torch.equal(trainer.model.flat, weights)


def test_a_snapshot_survives_changes_and_can_be_restored_twice(source):
    trainer = Trainer(RunConfig(recipes=("gaba",)), source)
    trainer.run(12)
    snapshot = trainer.snapshot()
    trainer.run(8)
    expected = trainer.history.to_json()
    for _ in range(2):
        trainer.restore(snapshot)
        trainer.change(recipe="mgda", optimizer="sgd", lr=1e-5)
        trainer.run(8)
        assert trainer.history.to_json() != expected
    trainer.restore(snapshot)
    trainer.run(8)
    assert trainer.history.to_json() == expected
    assert trainer.config == RunConfig(recipes=("gaba",))


def test_a_snapshot_in_the_middle_of_a_run_does_not_disturb_it(source):
    disturbed, plain = (
        Trainer(RunConfig(recipes=("gradnorm",)), source),
        Trainer(RunConfig(recipes=("gradnorm",)), source),
    )
    plain.run(20)
    for _ in range(20):
        disturbed.step()
        disturbed.snapshot()
    assert disturbed.history.to_json() == plain.history.to_json()


def test_a_change_goes_on_with_the_same_weights_under_the_new_rule(source):
    trainer = Trainer(RunConfig(recipes=("equal",)), source)
    trainer.run(10)
    weights = trainer.model.flat.clone()
    trainer.change(recipe=recipes.get("fixed", lam=0.9))
    assert torch.equal(trainer.model.flat, weights)
    trainer.run(5)
    np.testing.assert_allclose(trainer.history.weights[9, 0], [0.5, 0.5])
    np.testing.assert_allclose(trainer.history.weights[10:, 0], [[0.9, 0.1]] * 5)
    assert [(rule.step, rule.recipes) for rule in trainer.history.rules] == [(0, ("equal",)), (10, ("fixed",))]
    assert trainer.history.recipes_at(9) == ("equal",)
    assert trainer.history.recipes_at(10) == ("fixed",)


def test_a_change_to_what_it_already_is_changes_nothing(source):
    changed, plain = Trainer(RunConfig(), source), Trainer(RunConfig(), source)
    plain.run(20)
    changed.run(10)
    changed.change(recipe="equal", optimizer="adam", lr=RunConfig().lr)
    changed.run(10)
    assert torch.equal(changed.model.flat, plain.model.flat)


def test_the_learning_rate_of_sgd_scales_the_step(source):
    moved = {}
    for lr in (1e-6, 2e-6):
        trainer = Trainer(RunConfig(optimizer="sgd"), source)
        trainer.change(lr=lr)
        before = trainer.model.flat.double()
        trainer.step()
        moved[lr] = trainer.model.flat.double() - before
    torch.testing.assert_close(moved[2e-6], 2 * moved[1e-6], rtol=0.05, atol=2e-7)


def test_amnl_weighs_the_true_rul(source):
    trainer = Trainer(RunConfig(recipes=("equal", "amnl")), source)
    trainer.step()
    rows = source.batches(0, 256).batch(0)
    rul = source.train.rul[rows].astype(np.float64)
    start = Trainer(RunConfig(), source).model
    error = start(with_one(torch.tensor(source.train.inputs[rows])[None]))[0][0].detach().double().numpy() - rul
    expected = [np.mean(error**2), np.mean((1 + np.clip(1 - rul / 125, 0, 1)) * error**2)]
    np.testing.assert_allclose(trainer.history.losses[0, :, 0], expected, rtol=1e-5)


def test_an_ensemble_changes_recipes_one_for_each(source):
    trainer = Trainer(RunConfig(recipes=("equal", "gaba"), seeds=(0, 1)), source)
    trainer.run(3)
    trainer.change(recipe=("pcgrad", "mgda"))
    assert [(recipe.name, seed) for recipe, seed in trainer.replicas] == [
        ("pcgrad", 0), ("pcgrad", 1), ("mgda", 0), ("mgda", 1),
    ]  # fmt: skip
    trainer.run(3)
    with pytest.raises(ValueError, match="found 3 recipes; expected one, or 2"):
        trainer.change(recipe=("equal", "equal", "equal"))
    with pytest.raises(ValueError, match="unknown recipe 'nope'"):
        trainer.change(recipe="nope")
    assert trainer.config.recipes == ("pcgrad", "mgda")
    trainer.run(1)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"recipes": ()}, "recipes is \\(\\); expected a tuple with at least one entry"),
        ({"recipes": "equal"}, "recipes is 'equal'; expected a tuple"),
        ({"recipes": ["equal"]}, r"at least one entry, not a list, like \(\"equal\", \"gaba\"\)"),
        ({"recipes": (methods.create("pcgrad"),)}, r"found PCGrad\(.*\) among the recipes; expected names or Recipe"),
        ({"seeds": 3}, r"seeds is 3; expected .* not a int, like \(0, 1, 2\)"),
        ({"seeds": range(3)}, r"seeds is range\(0, 3\); expected .* not a range"),
        ({"recipes": ("nope",)}, "unknown recipe 'nope'; expected equal, "),
        (
            {"recipes": (recipes.Recipe("x", "x", "fixed", hyper=(("weights", (0.2, 0.3, 0.5)),)),)},
            "3 fixed weights for 2",
        ),
        ({"seeds": (-1,)}, "seed is -1; expected a whole number, 0 or more"),
        ({"seeds": (0.5,)}, "seed is 0.5"),
        ({"optimizer": "rmsprop"}, "optimizer is 'rmsprop'; expected 'sgd' or 'momentum' or 'adam'"),
        ({"lr": 0.0}, "lr is 0.0; expected a finite number above 0"),
        ({"lr": float("nan")}, "lr is nan"),
        ({"lr": float("inf")}, "lr is inf"),
        ({"batch_size": 0}, "batch_size is 0; expected a whole number, 1 or more"),
        ({"heads": "both"}, "heads is 'both'"),
        ({"eval_every": 0}, "eval_every is 0"),
        ({"validation_rows": 0}, "validation_rows is 0"),
    ],
)
def test_a_wrong_config_says_what_was_found_and_expected(wrong, message):
    with pytest.raises(ValueError, match=message):
        RunConfig(**wrong)


@pytest.mark.parametrize("steps", [-1, 2.5, True, "3"])
def test_a_number_of_steps_that_is_none_is_refused(source, steps):
    trainer = Trainer(RunConfig(), source)
    with pytest.raises(ValueError, match=r"steps is .*; expected a whole number, 0 or more"):
        trainer.run(steps)
    trainer.run(0)
    assert trainer.steps_done == 0
