"""GABA against the facts that the book's rule implies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import methods
from mtlviz.geometry import describe, norms, plane, two_gradients, update_norm
from tests.strategies import angles, modest, pairs, ratios

RAW = {"floor": 0.0, "beta": 0.0, "warmup": 0}


def pull(ratio, **hyper):
    gram = two_gradients(ratio, 90)
    return describe(gram, methods.create("gaba", **hyper).weights(methods.Observation(gram))).pull


def test_floor_then_renormalise_ends_below_the_floor():
    weights = methods.create("gaba", beta=0.0, warmup=0).weights(methods.Observation(two_gradients(1e9, 90)))
    assert weights[0] == pytest.approx(0.05 / 1.05, abs=1e-9)
    assert f"{weights[0]:.4f}" == "0.0476"


@pytest.mark.parametrize(("ratio", "residual"), [(19, "1.00"), (100, "5.05"), (500, "25.05")])
def test_the_floor_stops_equalising_beyond_19(ratio, residual):
    assert f"{pull(ratio, beta=0.0, warmup=0):.2f}" == residual


@modest
@given(ratios)
def test_without_floor_both_pull_alike(ratio):
    assert pull(ratio, **RAW) == pytest.approx(1)


@pytest.mark.parametrize("ratio", [50, 100, 500])
def test_the_small_task_is_hurt_below_minus_one_over_the_residual_pull(ratio):
    for nudge, hurt in ((1.001, True), (0.999, False)):
        angle = np.degrees(np.arccos(-nudge / pull(ratio, beta=0.0, warmup=0)))
        gram = two_gradients(ratio, angle)
        weights = methods.create("gaba", beta=0.0, warmup=0).weights(methods.Observation(gram))
        assert (describe(gram, weights).effects[1] > 0) == hurt


@modest
@given(ratios, angles)
def test_raw_gaba_is_the_bisector_with_the_length_of_the_formula(ratio, angle):
    gram = two_gradients(ratio, angle)
    n_1, n_2 = norms(gram)
    d = methods.create("gaba", **RAW).weights(methods.Observation(gram)) @ plane(gram)
    half = np.radians(angle / 2)
    length = 2 * n_1 * n_2 / (n_1 + n_2) * np.cos(half)
    np.testing.assert_allclose(d, length * np.array([np.cos(half), np.sin(half)]), atol=1e-7 * n_2)


def test_the_running_average_forgets_geometrically():
    gram, method = two_gradients(9, 60), methods.create("gaba", beta=0.9, floor=0.0, warmup=3)
    found = np.array([method.weights(methods.Observation(gram, step=step)) for step in range(20)])
    steps = np.clip(np.arange(20) - 2, 0, None)[:, None]  # warm-up: three steps at ½
    raw = np.array([0.1, 0.9])
    np.testing.assert_allclose(found, raw + 0.9**steps * (0.5 - raw), rtol=1e-12)


def test_warm_up_is_equal_and_remembers_nothing():
    warm, cold = methods.create("gaba", warmup=100), methods.create("gaba", warmup=100)
    for step in range(100):
        weights = warm.weights(methods.Observation(two_gradients(500, 10), step=step))
        np.testing.assert_array_equal(weights, [0.5, 0.5])
    after = methods.Observation(two_gradients(3, 10), step=100)
    np.testing.assert_array_equal(warm.weights(after), cold.weights(after))


def test_a_step_without_numbers_teaches_nothing():
    method, seen = methods.create("gaba", warmup=0), methods.Observation(two_gradients(9, 60))
    before = method.weights(seen)
    method.weights(methods.Observation(np.full((2, 2), np.nan)))
    raw = np.array([0.1, 0.9])
    np.testing.assert_allclose(method.weights(seen), 0.99 * before + 0.01 * raw)


@modest
@given(pairs(), st.sampled_from([{}, RAW, {"beta": 0.0, "warmup": 0}]))
def test_keep_length_keeps_the_length_of_the_equal_weight_step_and_the_direction(gram, hyper):
    observation = methods.Observation(gram, step=500)
    plain = methods.create("gaba", **hyper).weights(observation)
    kept = methods.create("gaba", **hyper, keep_length=True).weights(observation)
    np.testing.assert_allclose(kept / kept.sum(), plain, rtol=1e-12)
    if update_norm(gram, plain) > 0:
        equal = update_norm(gram, np.array([0.5, 0.5]))
        assert update_norm(gram, kept) == pytest.approx(equal, rel=1e-6, abs=1e-7 * gram.max() ** 0.5)


@modest
@given(st.lists(ratios, min_size=3, max_size=5))
def test_three_or_more_tasks_none_above_its_share(lengths):
    gram, K = np.diag(1 / np.square(lengths)), len(lengths)
    weights = methods.create("gaba", **RAW).weights(methods.Observation(gram))
    assert weights.sum() == pytest.approx(1)
    assert weights.max() <= 1 / (K - 1) + 1e-12
    assert (np.diff(weights[np.argsort(lengths)]) >= -1e-12).all()  # the shorter the gradient, the larger the weight


def test_another_batch_needs_a_reset():
    method = methods.create("gaba", warmup=0)
    method.weights(methods.Observation(np.eye(2)))
    with pytest.raises(ValueError, match=r"remembers weights of shape \(2,\), the observation has \(5, 2\)"):
        method.weights(methods.Observation(np.tile(np.eye(2), (5, 1, 1))))
    method.reset()
    method.weights(methods.Observation(np.tile(np.eye(2), (5, 1, 1))))


@pytest.mark.parametrize(("ratio", "angle"), [(500, 92.3), (50, 113.1)])
def test_at_rest_the_other_task_is_hurt_from_the_angle_on_that_the_card_names(ratio, angle):
    gram = two_gradients(ratio, np.array([angle - 0.2, angle + 0.2]))
    weights = methods.create("gaba", beta=0.0, warmup=0).weights(methods.Observation(gram))
    before, after = describe(gram, weights).effects[:, 1]
    assert before < 0 < after
    assert f"{angle:.1f}" in methods.info("gaba").fails
