"""A config goes to JSON and back; anything else is one sentence."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import recipes
from mtlviz.comparison.config import ALONE, LARGEST_FILE, Config, from_json
from mtlviz.runconfig import DEFAULT_STEPS, RunConfig

configs = st.builds(
    Config,
    recipes=st.lists(st.sampled_from(recipes.names()), min_size=1, max_size=5, unique=True).map(tuple),
    seeds=st.integers(1, 20),
    steps=st.integers(1, 14_000),
    data=st.sampled_from(["turbofan", "seed_batch", "cmapss"]),
    optimizer=st.sampled_from(["sgd", "momentum", "adam"]),
    lr=st.floats(1e-6, 1.0),
    lam=st.floats(0, 1),
    heads=st.sampled_from(["method", "one"]),
    length=st.sampled_from(["method", "equal"]),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(configs)
def test_json_opens_again(config: Config) -> None:
    assert from_json(config.to_json()) == config


@given(st.text() | json_values.map(json.dumps))
def test_any_other_text_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        from_json(text)


@given(st.sampled_from(list(asdict(Config()))), json_values)
def test_a_wrong_value_is_refused_or_right(name: str, value: Any) -> None:
    told = {**json.loads(Config().to_json()), name: value}
    try:
        config = from_json(json.dumps(told))
    except ValueError as error:
        assert "expected" in str(error) and len(str(error)) < 400  # noqa: PT017, PT018
    else:
        assert json.loads(config.to_json()) == told


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "[" * 15_000,
        "1" * 5000,
        " " * (LARGEST_FILE + 1),
        '{"format": "mtlviz-comparison-1"}',
        '{"format": "mtlviz-comparison-1", "recipes": {}}',
        Config().to_json().replace('"lr": 0.01', '"lr": NaN'),
        Config().to_json().replace('"lr": 0.01', '"lr": 1e999'),
        Config().to_json().replace('"steps": 2000', '"steps": true'),
        Config().to_json().replace('"steps": 2000', '"steps": 1' + "0" * 4000),
        Config().to_json().replace('"equal"', '"__class__"'),
        Config().to_json().replace('"amnl"', '"equal"'),
        Config().to_json().replace('"data": "turbofan"', '"data": "/etc/passwd"'),
        Config().to_json().replace('"lam"', '"<script>"'),
    ],
)
def test_hostile_files_are_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="expected") as caught:
        from_json(text)
    assert len(str(caught.value)) < 400


def test_too_much_work_is_refused_before_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtlviz.comparison.config.MODEL_STEPS", 100_000)
    with pytest.raises(ValueError, match=r"160,000 model-steps; expected at most 100,000: lower the steps to 1,250,"):
        Config(recipes=("equal", "gaba"), seeds=20, steps=2000)


def test_what_trains_alone_trains_one_task_on_the_same_budget() -> None:
    config = Config(recipes=("fixed", "gaba"), seeds=4, lam=0.25)
    run = config.ensemble()
    assert config.replicas == 16
    assert [recipe.name for recipe in run.resolved()] == ["fixed", "gaba", "rul_alone", "health_alone"]
    assert dict(run.resolved()[0].hyper) == {"weights": (0.25, 0.75)}
    assert [dict(recipe.hyper)["weights"] for recipe in ALONE] == [(1.0, 0.0), (0.0, 1.0)]


def test_the_largest_comparison_that_is_refused_says_one_that_is_not() -> None:
    with pytest.raises(ValueError, match="lower the steps to") as caught:
        Config(seeds=20, steps=20_000)
    steps = int(str(caught.value).split("lower the steps to ")[1].split(", or")[0].replace(",", ""))
    assert Config(seeds=20, steps=steps).steps == steps == 2_000_000 // 160


def test_run_compare_and_the_command_share_their_defaults() -> None:
    config, run = Config(), RunConfig()
    assert (config.optimizer, config.lr, config.steps) == (run.optimizer, run.lr, DEFAULT_STEPS) == ("adam", 0.01, 2000)
    assert config.seeds == 12


def test_a_file_of_an_earlier_version_opens_as_what_it_was() -> None:
    told = json.loads(Config(length="equal").to_json())
    del told["length"]
    assert from_json(json.dumps(told)) == Config(length="method")
    assert Config(length="equal").ensemble().length == "equal"


@given(st.floats(0, 0.5), st.booleans(), st.integers(0, 500))
def test_what_is_set_of_a_method_reaches_its_recipes_and_the_file(floor: float, keep: bool, warmup: int) -> None:
    pairs = (("gaba.warmup", warmup), ("gaba.keep_length", keep), ("gaba.floor", floor))
    config = Config(recipes=("equal", "grace", "gaba"), hyper=pairs)
    assert from_json(config.to_json()) == config == Config(recipes=("equal", "grace", "gaba"), hyper=pairs[::-1])
    for recipe in config.resolved[1:]:
        found = recipe.create().settings()
        assert (found["floor"], found["keep_length"], found["warmup"]) == (floor, keep, warmup)
    assert Config(hyper=(("gaba.floor", 0.05),)) == Config()  # as in the paper


@pytest.mark.parametrize(
    "value", [[], 3, "x", {"gaba.floor": "0"}, {"gaba.floor": 2}, {"cagrad.c": 0.1}, {"gaba.warmup": 1e400}, {"": None}]
)
def test_what_cannot_be_set_is_refused_in_a_sentence(value: Any) -> None:
    told = {**json.loads(Config().to_json()), "hyper": value}
    with pytest.raises(ValueError, match="expected"):
        from_json(json.dumps(told))
