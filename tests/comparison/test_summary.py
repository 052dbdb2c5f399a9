"""The table's numbers against their definitions."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz.comparison import pareto, summary
from mtlviz.comparison.config import Config
from mtlviz.comparison.result import Result, bands
from mtlviz.history import Stopped
from tests.comparison.conftest import invented

TWO = Config(recipes=("equal", "gaba"), seeds=2)  # replicas: equal 0 1, gaba 2 3, RUL alone 4 5, health alone 6 7


def test_delta_m_is_positive_where_it_beats_training_alone() -> None:
    rmse = [10, 20, 20, 20, 20, 20, 99, 99]
    accuracy = [0.8, 0.8, 0.4, 0.8, 0.1, 0.1, 0.8, 0.8]
    result = invented(TWO, {"rmse": rmse, "accuracy": accuracy})
    assert summary.delta_m(result, 0).tolist() == pytest.approx([25.0, 0.0])  # RMSE halved; all alike
    assert summary.delta_m(result, 1).tolist() == pytest.approx([-25.0, 0.0])  # accuracy halved
    rows = summary.table(result)
    assert rows[0].delta is not None
    assert (rows[0].delta.mean, rows[0].delta.deviation) == pytest.approx((12.5, np.std([25, 0], ddof=1)))


def test_a_diverged_run_is_counted_and_left_out() -> None:
    lost = {2: Stopped(5, "rul", "GABA stopped.")}
    nan = [1.0, 1, np.nan, 3, 1, 1, 1, 1]
    row = summary.table(invented(TWO, {"rmse": nan, "accuracy": nan}, lost))[1]
    assert (row.diverged, row.metrics["rmse"].count, row.metrics["rmse"].mean) == (1, 1, 3.0)
    assert np.isnan(row.metrics["rmse"].deviation)
    assert row.against is not None
    assert row.against["rmse"].pairs == 1


def test_a_task_trained_alone_is_not_praised_for_a_head_that_learnt_nothing(result: Result) -> None:
    rul, health = (row for row in summary.table(result) if row.kind == "alone")
    assert (rul.metrics["rmse"].count, rul.metrics["accuracy"].count) == (3, 0)
    assert (health.metrics["rmse"].count, health.metrics["accuracy"].count) == (0, 3)
    assert rul.delta is rul.mean_rank is rul.against is None


@given(st.lists(st.sampled_from([0.1, 0.2, 0.3, 0.4, np.nan]), min_size=16, max_size=16))
def test_mean_rank_is_the_mean_place_in_every_order_of_ties(values: list[float]) -> None:
    config = Config(recipes=("equal", "gaba", "pcgrad"), seeds=2)
    rmse, accuracy = np.full(10, 1.0), np.full(10, 1.0)
    rmse[:6], accuracy[:6] = values[:6], values[6:12]
    ranks = []
    for costs in (rmse[:6].reshape(3, 2), -accuracy[:6].reshape(3, 2)):
        ranks += [_ranks(np.nan_to_num(costs[:, seed], nan=np.inf).tolist()) for seed in range(2)]
    found = summary.mean_ranks(invented(config, {"rmse": rmse, "accuracy": accuracy}))
    assert found.tolist() == pytest.approx(np.mean(ranks, axis=0).tolist())


def _ranks(costs: list[float]) -> list[float]:
    places = [
        order for order in itertools.permutations(range(len(costs))) if [costs[i] for i in order] == sorted(costs)
    ]
    return [float(np.mean([order.index(i) + 1 for order in places])) for i in range(len(costs))]


def test_shares_of_steps_are_counted_over_steps_and_seeds() -> None:
    series = {"ratio": [11, 9, 0.05, 0.5, 1, 1, 1, 1], "cosine": [-1, 0, 0.5, np.nan, 1, 1, 1, 1]}
    rows = summary.table(invented(TWO, {}, **series))
    assert [row.imbalanced for row in rows[:2]] == [0.5, 0.5]  # 11× one way, 20× the other way round
    assert [row.conflict for row in rows[:2]] == [0.5, 0.0]  # a right angle is no conflict; NaN is not a step


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=8))
def test_the_front_holds_exactly_what_none_dominates(points: list[tuple[int, int]]) -> None:
    errors, accuracies = (np.array([p[i] for p in points], float) for i in (0, 1))

    def beats(a: int, b: int) -> bool:
        (e, acc), (f, bcc) = points[a], points[b]
        return e <= f and acc >= bcc and (e < f or acc > bcc)

    everyone = range(len(points))
    expected = {i for i in everyone if not any(beats(j, i) for j in everyone)}
    found = pareto.front(errors, accuracies)
    assert set(found) == expected
    assert all(errors[a] <= errors[b] for a, b in itertools.pairwise(found))


def test_the_front_leaves_out_what_diverged() -> None:
    assert pareto.front(np.array([np.nan, 2.0, np.inf]), np.array([0.9, 0.5, 0.9])) == [1]


@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=5, max_size=5), min_size=1, max_size=4), st.integers(0, 5))
def test_bands_are_numpys_percentiles_of_the_seeds_that_are_left(rows: list[list[float]], lost: int) -> None:
    values = np.array(rows)
    values[:, :lost] = np.nan
    for got, q in zip(bands(values), (5, 50, 95), strict=True):
        want = np.percentile(values[:, lost:], q, axis=1) if lost < 5 else np.full(len(values), np.nan)
        np.testing.assert_allclose(got, want, rtol=1e-9, atol=1e-6)


def test_bands_bear_infinity() -> None:
    low, median, high = (part[0] for part in bands(np.array([[1.0, 2.0, np.inf]])))
    assert (low, median, high) == (pytest.approx(1.1), 2.0, np.inf)
