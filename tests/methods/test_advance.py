"""The short way through many steps with the same gradients leads to the same memory as the steps themselves."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mtlviz import hyper, methods
from mtlviz.geometry import norms, two_gradients
from mtlviz.methods import Method, Observation

WITH_MEMORY = [name for name in methods.names() if "history" in methods.info(name).needs]
GRAM = np.array([[9.0, 2.0, -3.0], [2.0, 1.0, 0.5], [-3.0, 0.5, 4.0]])  # of three gradients


def step_by_step(method: Method, seen: Observation, steps: int, losses: np.ndarray | None) -> None:
    """What `advance` stands for, without its help."""
    for t in range(steps):
        now = seen.losses if losses is None else np.broadcast_to(losses[t], seen.shape)
        method.weights(Observation(seen.gram, now, seen.step + t, seen.gradients))


def assert_alike(short: Method, long: Method, seen: Observation) -> None:
    """Both answer alike now, and in the steps after: what is compared is what each gradient brings to the update."""
    n = norms(seen.gram)[..., None, :]
    for step in range(3):
        now = seen.replaced(step=seen.step + step)
        pulls = short.contributions(now) * n, long.contributions(now) * n  # (..., K, K)
        np.testing.assert_allclose(*pulls, rtol=1e-12, atol=1e-12 * n.max())
        one, other = short.outside(now), long.outside(now)
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12 * n.max())


def drawn(data: st.DataObject, name: str) -> dict[str, Any]:
    """Settings of a method, anywhere in their ranges."""
    found = {}
    for setting in hyper.settings(name):
        low, high = setting.range.low, setting.range.high
        value = st.integers(int(low), int(high)) if setting.range.whole else st.floats(low, high)
        found[setting.name] = setting.taken(data.draw(value, label=setting.key))
    return found


@pytest.mark.parametrize("name", WITH_MEMORY)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_it_is_the_loop(name: str, data: st.DataObject) -> None:
    short = methods.create(name, **drawn(data, name))
    steps, start = data.draw(st.integers(1, 3000)), data.draw(st.sampled_from([0, 0, 90, 400]))
    gram = two_gradients(data.draw(st.floats(1, 10_000)), data.draw(st.floats(5, 175)))
    if name == "gradvac":  # so near its target it is rounding that says whether it corrects at all
        assume((1 - short.settings()["beta"]) ** (start + steps) > 1e-9 or short.settings()["beta"] == 0)
    end = np.array(data.draw(st.tuples(*[st.floats(1e-3, 1e3)] * 2)))
    moving = data.draw(st.booleans())
    losses = end ** (np.arange(steps)[:, None] / steps) if moving else None
    seen = methods.placed(short, Observation(gram, end, start))
    short.weights(methods.placed(short, Observation(two_gradients(2, 60), np.ones(2), start)))  # it has a past
    long = deepcopy(short)
    short.advance(seen, steps, losses)
    step_by_step(long, seen, steps, losses)
    assert_alike(short, long, seen.replaced(step=start + steps))


@pytest.mark.parametrize("steps", [1, 49, 300])
@pytest.mark.parametrize("name", WITH_MEMORY)
def test_it_is_the_loop_for_a_batch_of_three_tasks_in_two_parts(name: str, steps: int) -> None:
    gram = np.array([[1.0], [100.0]])[..., None] * GRAM  # (2, 3, 3)
    losses = np.array([2.0, 0.3, 1.0]) ** (np.arange(steps)[:, None] / steps)
    short, long = methods.create(name), methods.create(name)
    seen = methods.placed(short, Observation(gram, np.ones((2, 3))))
    short.advance(seen, steps, losses)
    short.advance(seen.replaced(step=steps), 40)
    step_by_step(long, seen, steps, losses)
    step_by_step(long, seen.replaced(step=steps), 40, None)
    assert_alike(short, long, seen.replaced(step=steps + 40))


def test_a_warm_up_may_have_no_end() -> None:
    for name in ("gaba", "stch"):
        method = methods.create(name, warmup=float("inf"))
        method.advance(Observation(GRAM, np.ones(3)), 50)
        np.testing.assert_allclose(method.weights(Observation(GRAM, np.ones(3), 50)), 1 / 3 if name == "gaba" else 1.0)


@pytest.mark.parametrize("name", [name for name in WITH_MEMORY if "losses" in methods.info(name).needs])
def test_losses_that_are_needed_have_to_be_there(name: str) -> None:
    method = methods.create(name)
    with pytest.raises(ValueError, match="got no losses"):
        method.advance(methods.placed(method, Observation(GRAM)), 5)
