"""The run in slices, and its files."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from mtlviz.comparison import export, summary
from mtlviz.comparison.config import Config
from mtlviz.comparison.result import METRICS, SERIES, Result
from mtlviz.comparison.runner import Run
from mtlviz.data import Source
from mtlviz.training import RunConfig, Trainer
from tests.comparison.conftest import SMALL, finish


def same(a: Result, b: Result) -> bool:
    arrays = [(a.series[n], b.series[n]) for n in SERIES] + [(a.curves[n], b.curves[n]) for n in METRICS]
    arrays += [(a.final[n], b.final[n]) for n in METRICS]
    return all(np.array_equal(x, y, equal_nan=True) for x, y in arrays)


def test_the_same_config_gives_the_same_table_however_it_is_sliced(source: Source, result: Result) -> None:
    run = Run(SMALL, source)
    while not run.done:
        run.advance(0)
        run.result()
    assert same(run.result(), result)
    assert repr(summary.table(run.result())) == repr(summary.table(result))


def test_it_measures_what_the_engine_records(source: Source, result: Result) -> None:
    trainer = Trainer(RunConfig(recipes=("gaba",), seeds=(1,), eval_every=1), source)
    trainer.run(SMALL.steps)
    told = trainer.history.describe()
    mine = result.rows(1).start + 1  # GABA, seed 1
    norms = told.norms[:, 0]
    np.testing.assert_allclose(result.series["ratio"][:, mine], norms[:, 0] / norms[:, 1], rtol=1e-3)
    np.testing.assert_allclose(result.series["cosine"][:, mine], told.cosine[:, 0], atol=1e-3)
    np.testing.assert_allclose(result.series["loss_rul"][:, mine], trainer.history.losses[:, 0, 0], rtol=1e-3)
    np.testing.assert_allclose(result.final["rmse"][mine], trainer.evaluate()["rmse"][0], rtol=1e-3)
    assert result.metric_steps.tolist() == list(range(12))


def test_runs_that_diverge_are_counted(source: Source) -> None:
    result = finish(Config(recipes=("equal", "pcgrad"), seeds=2, steps=30, optimizer="sgd", lr=1.0), source)
    assert result.diverged(0) == 2
    assert result.complete
    assert np.isnan(result.final["rmse"][result.rows(0)]).all()
    runs = list(csv.DictReader(io.StringIO(export.runs_csv(result))))
    assert runs[0]["diverged_at_step"] != ""
    assert all(row.mean_rank is None or 1 <= row.mean_rank <= 2 for row in summary.table(result))


def test_nobody_can_write_to_a_result(result: Result) -> None:
    for array in (*result.series.values(), *result.curves.values(), *result.final.values()):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_curves_csv_holds_every_step_of_every_recipe(result: Result) -> None:
    lines = list(csv.DictReader(io.StringIO(export.curves_csv(result))))
    assert len(lines) == 12 * 5
    line = next(x for x in lines if x["recipe"] == "GABA" and x["step"] == "7")
    column = result.series["cosine"][7, result.rows(1)]
    assert float(line["cosine_median"]) == pytest.approx(np.median(column))
    assert float(line["cosine_p5"]) == pytest.approx(np.percentile(column, 5))
