"""What can be set of a method: taken within its range, written and read, and nothing that is as in the paper."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import hyper, methods
from mtlviz.geometry import two_gradients
from mtlviz.hyper import Setting
from mtlviz.methods import Observation

SETTINGS = [setting for name in methods.names() for setting in hyper.settings(name)]
NUMBERS = st.floats(allow_nan=False) | st.integers(-(10**6), 10**6) | st.booleans()


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
@given(value=NUMBERS)
def test_whatever_is_set_the_method_takes_it(setting: Setting, value: float) -> None:
    taken = setting.taken(value)
    assert setting.range.low <= taken <= setting.range.high
    assert type(taken) is type(setting.default)
    made = methods.create(setting.method, **{setting.name: taken})
    assert made.settings()[setting.name] == taken
    assert setting.taken(taken) == taken


@given(st.dictionaries(st.sampled_from([setting.key for setting in SETTINGS]), NUMBERS))
def test_what_is_held_can_be_held_again(values: dict[str, float]) -> None:
    held = hyper.held(values)
    assert hyper.held(dict(held)) == held
    assert hash(held) == hash(hyper.held(dict(reversed(values.items()))))
    for name in methods.names():
        methods.create(name, **hyper.of(name, held))
        assert hyper.held(values, [name]) == hyper.only(name, held)
        assert bool(hyper.said(name, held)) == bool(hyper.only(name, held))


def test_the_papers_values_are_no_settings() -> None:
    assert hyper.held({setting.key: setting.default for setting in SETTINGS}) == ()
    assert hyper.held({}) == ()
    assert hyper.held({"gaba.floor": None, "cagrad.c": 0.5}) == ()


def test_a_seed_can_be_set_where_it_matters_with_two_tasks() -> None:
    assert {setting.method for setting in SETTINGS if setting.name == "seed"} == {"rlw", "graddrop"}


def course(name: str, trains: bool, **settings: float) -> list[float]:
    """Weights over 150 steps: the ratio grows from 30×, the angle from 100°, the losses fall at different rates.

    trains: as in a training loop, where the next batch has other losses than this one has after the step.
    """
    method = methods.create(name, **settings)
    weights: list[float] = []
    for step in range(150):
        losses = np.array([0.99**step, 3 * 0.97**step])
        seen = methods.placed(method, Observation(two_gradients(30 + step, 100 + step / 2), losses, step))
        weights += method.weights(seen).tolist()
        if trains and method.looks_back:
            method.after_step(losses * [0.99, 0.9])
    return weights


@pytest.mark.parametrize("name", [name for name in methods.names() if hyper.settings(name)])
def test_every_setting_matters_with_two_tasks(name: str) -> None:
    """What is said to matter only where batches are drawn does nothing elsewhere, so pages without one hide it."""
    for setting in hyper.settings(name):
        other = setting.range.high if setting.default != setting.range.high else setting.range.low
        for trains in (False, True):
            changed = course(name, trains, **{setting.name: setting.taken(other)})
            same = np.allclose(course(name, trains), changed)
            assert same is (setting.range.trains and not trains), setting.key
