"""What Compare says in words agrees with the numbers beside it."""

from __future__ import annotations

import re

import numpy as np
import pytest

from mtlviz.comparison import pairing
from mtlviz.comparison.config import Config
from mtlviz.comparison.summary import table
from mtlviz.lessons import compare_findings, compare_sentences
from tests.comparison.conftest import invented

SEEDS = 12
THREE = Config(recipes=("equal", "gaba", "pcgrad"), seeds=SEEDS)


def spread(*means: float) -> list[float]:
    rng = np.random.default_rng(0)
    return [m + x for m in means for x in 0.1 * rng.standard_normal(SEEDS)]


def test_every_recipe_stands_once_per_metric_under_its_word() -> None:
    rest = {"accuracy": spread(0, 0, 5, 0, 0)}
    result = invented(THREE, {"rmse": spread(20, 30, 20, 0, 0), **rest}, before=rest)
    rmse, nasa, accuracy = compare_sentences.verdicts(table(result), "Equal weights")
    assert rmse == "**RMSE** against Equal weights: worse: GABA; not distinguishable: PCGrad."
    assert nasa == "**NASA score** against Equal weights: not distinguishable: GABA, PCGrad."
    assert accuracy.startswith("**Accuracy** against Equal weights: better: PCGrad;")


@pytest.mark.parametrize(
    ("before", "advice"),
    [(70.0, "take more steps or a larger learning rate"), (65.0, "take another learning rate")],
)
def test_a_reference_that_is_no_better_than_a_constant_is_said_with_what_to_change(before: float, advice: str) -> None:
    final = {"rmse": 65.0}
    result = invented(THREE, final, before={"rmse": spread(*[before] * 5)}, constants={"rmse": 42.0})
    told = compare_sentences.verdicts(table(result), "Equal weights")
    assert len(told) == 3
    assert "**RMSE**: no verdict. Equal weights" in told[0]
    assert "is not better than predicting the mean (65 against 42)" in told[0]
    assert advice in told[0]
    assert "no verdict" not in told[1]


@pytest.mark.parametrize("seeds", range(1, 13))
def test_too_few_seeds_is_said_exactly_where_no_verdict_is_possible(seeds: int) -> None:
    config = Config(recipes=("equal", "gaba", "pcgrad"), seeds=seeds)
    result = invented(config, {"rmse": [float(r) for r in range(1, 6) for _ in range(seeds)]})
    rows = table(result)
    words = {verdict.word for row in rows for verdict in (row.against or {}).values()}
    told = compare_sentences.too_few_seeds(result)
    assert (told is None) == (seeds >= pairing.seeds_needed(6))
    assert ("worse" in words) == (told is None)
    if told is not None:
        assert words == {"too few seeds"}
        assert f"It takes {pairing.seeds_needed(6)} seeds." in told
    assert (told in compare_sentences.above(result, rows, "Equal weights")) == (told is not None)


def test_curves_that_still_improve_are_named_with_their_metrics() -> None:
    result = invented(THREE, {"rmse": spread(20, 20, 20, 20, 20)}, before={"rmse": spread(20, 30, 20, 20, 20)})
    told = compare_sentences.improving(table(result))
    assert told is not None
    assert "a longer run may change the order" in told
    assert told.endswith("GABA (RMSE).")
    steady = np.arange(60.0)
    assert compare_sentences.improving(table(invented(THREE, {"rmse": steady}, before={"rmse": steady}))) is None


@pytest.mark.parametrize(
    ("optimizer", "length", "said"),
    [("sgd", "method", True), ("momentum", "method", True), ("adam", "method", False), ("sgd", "equal", False)],
)
def test_step_lengths_are_named_where_they_count(optimizer: str, length: str, said: bool) -> None:
    config = Config(recipes=THREE.recipes, seeds=SEEDS, optimizer=optimizer, length=length)  # type: ignore[arg-type]
    result = invented(config, {}, length=[np.repeat([1, 1.02, 1.97, 2, 0.01], SEEDS)])
    told = compare_sentences.step_lengths(result, table(result), "Equal weights")
    assert (told is not None) == said
    if told is not None:
        assert "(medians): PCGrad 1.97×. PCGrad sums the gradients where equal weights average them." in told


def test_the_test_is_described_with_the_table_s_own_family() -> None:
    plain = compare_sentences.test_used(invented(THREE, {}))
    official = compare_sentences.test_used(invented(THREE, {"test_rmse": 1.0, "test_nasa": 1.0}))
    for text, comparisons, metrics in ((plain, 6, 3), (official, 10, 5)):
        assert f"all {comparisons} comparisons of the table (2 × {metrics} metrics, Holm)" in text
        assert f"it takes {pairing.seeds_needed(comparisons)} seeds or more" in text
        assert "symmetric under the null" in text
        assert "every look at the validation data in the last fifth of the run, and the largest p counts" in text
        assert ("test units are scored once" in text) == (metrics == 5)
    assert "compared with nothing" in compare_sentences.test_used(invented(Config(recipes=("gaba",), seeds=2), {}))


def test_the_notes_explain_the_test_units_where_there_are_any() -> None:
    plain, official = invented(THREE, {}), invented(THREE, {"test_rmse": 1.0, "test_nasa": 1.0})
    assert compare_sentences.OFFICIAL_NOTE in compare_sentences.notes(official)
    assert compare_sentences.OFFICIAL_NOTE not in compare_sentences.notes(plain)
    assert re.search("standard regularization and stabilization techniques", compare_sentences.caution())


def test_a_preset_answers_over_all_metrics_and_keeps_apart_what_is_so_only_so_far() -> None:
    rmse, nasa = spread(20, 30, 20, 0, 0), spread(8, 8, 2, 8, 8)
    result = invented(THREE, {"rmse": rmse, "nasa": nasa}, before={"rmse": [x + 5 for x in rmse], "nasa": nasa})
    told = compare_findings.answer(table(result), "Equal weights")
    assert told == (
        "Against Equal weights, over all metrics: better: PCGrad in NASA score. "
        "Worse so far, which a longer run may change: GABA in RMSE."
    )
    plain = compare_findings.answer(table(invented(THREE, {})), "Equal weights")
    assert plain == "Against Equal weights, over all metrics: no final verdict."


def test_the_range_beside_a_constant_is_of_the_recipes_named() -> None:
    result = invented(THREE, {"rmse": spread(20, 76, 30, 0, 0)}, constants={"rmse": 42.0})
    told = compare_findings.learnt(result, table(result))
    assert "Only Equal weights, PCGrad do better than predicting the mean: RMSE 20.0 to 30.0 against 42.0." in told
