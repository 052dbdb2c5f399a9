"""Sentences say what the numbers say, and say the same however the run is cut into chunks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import geometry, recipes
from mtlviz.history import History
from mtlviz.lessons.live_sentences import sentences
from mtlviz.methods import Observation, placed

WHOLE = slice(0, 30)


def steady(ratio: float, angle: float, recipe: recipes.Recipe, steps: int = 30) -> History:
    """A run in which every step has the same two gradients, ‖g_rul‖ = ratio · ‖g_health‖."""
    history, method = History([(recipe.name, 0)]), recipe.create()
    gram = geometry.two_gradients(ratio, angle)[None]
    for step in range(steps):
        contributions = method.contributions(placed(method, Observation(gram, np.ones((1, 2)), step)))
        history.append(step, np.ones((1, 2)), contributions, {"weight": gram, "bias": 0 * gram})
    return history


def said(ratio: float, angle: float, name: str = "equal", step: int = -1, **hyper: float) -> str:
    recipe = recipes.get(name, **hyper)
    return sentences(steady(ratio, angle, recipe), WHOLE, recipe)[step]


@pytest.mark.parametrize(
    ("ratio", "angle", "name", "parts"),
    [
        (
            300,
            60,
            "equal",
            ["RUL's gradient is about 300 times as long as health's", "RUL still pulls about 300 times"],
        ),
        (300, 60, "equal", ["it trains alone, health rides along", "the update helps both"]),
        (2500, 60, "equal", ["more than 1,000 times as long"]),
        (0.01, 60, "equal", ["Health's gradient is about 100 times as long as RUL's", "RUL rides along"]),
        (300, 120, "equal", ["They pull against each other (about 120°)", "the update makes health worse"]),
        (300, 120, "imtl_g", ["both pull about equally hard", "yet the update hurts neither"]),
        (300, 120, "pcgrad", ["PCGrad has cut out of each gradient what opposes the other"]),
        (300, 60, "pcgrad", ["Without conflict PCGrad changes nothing"]),
        (1, 90, "equal", ["about equally long", "right angles"]),
        (1, 180, "equal", ["(about 180°)", "yet the update hurts neither"]),
        (300, 60, "mgda", ["RUL has weight zero: health trains alone"]),
        (300, 60, "gaba", ["GABA is still warming up: equal weights until step 100"]),
    ],
)
def test_what_is_said(ratio: float, angle: float, name: str, parts: list[str]) -> None:
    text = said(ratio, angle, name)
    for part in parts:
        assert part in text


def test_a_small_say() -> None:
    assert "after weighting RUL pulls about 3 times as hard: health has a say, if a smaller one" in said(
        300, 60, "fixed", lam=0.01 / 1.01
    )


def test_a_zero_gradient_and_a_broken_one() -> None:
    history = History([("equal", 0)])
    for step, gram in enumerate([np.diag([4.0, 0.0]), np.full((2, 2), np.nan)]):
        history.append(
            step, np.ones((1, 2)), 0.5 * np.eye(2)[None], {"weight": gram[None], "bias": np.zeros((1, 2, 2))}
        )
    zero, broken = sentences(history, slice(0, 2), recipes.get("equal"))
    assert zero == "Health's gradient is zero: this step is the other task's alone."
    assert broken == "A gradient is no longer finite: the run cannot go on from here."


@given(
    seed=st.integers(0, 2**32 - 1),
    cut=st.integers(1, 39),
    name=st.sampled_from(recipes.names()),
)
def test_chunks_do_not_show(seed: int, cut: int, name: str) -> None:
    """Any gradients at all, ratios over twelve decades; filterwarnings makes numpy's warnings errors."""
    rng, recipe = np.random.default_rng(seed), recipes.get(name)
    history, method = History([(name, 0)]), recipe.create()
    for step in range(40):
        vectors = rng.normal(size=(2, 3)) * 10.0 ** rng.uniform(-6, 6, (2, 1))
        gram = (vectors @ vectors.T)[None]
        history.append(
            step,
            np.ones((1, 2)),
            method.contributions(placed(method, Observation(gram, np.ones((1, 2)), step))),
            {"weight": gram, "bias": 0 * gram},
        )
    whole = sentences(history, slice(0, 40), recipe)
    assert sentences(history, slice(0, cut), recipe) + sentences(history, slice(cut, 40), recipe) == whole
    assert all(20 < len(text) < 330 and text[-1] == "." and "nan" not in text for text in whole)
