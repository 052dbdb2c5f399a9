"""What gets a verdict and what does not, and the rows that say why."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz.comparison import judging, pairing, summary
from mtlviz.comparison.config import Config
from mtlviz.comparison.result import Result
from mtlviz.comparison.summary import Row
from tests.comparison.conftest import invented

SEEDS = 12
THREE = Config(recipes=("equal", "gaba", "pcgrad"), seeds=SEEDS)  # 2 × 3 comparisons
PLACES = 5  # recipes and tasks alone


def values(*means: float, spread: float = 1.0) -> list[float]:
    """(E,) a value per replica, the same spread over seeds in each recipe, differences without ties."""
    rng = np.random.default_rng(0)
    return [m + spread * s for m in means for s in np.linspace(-0.5, 0.5, SEEDS) + 0.01 * rng.standard_normal(SEEDS)]


def told(result: Result, reference: str = "equal") -> dict[str, Row]:
    return {row.name: row for row in summary.table(result, reference)}


def word(row: Row, metric: str) -> str:
    assert row.against is not None
    return row.against[metric].word


def test_a_clear_difference_is_a_verdict_and_the_rest_is_not() -> None:
    rows = told(invented(THREE, {"rmse": values(20, 30, 20.001, 0, 0), "accuracy": values(0.6, 0.7, 0.6, 1, 1)}))
    assert [word(rows[name], "rmse") for name in ("gaba", "pcgrad")] == ["worse", "not distinguishable"]
    assert word(rows["gaba"], "accuracy") == "better"
    assert rows["equal"].against is None
    verdict = (rows["gaba"].against or {})["rmse"]
    assert verdict.difference == pytest.approx(10, abs=0.1)
    assert verdict.p == pytest.approx(6 * 2 / 2**SEEDS)  # the smallest p, times the 2 × 3 cells of the table


@pytest.mark.parametrize(("deviations", "expected"), [(1.5, "better so far"), (1.9, "better so far"), (2.1, "better")])
def test_a_difference_that_is_small_beside_its_spread_is_no_verdict(deviations: float, expected: str) -> None:
    scatter = np.linspace(-1, 1, SEEDS) / np.linspace(-1, 1, SEEDS).std(ddof=1)  # by seed; the mean is 0
    equal = values(20)
    gaba = [v - 3 * (deviations + s) for v, s in zip(equal, scatter, strict=True)]
    result = invented(THREE, {"rmse": equal + gaba + values(20, 0, 0)})
    verdict = (told(result)["gaba"].against or {})["rmse"]
    assert verdict.word == expected
    assert verdict.p <= pairing.LEVEL, "told apart either way"


@pytest.mark.parametrize(("official", "cells"), [({}, 6), ({"test_rmse": 5.0, "test_nasa": 5.0}, 10)])
def test_the_family_is_the_table_whatever_came_out(official: dict[str, float], cells: int) -> None:
    result = invented(THREE, {"rmse": values(20, 30, 20, 0, 0), "accuracy": np.full(60, np.nan), **official})
    assert judging.family(result) == cells
    verdict = (told(result)["gaba"].against or {})["rmse"]
    assert (verdict.p, verdict.needed) == (cells * 2 / 2**SEEDS, pairing.seeds_needed(cells))
    assert word(told(result)["gaba"], "accuracy") == "nothing to compare"


def test_too_few_seeds_is_said_in_the_cell() -> None:
    few = Config(recipes=("equal", "gaba"), seeds=6)
    result = invented(few, {"rmse": [float(r) for r in range(4) for _ in range(6)]})
    verdict = (told(result)["gaba"].against or {})["rmse"]
    assert (verdict.word, verdict.pairs, verdict.needed) == ("too few seeds", 6, 7)  # 3 comparisons


@pytest.mark.parametrize(
    ("before", "expected"), [(90.0, "not trained yet"), (65.0, "fails on this metric"), (60.0, "fails on this metric")]
)
def test_what_is_no_better_than_a_constant_gets_no_verdict(before: float, expected: str) -> None:
    final = {"rmse": values(20, 65, 20, 20, 20)}
    result = invented(
        THREE, final, constants={"rmse": 42.0}, before={"rmse": values(90, before, 90, 90, 90, spread=0.9)}
    )
    rows = told(result)
    assert word(rows["gaba"], "rmse") == expected
    assert rows["gaba"].standing["rmse"].untrained == expected
    assert word(rows["pcgrad"], "rmse") == "not distinguishable"
    assert word(rows["gaba"], "accuracy") != expected
    against_it = told(result, "gaba")
    assert [word(against_it[name], "rmse") for name in ("equal", "pcgrad")] == ["no verdict"] * 2
    assert word(against_it["equal"], "accuracy") == "not distinguishable"


def long(curves: dict[str, list[float]], final: dict[str, list[float]] | None = None) -> Result:
    """100 steps, a look every 20: the means of equal weights, GABA and PCGrad in RMSE, look by look."""
    noise = 0.1 * np.random.default_rng(3).standard_normal((1, PLACES * SEEDS))
    means = np.array([*curves.values(), *[[20.0] * 11] * 2]).T  # (looks, places)
    rmse = np.repeat(means, SEEDS, axis=1) + noise
    steps = np.arange(0, 101, 10)
    plain = invented(THREE, {"rmse": rmse[-1], **(final or {})})
    flat = {name: np.ones((10, PLACES * SEEDS)) for name in plain.curves}
    series = {name: np.ones((100, PLACES * SEEDS)) for name in plain.series}
    return replace(
        plain, step=np.arange(100), series=series, metric_steps=steps[:-1], curves={**flat, "rmse": rmse[:-1]}
    )


FLAT = [20.0] * 11
FALLING = [60.0 - 3 * n for n in range(11)]  # to 30
RISING = [10.0 + n for n in range(11)]  # to 20


@pytest.mark.parametrize(
    ("equal", "gaba", "expected"),
    [
        (FLAT, [30.0] * 11, "worse"),
        (FLAT, FALLING, "worse so far"),  # its own curve still improves
        (FALLING, [50.0] * 11, "worse so far"),  # the reference's does
        (RISING, [25.0] * 11, "worse so far"),  # no curve improves, yet the difference shrinks
        (FLAT, [20.0] * 10 + [30.0], "not distinguishable"),  # it hangs on the last look
        (FLAT, [10.0] * 9 + [10.0, 30.0], "not distinguishable"),
    ],
)
def test_a_word_is_final_only_where_a_longer_run_should_not_change_it(
    equal: list[float], gaba: list[float], expected: str
) -> None:
    rows = told(long({"equal": equal, "gaba": gaba, "pcgrad": FLAT}))
    verdict = (rows["gaba"].against or {})["rmse"]
    assert (verdict.word, verdict.decided) == (expected, expected == "worse")
    assert verdict.apart == expected.startswith("worse")


@pytest.mark.parametrize(("test_gaba", "expected"), [(40.0, "worse"), (10.0, "better so far")])
def test_a_verdict_on_test_units_needs_validation_data_to_agree(test_gaba: float, expected: str) -> None:
    final = {"test_rmse": values(20, test_gaba, 20, 20, 20)}
    rows = told(long({"equal": FLAT, "gaba": [30.0] * 11, "pcgrad": FLAT}, final))
    assert word(rows["gaba"], "test_rmse") == expected


@pytest.mark.parametrize(("metric", "good"), [("rmse", -1), ("nasa", -1), ("accuracy", 1)])
def test_still_improving_knows_which_way_is_better(metric: str, good: int) -> None:
    shift = np.array([good, -good, 0, good, good])
    before = np.array(values(*[50.0] * PLACES))
    after = before + np.repeat(shift, SEEDS) + 0.01 * np.tile(np.random.default_rng(1).standard_normal(SEEDS), PLACES)
    rows = told(invented(THREE, {metric: after}, before={metric: before}))
    assert [rows[name].standing[metric].improves for name in ("equal", "gaba")] == [True, False]
    other = "accuracy" if metric != "accuracy" else "rmse"
    assert not rows["equal"].standing[other].improves


def test_a_test_metric_has_the_curve_of_the_same_metric_on_validation_data() -> None:
    final = {"rmse": values(*[50.0] * PLACES), "test_rmse": values(*[70.0] * PLACES)}
    result = invented(THREE, final, before={"rmse": values(*[60.0] * PLACES)}, constants={"test_rmse": 42.0})
    assert told(result)["equal"].standing["test_rmse"].untrained == "not trained yet"
    assert told(result)["equal"].standing["rmse"].untrained is None


def test_alone_and_constant_rows_are_compared_with_nothing() -> None:
    constants = {"rmse": 42.0, "nasa": 300.0, "accuracy": 0.59, "test_rmse": 43.0, "test_nasa": 310.0}
    final = {"rmse": 50.0, "accuracy": 0.8, "test_rmse": 20.0, "test_nasa": 9.0}
    rows = told(invented(THREE, final, constants=constants))
    assert [row.kind for row in rows.values()] == ["recipe"] * 3 + ["alone"] * 2 + ["constant"] * 2
    assert all(rows[name].against is None for name in ("rul_alone", "health_alone", "mean", "majority"))
    assert rows["rul_alone"].standing["rmse"].untrained == "fails on this metric"
    assert "accuracy" not in rows["rul_alone"].standing
    for metric, constant in constants.items():
        owner, other = ("majority", "mean") if metric == "accuracy" else ("mean", "majority")
        assert (rows[owner].metrics[metric].mean, rows[other].metrics[metric].count) == (constant, 0)


def test_step_length_is_in_units_of_the_reference() -> None:
    length = [np.repeat([1.0, 3.0, 2.0, 2.0, 0.5], SEEDS)]
    result = invented(THREE, {}, length=length)
    assert [told(result)[name].length for name in ("equal", "gaba", "pcgrad")] == [1, 3, 2]
    assert told(result, "pcgrad")["gaba"].length == 1.5


@given(st.permutations(range(3)), st.integers(0, 2**32))
def test_verdicts_do_not_depend_on_the_order_of_the_recipes(order: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    numbers = rng.standard_normal((PLACES, SEEDS)) + np.array([0, 2, 0.5, 0, 0])[:, None]
    names = ("equal", "gaba", "pcgrad")
    shuffled = Config(recipes=tuple(names[i] for i in order), seeds=SEEDS)
    first = told(invented(THREE, {"rmse": numbers.ravel()}))
    second = told(invented(shuffled, {"rmse": numbers[[*order, 3, 4]].ravel()}))
    for name, metric in product(("gaba", "pcgrad"), ("rmse", "accuracy")):
        assert (first[name].against or {})[metric] == (second[name].against or {})[metric]
