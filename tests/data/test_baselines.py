"""The two constant predictions, against models that make them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import data
from mtlviz.data.base import Source, Table, health_of
from mtlviz.data.baselines import Baselines, baselines, nasa_score, official_baselines, spaced
from mtlviz.training import RunConfig, Trainer, metrics


@pytest.fixture(scope="module")
def source() -> Source:
    return data.load("turbofan", units=20)


def table(rul: list[float]) -> Table:
    values = np.array(rul, np.float32)
    return Table(np.zeros((len(rul), 17), np.float32), values, health_of(values), np.ones(len(rul), np.int64))


@pytest.mark.parametrize("rows", [None, 1024, 50])
def test_a_network_of_biases_alone_scores_the_baselines(source: Source, rows: int | None) -> None:
    trainer = Trainer(RunConfig(validation_rows=rows), source)
    trainer.model.flat.zero_()
    rul_bias, health_bias = trainer.model.parameters[2], trainer.model.parameters[4]
    with torch.no_grad():
        rul_bias.fill_(float(source.train.rul.mean(dtype=np.float64)))
        health_bias[0, int(np.bincount(source.train.health).argmax())] = 1.0
    found = baselines(source, rows)
    assert {name: found[name] for name in ("rmse", "nasa", "accuracy")} == pytest.approx(
        {name: values[0] for name, values in trainer.evaluate().items()}, rel=1e-6
    )


def test_only_the_training_rows_choose_the_constants() -> None:
    source = Source("", "", table([100, 100, 100, 20]), table([20, 20, 20, 90]))
    found = baselines(source)
    error = 80 - np.array([20, 20, 20, 90])
    assert found.rmse == pytest.approx(math.sqrt((error**2).mean()))
    assert found.accuracy == 0.25  # the class that is frequent in training, though not here
    assert official_baselines(source) is None


def test_the_official_test_rows_are_all_scored() -> None:
    source = replace(data.load("turbofan", units=4), test=table([80.0] * 2000 + [0.0]))
    found = official_baselines(source)
    assert found is not None
    mean = float(source.train.rul.mean(dtype=np.float64))
    assert found.rmse == pytest.approx(math.sqrt((2000 * (mean - 80) ** 2 + mean**2) / 2001))


def test_no_rows_give_no_numbers() -> None:
    found = baselines(Source("", "", table([]), table([1.0])))
    assert all(math.isnan(found[name]) for name in ("rmse", "nasa", "accuracy"))
    assert isinstance(found, Baselines)


@given(st.lists(st.floats(-300, 300), min_size=1, max_size=20))
def test_the_nasa_score_is_the_one_that_models_get(errors: list[float]) -> None:
    there = metrics.nasa_score(torch.tensor(errors, dtype=torch.float64)).item()
    assert nasa_score(np.array(errors)).mean() == pytest.approx(there, rel=1e-9, abs=1e-12)


def test_an_error_beyond_bounds_is_infinite_without_a_warning() -> None:
    assert nasa_score(np.array([1e5, 0.0])).tolist() == [math.inf, 0.0]


@given(st.integers(1, 3000), st.none() | st.integers(1, 3000))
def test_rows_are_spread_from_the_first_to_the_last(rows: int, most: int | None) -> None:
    kept = spaced(rows, most)
    assert len(kept) == min(rows, most or rows)
    assert kept[0] == 0
    assert len(kept) == 1 or kept[-1] == rows - 1
    assert len(kept) < 3 or set(np.diff(kept)) <= {(rows - 1) // (len(kept) - 1), (rows - 1) // (len(kept) - 1) + 1}
