"""Sentences say what the numbers of the very step say, and say the same however the run is cut into chunks."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import data, geometry, recipes
from mtlviz.history import History
from mtlviz.lessons.live_sentences import sentences
from mtlviz.methods import Observation, placed
from mtlviz.runconfig import Heads, RunConfig
from mtlviz.training import Trainer

WHOLE = slice(0, 30)
REAL = ("fixed", "pcgrad", "gaba", "mgda", "imtl_g", "gradnorm", "aligned", "graddrop")


def steady(ratio: float, angle: float, recipe: recipes.Recipe, steps: int = 30) -> History:
    """A run in which every step has the same two gradients, ‖g_rul‖ = ratio · ‖g_health‖."""
    history, method = History([(recipe.name, 0)]), recipe.create()
    gram = geometry.two_gradients(ratio, angle)[None]
    for step in range(steps):
        contributions = method.contributions(placed(method, Observation(gram, np.ones((1, 2)), step)))
        history.append(step, np.ones((1, 2)), contributions, {"weight": gram, "bias": 0 * gram})
    return history


def said(ratio: float, angle: float, name: str = "fixed", heads: Heads = "method", **hyper: float) -> str:
    recipe = recipes.get(name, **hyper)
    return sentences(steady(ratio, angle, recipe), WHOLE, recipe, heads)[-1]


ALONE = "On the shared layer RUL alone decides; health’s own gradient moves its head only."


@pytest.mark.parametrize(
    ("ratio", "angle", "name", "parts"),
    [
        (300, 60, "fixed", ["RUL’s gradient norm is {ratio} times health’s", "RUL still pulls {pull} times as hard"]),
        (300, 60, "fixed", [ALONE, "They agree ({angle} apart); the update helps both."]),
        (0.01, 60, "fixed", ["Health’s gradient norm is {ratio} times RUL’s", "RUL’s own gradient moves its head"]),
        (300, 120, "fixed", ["pull against each other ({angle}); the update helps RUL and hurts health."]),
        (300, 93, "fixed", ["almost perpendicular ({angle}); the update helps RUL and slightly hurts health."]),
        (300, 87, "fixed", ["almost perpendicular ({angle}); the update helps both."]),
        (300, 120, "imtl_g", ["both pull about equally hard ({pull} times)", "the update helps both"]),
        (300, 120, "pcgrad", ["PCGrad has cut out of each gradient what opposes the other"]),
        (300, 60, "pcgrad", ["Without conflict PCGrad changes nothing"]),
        (1, 90, "fixed", ["norms are about equal ({ratio} times)", "almost perpendicular"]),
        (1, 180, "fixed", ["pull against each other ({angle}); the update changes neither."]),
        (300, 60, "mgda", ["but RUL has weight zero", "RUL’s own gradient moves its head only."]),
        (300, 60, "gaba", ["GABA is still warming up: equal weights until step 100"]),
    ],
)
def test_what_is_said(ratio: float, angle: float, name: str, parts: list[str]) -> None:
    text = said(ratio, angle, name)
    for part in parts:
        assert part in text


def test_a_small_say() -> None:
    text = said(300, 60, lam=0.01 / 1.01)
    assert "after weighting, RUL still pulls {pull} times as hard: health has a say, if a smaller one." in text


def test_weight_zero_reaches_the_head_where_the_method_weights_the_loss() -> None:
    assert "health’s own gradient moves nothing, as its head has weight zero too." in said(300, 60, lam=1)
    assert "health has weight zero. " + ALONE in said(300, 60, heads="one", lam=1)


def test_gabas_floor_is_named_once_it_holds() -> None:
    recipe = recipes.get("gaba")
    history = steady(500, 90, recipe, 500)
    told = sentences(history, slice(0, 500), recipe)
    holds = ["floor of 0.05 keeps RUL’s weight" in text for text in told]
    unclipped = 0.5 * 0.99 ** np.arange(-99, 401) + (1 - 0.99 ** np.arange(-99, 401)) / 501  # GABA's running average
    assert holds == [bool(step >= 100 and unclipped[step] < 0.05) for step in range(500)]
    assert not any("floor" in text for text in sentences(history, slice(0, 500), recipes.get("gaba", floor=0.0)))


def test_a_zero_gradient_and_a_broken_one() -> None:
    history = History([("fixed", 0)])
    for step, gram in enumerate([np.diag([4.0, 0.0]), np.zeros((2, 2)), np.full((2, 2), np.nan)]):
        history.append(
            step, np.ones((1, 2)), 0.5 * np.eye(2)[None], {"weight": gram[None], "bias": np.zeros((1, 2, 2))}
        )
    zero, both, broken = sentences(history, slice(0, 3), recipes.get("fixed"))
    assert zero == "Health’s gradient is zero: this step is the other task’s alone."
    assert both == "Both gradients are zero: nothing moves."
    assert broken == "A gradient is no longer finite: the run cannot go on from here."


@cache
def real(name: str) -> History:
    trainer = Trainer(RunConfig(recipes=(name,), lr=0.01), data.load("turbofan"))
    trainer.run(300)
    return trainer.history


@pytest.mark.parametrize("name", REAL)
def test_every_step_of_a_real_run_is_described_as_it_is(name: str) -> None:
    """Held to the gram and the weights by formulas of its own: every sign, who is longer, who pulls harder, by how
    much."""
    history = real(name)
    for step, text in enumerate(sentences(history, slice(0, 300), recipes.get(name))):
        gram, w = history.gram[step, 0], history.weights[step, 0]
        n, along = np.sqrt(np.diag(gram)), gram @ w
        pulls, cosine = np.abs(w) * n, gram[0, 1] / n.prod()
        near, spread = abs(cosine) < 0.17, pulls.max() / max(pulls.min(), 1e-300)
        assert ("agree (" in text, "perpendicular" in text, "against" in text) == (
            cosine > 0 and not near,
            near,
            cosine < 0 and not near,
        ), (step, text)
        for task, inner in zip(("RUL", "health"), along, strict=True):
            helps = re.search(rf"helps (both|{task})\b", text) is not None
            assert helps == (inner > 0), (step, text)
            assert (re.search(rf"hurts (both|{task})\b", text) is not None) == (inner < 0), (step, text)
        longer = "RUL’s gradient norm is {ratio} times" if n[0] > n[1] else "Health’s gradient norm is {ratio} times"
        assert longer in text or n.max() < 1.5 * n.min()
        assert ("alone decides" in text) == (spread >= 10), (step, text)
        winner = "RUL" if pulls[0] > pulls[1] else "health"
        assert f"{winner} pulls" in text or f"{winner} still pulls" in text or spread < 1.5 or not pulls.min()
        assert ("{pull}" in text) == bool(pulls.min())


@given(seed=st.integers(0, 2**32 - 1), cut=st.integers(1, 39), name=st.sampled_from(recipes.names()))
def test_chunks_do_not_show(seed: int, cut: int, name: str) -> None:
    """Any gradients at all, ratios over twelve decades; filterwarnings makes numpy's warnings errors."""
    recipe, history = recipes.get(name), wild(seed, name)
    whole = sentences(history, slice(0, 40), recipe)
    assert sentences(history, slice(0, cut), recipe) + sentences(history, slice(cut, 40), recipe) == whole
    assert all(20 < len(text) < 400 and text[-1] == "." and "nan" not in text and "'" not in text for text in whole)


def wild(seed: int, name: str, steps: int = 40) -> History:
    rng, recipe = np.random.default_rng(seed), recipes.get(name)
    history, method = History([(name, 0)]), recipe.create()
    for step in range(steps):
        vectors = rng.normal(size=(2, 3)) * 10.0 ** rng.uniform(-6, 6, (2, 1))
        gram = (vectors @ vectors.T)[None]
        history.append(
            step,
            np.ones((1, 2)),
            method.contributions(placed(method, Observation(gram, np.ones((1, 2)), step))),
            {"weight": gram, "bias": 0 * gram},
        )
    return history
