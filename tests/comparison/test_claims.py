"""The chapter's claims: the word follows from the run's figures by the rule that the table shows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mtlviz.comparison import claims, summary
from mtlviz.comparison.claims import Claim, Word
from mtlviz.comparison.config import Config
from mtlviz.comparison.result import Result
from tests.comparison.conftest import invented

SEEDS = 16  # enough for a verdict whatever the family
CONFIG = Config(recipes=("equal", "gaba", "gradnorm", "pcgrad"), seeds=SEEDS, steps=1)


def told(result: Result) -> dict[str, Claim]:
    return {claim.key: claim for claim in claims.claims(result)}


def per_replica(**of_recipe: Any) -> np.ndarray[Any, Any]:
    """(E,) values: those of a recipe for all its seeds, 20 ± a little (the same for all) for the others."""
    names = (*CONFIG.recipes, "rul_alone", "health_alone")
    noise = np.random.default_rng(0).normal(0, 0.01, SEEDS)
    return np.concatenate([of_recipe.get(name, 20.0) + noise for name in names])


@pytest.mark.parametrize(
    ("ratio", "word"), [(500.0, "holds"), (400.0, "holds"), (100.0, "does not hold"), (3000.0, "does not hold")]
)
def test_about_500_holds_where_500_lies_in_the_range(ratio: float, word: Word) -> None:
    spread = np.geomspace(0.5, 2, SEEDS)
    claim = told(invented(CONFIG, {}, ratio=[np.concatenate([ratio * spread, np.ones(5 * SEEDS)])]))["500"]
    assert claim.word == word
    assert claim.of == ("Equal weights",)
    assert claim.value is not None
    assert claim.value.low == pytest.approx(ratio / 2)
    assert claim.value.high == pytest.approx(2 * ratio)


@pytest.mark.parametrize(("below", "word"), [(0, "holds"), (1, "does not hold")])
def test_above_10_needs_nearly_all_steps(below: int, word: Word) -> None:
    ratio = [50.0] * (SEEDS - below) + [0.01] * below + [1.0] * 5 * SEEDS  # the other way round does not count
    claim = told(invented(CONFIG, {}, ratio=[ratio]))["tenfold"]
    assert claim.word == word
    assert claim.value is not None
    assert claim.value.all == 1 - below / SEEDS


@pytest.mark.parametrize(
    ("values", "balancing", "pcgrad"),
    [
        ({}, "cannot tell", "cannot tell"),
        ({"gaba": 10.0}, "holds", "holds"),
        ({"gaba": 10.0, "gradnorm": 30.0}, "cannot tell", "holds"),  # one of the two is better, the other worse
        ({"gradnorm": 30.0}, "does not hold", "cannot tell"),
        ({"pcgrad": 10.0}, "cannot tell", "does not hold"),
    ],
)
def test_the_last_two_follow_from_the_tables_verdicts(values: dict[str, float], balancing: Word, pcgrad: Word) -> None:
    result = invented(CONFIG, {"rmse": per_replica(**values)})
    found = told(result)
    assert (found["balancing"].word, found["pcgrad"].word) == (balancing, pcgrad)
    rows = {row.title: row for row in summary.table(result, "gaba")}
    assert found["pcgrad"].verdicts == {"PCGrad": rows["PCGrad"].against}


def test_what_is_so_only_so_far_decides_no_claim() -> None:
    final = per_replica(gradnorm=30.0)
    improving = invented(CONFIG, {"rmse": final}, before={"rmse": final + per_replica(gradnorm=30.0)})
    claim = told(improving)["balancing"]
    assert claim.verdicts["GradNorm"]["rmse"].word == "worse so far"
    assert claim.word == "cannot tell"
    rising = {"rmse": final, "accuracy": per_replica(gaba=30.0)}  # one better for good, another worse so far
    before = {"rmse": final + per_replica(gradnorm=30.0), "accuracy": rising["accuracy"]}
    assert told(invented(CONFIG, rising, before=before))["balancing"].word == "cannot tell"


def test_a_recipe_that_has_not_learnt_a_metric_decides_no_claim() -> None:
    final = {"rmse": per_replica(gradnorm=90.0), "accuracy": per_replica(gradnorm=30.0)}
    result = invented(CONFIG, final, constants={"rmse": 42.0}, before=final)
    claim = told(result)["balancing"]
    assert [v.word for v in claim.verdicts["GradNorm"].values()][::2] == ["fails on this metric", "better"]
    assert claim.word == "cannot tell"


@pytest.mark.parametrize(
    ("recipes", "lacks"),
    [
        (("equal", "gaba"), {"pcgrad": ("PCGrad",)}),
        (("equal", "pcgrad"), {"balancing": ("GABA",), "pcgrad": ("GABA",), "gaba": ("GABA",)}),
        (("gaba",), {"balancing": ("Equal weights",), "pcgrad": ("PCGrad",)}),
        (("famo",), {"balancing": ("Equal weights", "GABA"), "pcgrad": ("PCGrad", "GABA"), "gaba": ("GABA",)}),
    ],
)
def test_a_claim_names_the_recipes_that_it_lacks(recipes: tuple[str, ...], lacks: dict[str, Any]) -> None:
    found = told(invented(Config(recipes=recipes, seeds=SEEDS, steps=1), {}))
    assert {key: claim.lacks for key, claim in found.items() if claim.lacks} == lacks
    assert {found[key].word for key in lacks} == {"cannot tell"}


@pytest.mark.parametrize(
    ("ratio", "cosine", "word"),
    [(100.0, 0.3, "holds"), (2.0, -0.3, "does not hold"), (100.0, -0.3, "cannot tell"), (1 / 100, 0.3, "holds")],
)
def test_magnitude_against_direction_counts_steps(ratio: float, cosine: float, word: Word) -> None:
    E = CONFIG.replicas
    claim = told(invented(CONFIG, {}, ratio=np.full((1, E), ratio), cosine=np.full((1, E), cosine)))["direction"]
    assert claim.word == word


@pytest.mark.parametrize(("pull", "word"), [(3.0, "holds"), (25.0, "does not hold")])
def test_gaba_is_judged_by_its_own_pull(pull: float, word: Word) -> None:
    pulls = np.full((1, CONFIG.replicas), 1000.0)
    pulls[:, SEEDS : 2 * SEEDS] = pull
    assert told(invented(CONFIG, {}, pull=pulls))["gaba"].word == word


def test_one_seed_tells_nothing_of_spread_and_no_step_tells_nothing() -> None:
    one = Config(recipes=("equal",), seeds=1, steps=1)
    found = told(invented(one, {}, ratio=np.full((1, one.replicas), 500.0)))
    assert found["500"].word == found["direction"].word == "cannot tell"


def test_seeds_that_diverged_are_left_out() -> None:
    ratio = np.full((1, CONFIG.replicas), 500.0)
    ratio[0, : SEEDS - 2] = np.nan
    found = told(invented(CONFIG, {}, ratio=ratio))["500"]
    assert found.value is not None
    assert found.value.seeds == 2
    ratio[:] = np.nan
    assert told(invented(CONFIG, {}, ratio=ratio))["500"].word == "cannot tell"
