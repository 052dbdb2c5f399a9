"""The headline's numbers and words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz.comparison import headline
from mtlviz.comparison.config import Config
from mtlviz.comparison.headline import Quantiles
from tests.comparison.conftest import invented

FOUR = Config(recipes=("equal",), seeds=4)


@given(st.lists(st.floats(1e-3, 1e4), min_size=1, max_size=30))
def test_quantiles_have_no_preferred_way_round(ratios: list[float]) -> None:
    values = np.array(ratios)
    there, back = Quantiles.of(values), Quantiles.of(1 / values)
    assert there is not None
    assert back is not None
    assert there.median == pytest.approx(1 / back.median)
    assert there.low == pytest.approx(1 / back.high)
    assert values.min() <= there.low * (1 + 1e-9)
    assert there.high <= values.max() * (1 + 1e-9)


def test_zero_gradients_are_no_accident() -> None:
    q = Quantiles.of(np.array([0.0, 1.0, np.inf, np.nan]))
    assert q is not None
    assert (q.low, q.high, q.count) == (0.0, np.inf, 3)
    assert Quantiles.of(np.array([np.nan])) is None


def test_the_sentence_says_data_seeds_and_range() -> None:
    told = " ".join(headline.sentences(invented(FOUR, {}, ratio=[[100, 200, 200, 400] + [1] * 8])))
    assert "On this data, Invented, over 4 seeds, the RUL gradient is **200× the health gradient**" in told
    assert "111× to 361×" in told
    assert "book" not in told


@pytest.mark.parametrize(
    ("ratio", "words"),
    [(300, "lies above that range"), (500, "lies inside that range"), (900, "lies below that range")],
)
def test_beside_the_book_only_on_its_data(ratio: float, words: str) -> None:
    config = Config(recipes=("equal",), seeds=4, data="cmapss")
    losses = {"loss_rul": [[300, 310, 320, 330] + [1] * 8], "loss_health": [[0.3, 0.4, 0.4, 0.5] + [1] * 8]}
    series = {"ratio": [[0.9 * ratio, ratio, ratio, 1.1 * ratio] + [1] * 8], **losses}
    told = headline.sentences(invented(config, {}, **series))
    assert len(told) == 2
    assert "500×" in told[1]
    assert words in told[1]
    assert "a training loss of 315 cycles² in the median) beside a cross-entropy (0.4)" in told[1]


def test_one_seed_has_no_spread() -> None:
    assert "One seed has no spread" in headline.sentences(invented(Config(recipes=("equal",), seeds=1), {}))[0]
