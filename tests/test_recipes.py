"""Recipes: the two-by-two grid of loss shape and weighting, and every method under its own name."""

from __future__ import annotations

import numpy as np
import pytest

from mtlviz import methods, recipes

OBSERVED = methods.Observation.of(np.diag([5.0, 1.0]), np.ones(2), step=500)


def test_every_method_is_a_recipe_and_every_recipe_can_be_created():
    assert recipes.names()[:6] == ("equal", "fixed", "amnl", "gaba", "grace", "gradnorm")
    assert set(methods.names()) <= set(recipes.names())
    for name in recipes.names():
        assert recipes.get(name).name == name
        assert np.isfinite(recipes.get(name).create().weights(OBSERVED)).all()
    assert len({recipes.get(name).title for name in recipes.names()}) == len(recipes.names())


@pytest.mark.parametrize(
    ("name", "loss", "weighting"),
    [("equal", "mse", "fixed"), ("amnl", "amnl", "fixed"), ("gaba", "mse", "gaba"), ("grace", "amnl", "gaba")],
)
def test_the_grid_of_loss_shape_and_weighting(name, loss, weighting):
    recipe = recipes.get(name)
    assert (recipe.regression_loss, recipe.method) == (loss, weighting)


def test_lam_is_the_first_weight():
    recipe = recipes.get("fixed", lam=0.3)
    np.testing.assert_allclose(recipe.create().weights(OBSERVED), [0.3, 0.7])
    assert recipe.title == "Fixed weights (λ = 0.3)"
    np.testing.assert_allclose(recipes.get("fixed", weights=(0.2, 0.3, 0.5)).hyper[0][1], (0.2, 0.3, 0.5))


def test_hyper_parameters_reach_the_method():
    method = recipes.get("grace", floor=0.1, beta=0.5).create()
    assert method.settings() == {"floor": 0.1, "beta": 0.5, "warmup": 100, "keep_length": False}
    assert recipes.get("grace", floor=0.1) != recipes.get("grace")
    assert hash(recipes.get("grace", floor=0.1)) == hash(recipes.get("grace", floor=0.1))


@pytest.mark.parametrize("name", recipes.names())
def test_what_a_page_has_set_is_lambda_or_the_settings_of_the_method(name):
    hyper = (("gaba.floor", 0.1), ("pcgrad.seed", 1), ("cagrad.c", 0.2), ("uw.lr", 0.1))
    found = recipes.chosen(name, 0.2, hyper)
    if name == "fixed":
        assert found == recipes.get("fixed", lam=0.2)
    else:
        mine = {key.partition(".")[2]: value for key, value in hyper if key.startswith(f"{found.method}.")}
        assert found == recipes.get(name, **mine)
    assert recipes.chosen(name) == recipes.get(name)


def test_uncertainty_weighting_knows_that_rul_is_a_regression():
    """Kendall's ½ for a squared error, 1 for a cross-entropy; another setting does not forget it."""
    for recipe in (recipes.get("uw"), recipes.get("uw", lr=0.1)):
        np.testing.assert_array_equal(recipe.create().weights(OBSERVED), [0.5, 1.0])
    np.testing.assert_array_equal(recipes.get("uw", regression=()).create().weights(OBSERVED), [1.0, 1.0])
    assert recipes.get("uw", lr=0.1).title == "Uncertainty weighting (learning rate 0.1)"


def test_each_creation_is_fresh():
    recipe = recipes.get("gaba", warmup=0)
    used = recipe.create()
    used.weights(OBSERVED)
    np.testing.assert_array_equal(recipe.create().weights(OBSERVED), recipe.create().weights(OBSERVED))
    assert (used.weights(OBSERVED) != recipe.create().weights(OBSERVED)).any()


@pytest.mark.parametrize(
    ("name", "hyper", "sentence"),
    [
        ("grase", {}, "unknown recipe 'grase'; expected equal, fixed, amnl"),
        ("gaba", {"flor": 0.1}, "gaba has no hyper-parameter 'flor'; expected floor, beta"),
        ("gaba", {"floor": 2}, "floor is 2; expected a number from 0 to 1"),
        ("fixed", {"lam": 1.5}, "lam is 1.5; expected a number from 0 to 1"),
        ("fixed", {"lam": float("nan")}, "lam is nan"),
        ("fixed", {"lam": 0.5, "weights": (0.5, 0.5)}, "expected either lam or weights"),
        ("equal", {"lam": 0.5}, "equal has equal weights and nothing to set, found lam"),
        ("amnl", {"weights": (0.5, 0.5)}, "amnl has equal weights"),
    ],
)
def test_errors_say_what_was_found_and_what_was_expected(name, hyper, sentence):
    with pytest.raises(ValueError, match=sentence):
        recipes.get(name, **hyper)
