"""What the takeaways page says is computed or measured; here it is checked."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import data, geometry, methods
from mtlviz.lessons import takeaways
from mtlviz.lessons.state import State
from mtlviz.losses import mse
from mtlviz.models import seeded

LOGITS = st.lists(st.floats(-100, 100), min_size=2, max_size=6)


@given(LOGITS, st.integers(0, 5))
def test_cross_entropy_is_torchs_and_its_gradient_is_bounded_though_its_value_is_not(logits: list[float], n: int):
    label = n % len(logits)
    loss, gradient = takeaways.cross_entropy(np.array(logits), label)
    z = torch.tensor([logits], dtype=torch.float64, requires_grad=True)
    expected = torch.nn.functional.cross_entropy(z, torch.tensor([label]))
    (slope,) = torch.autograd.grad(expected, z)
    assert loss == pytest.approx(expected.item(), abs=1e-9)
    np.testing.assert_allclose(gradient, slope[0].numpy(), atol=1e-12)
    assert np.linalg.norm(gradient) <= np.sqrt(2) * (1 + 1e-12)


def test_the_table_corrects_bounded():
    values = {what: (loss, norm) for what, loss, norm in takeaways.losses_table()}
    assert values["health: logits (100, 0, 0), the second class is right"] == pytest.approx((100.0, np.sqrt(2)))
    assert values["RUL off by 50 cycles"] == (2500.0, 100.0)  # 2 (ŷ − y)
    text = takeaways.losses_markdown()
    assert all(what in text for what in values)


@given(st.floats(0.01, 10), st.floats(0.01, 10), st.floats(1, 1000), st.floats(0, 180))
def test_weights_that_do_not_sum_to_1_are_a_learning_rate(first: float, second: float, ratio: float, angle: float):
    total, inner = takeaways.larger_step((first, second))
    gram = geometry.two_gradients(ratio, angle)
    assert sum(inner) == pytest.approx(1)
    np.testing.assert_allclose(
        geometry.effects(gram, np.array([first, second])),
        total * geometry.effects(gram, np.array(inner)),
        rtol=1e-9,
        atol=1e-9,
    )


def test_all_methods_but_two_take_a_weighted_sum_of_the_present_gradients():
    assert [name for name in methods.names() if "gradients" in methods.info(name).needs] == ["db_mtl", "graddrop"]


def test_surgery_without_conflict_is_the_plain_sum():
    state = State(0.5, 60, 100)
    np.testing.assert_array_equal(state.contributions("pcgrad", 1), np.eye(2))
    assert "0.5°" in takeaways.TAKEAWAYS[2].here


def test_balanced_norms_stand_still_at_180():
    state = State(0.5, 180, 100)
    for name in ("imtl_g", "config", "mgda"):
        assert geometry.update_norm(state.gram, state.contributions(name, 1).sum(0)) == pytest.approx(0, abs=1e-9)


def test_balancing_norms_helps_health_in_a_conflict_where_equal_weights_hurt_it():
    state = State(0.5, 120, 3)
    effects = [geometry.effects(state.gram, state.contributions(name, 1).sum(0))[1] for name in ("fixed", "imtl_g")]
    assert effects[0] > 0 > effects[1]
    assert "by +0.00694 (hurt), and" in takeaways.TAKEAWAYS[2].here
    assert "by −0.0104" in takeaways.TAKEAWAYS[2].here


def test_another_unit_shrinks_the_gradient_by_the_unit_or_by_its_square():
    train = data.load("turbofan").train
    x, y = torch.as_tensor(train.inputs), torch.as_tensor(train.rul)

    def norm(model, loss) -> float:
        grads = torch.autograd.grad(loss, list(model.shared.parameters()))
        return torch.cat([g.flatten() for g in grads]).norm().item()

    target, both = [], []
    for model in map(seeded, range(12)):
        rul = model(x)[0]
        before = norm(model, mse(rul, y))
        rul = model(x)[0]
        target.append(before / norm(model, mse(rul, y / takeaways.UNIT)))
        rul = model(x)[0]
        both.append(before / norm(model, mse(rul / takeaways.UNIT, y / takeaways.UNIT)))
    assert np.median(target) == pytest.approx(takeaways.UNIT, rel=0.25)
    np.testing.assert_allclose(both, takeaways.UNIT**2, rtol=1e-4)
    assert "15,625" in takeaways.unit_markdown()
