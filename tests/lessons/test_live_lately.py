"""The text beside a run that goes on: it names the steps it speaks of, and what it says is true of these."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import recipes
from mtlviz.lessons.live_lately import EVERY, WINDOW, lately
from tests.lessons.test_live_sentences import ALONE, REAL, real, steady, wild


def last(ratio: float, angle: float, name: str = "fixed", **hyper: float) -> str:
    recipe = recipes.get(name, **hyper)
    return lately(steady(ratio, angle, recipe), slice(0, 30), recipe)[-1][1]


@pytest.mark.parametrize(
    ("ratio", "angle", "name", "parts"),
    [
        (6000, 60, "fixed", ["norm was about 6,000 times health’s", "RUL pulled about 6,000 times as hard. " + ALONE]),
        (300, 120, "fixed", ["pulled against each other (on average 120°)", "hurt health in all steps"]),
        (1, 90, "fixed", ["norms were about equal; after weighting, both pulled about equally hard"]),
        (300, 60, "mgda", ["but RUL had weight zero"]),
        (300, 60, "pcgrad", ["Without conflict PCGrad changed nothing."]),
        (300, 120, "pcgrad", ["hurt neither task at any step", "what opposed the other in 12 of 12 steps"]),
        (300, 60, "gaba", ["GABA is still warming up"]),
    ],
)
def test_what_is_said(ratio: float, angle: float, name: str, parts: list[str]) -> None:
    text = last(ratio, angle, name)
    assert text.startswith("Over the last 12 steps (16–27) ")
    for part in parts:
        assert part in text


@pytest.mark.parametrize("name", REAL)
def test_every_text_counts_the_steps_that_it_names(name: str) -> None:
    history = real(name)
    told = lately(history, slice(0, 300), recipes.get(name))
    assert [step for step, _ in told] == list(range(EVERY - 1, 300, EVERY))
    for step, text in told:
        found = re.match(r"Over the last (\d+) steps \((\d+)–(\d+)\) ", text)
        assert found
        count, first, end = map(int, found.groups())
        assert (end, count, first) == (step, min(WINDOW, step + 1), max(0, step + 1 - WINDOW))
        gram, w = history.gram[first : end + 1, 0], history.weights[first : end + 1, 0]
        n, along = np.sqrt(gram.diagonal(axis1=1, axis2=2)), (gram @ w[..., None])[..., 0]
        for k, task in enumerate(("RUL", "health")):
            hurt = int((along[:, k] < 0).sum())
            clause = re.search(rf"hurt {task} in (all|\d+)", text)
            assert (hurt if clause else 0) == hurt
            assert clause is None or clause[1] == ("all" if hurt == count else str(hurt))
        ratio = np.exp(np.log(n[:, 0] / n[:, 1]).mean())
        said = re.search(r"norm was about ([\d.,]+) times", text)
        assert said
        assert float(said[1].replace(",", "")) == pytest.approx(max(ratio, 1 / ratio), rel=0.051)
        angle = re.search(r"(\d+)°", text)
        assert angle
        mean = (gram[:, 0, 1] / n.prod(1)).mean()
        assert np.cos(np.radians(float(angle[1]))) == pytest.approx(mean, abs=0.02)


def test_it_does_not_look_behind_a_change_of_rule() -> None:
    recipe = recipes.get("fixed")
    told = lately(steady(300, 60, recipe), slice(20, 30), recipe, since=20)
    assert [text[:32] for _, text in told] == ["Over the last 4 steps (20–23) RU", "Over the last 8 steps (20–27) RU"]


@given(seed=st.integers(0, 2**32 - 1), cut=st.integers(1, 39), name=st.sampled_from(recipes.names()))
def test_chunks_do_not_show(seed: int, cut: int, name: str) -> None:
    recipe, history = recipes.get(name), wild(seed, name)
    whole = lately(history, slice(0, 40), recipe)
    assert lately(history, slice(0, cut), recipe) + lately(history, slice(cut, 40), recipe) == whole
    assert all(text[-1] == "." and "nan" not in text and "'" not in text for _, text in whole)
