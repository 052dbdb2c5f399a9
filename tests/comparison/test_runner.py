"""The run in slices, and its files."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import numpy as np
import pytest
import torch

from mtlviz.comparison import export, summary
from mtlviz.comparison.config import Config
from mtlviz.comparison.result import METRICS, SERIES, Result
from mtlviz.comparison.runner import Run
from mtlviz.data import Source, Table
from mtlviz.data.baselines import nasa_score
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


@pytest.mark.parametrize(("seeds", "most"), [(2, 5), (20, 5), (240, 1)])
def test_it_is_heard_of_every_few_steps(source: Source, monkeypatch: pytest.MonkeyPatch, seeds: int, most: int) -> None:
    monkeypatch.setattr("mtlviz.comparison.config.SEEDS", 240)
    run, heard = Run(Config(recipes=("equal",), seeds=seeds, steps=11), source), [0]
    run.advance(60.0, lambda: heard.append(run.steps_done))
    assert run.done
    assert max(np.diff(heard)) == most


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
    assert {x["rmse_constant"] for x in lines} == {f"{result.constants['rmse']:.8g}"}


def test_runs_csv_ends_with_the_constant_predictions(result: Result) -> None:
    lines = list(csv.DictReader(io.StringIO(export.runs_csv(result))))
    assert [line["recipe"] for line in lines[-2:]] == ["Predict the mean", "Majority class"]
    assert float(lines[-2]["rmse"]) == pytest.approx(result.constants["rmse"])
    assert (lines[-2]["accuracy"], lines[-1]["rmse"], lines[-1]["seed"]) == ("", "", "")
    assert len(lines) == 15 + 2


def test_the_official_test_units_are_scored_once_at_the_end(source: Source) -> None:
    whole = source.validation
    table = Table(whole.inputs[::50], whole.rul[::50], whole.health[::50], whole.units[::50])
    run = Run(replace(SMALL, steps=6), replace(source, test=table))
    run.advance(0)
    assert run.result().metrics == (*METRICS, "test_rmse", "test_nasa")
    assert np.isnan(run.result().final["test_rmse"]).all()
    while not run.done:
        run.advance(0)
    result = run.result()
    predicted = [run._trainer.model.module(e)(torch.tensor(table.inputs))[0].detach().numpy() for e in range(15)]
    errors = np.array(predicted, float) - table.rul
    np.testing.assert_allclose(result.final["test_rmse"], np.sqrt((errors**2).mean(1)), rtol=1e-5)
    np.testing.assert_allclose(result.final["test_nasa"], nasa_score(errors).mean(1), rtol=1e-4)
    assert result.constants["test_rmse"] == pytest.approx(np.sqrt(((source.train.rul.mean() - table.rul) ** 2).mean()))
    assert [row.metrics["test_nasa"].count for row in summary.table(result)] == [3, 3, 3, 3, 0, 1, 0]


def test_without_official_units_asking_for_them_is_a_sentence(source: Source) -> None:
    with pytest.raises(ValueError, match="has no official test units; expected C-MAPSS"):
        Trainer(RunConfig(), source).evaluate_test()


def test_partial_results_stay_as_they_were(source: Source) -> None:
    run = Run(SMALL, source)
    run.advance(0)
    early = run.result()
    kept = {name: values.copy() for name, values in early.series.items()}
    while not run.done:
        run.advance(0)
    assert early.steps_done == 5
    for name, values in kept.items():
        np.testing.assert_array_equal(early.series[name], values)


def test_step_lengths_are_measured_against_equal_weights(source: Source) -> None:
    config = Config(recipes=("equal", "pcgrad", "fixed"), seeds=2, steps=8, lam=1.0, optimizer="sgd", lr=1e-4)
    rows = {row.name: row for row in summary.table(finish(config, source))}
    assert rows["equal"].length == 1
    assert rows["pcgrad"].length == pytest.approx(2, rel=0.1)  # a sum beside a mean
    assert rows["fixed"].length == rows["rul_alone"].length == pytest.approx(2, rel=0.05)  # all of RUL's gradient
    equal = {row.name: row.length for row in summary.table(finish(replace(config, length="equal"), source))}
    assert [equal[name] for name in ("equal", "pcgrad", "fixed")] == pytest.approx([1, 1, 1])
