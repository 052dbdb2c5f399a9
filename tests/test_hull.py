"""The shortest vector in the hull, by its optimality conditions and by a second route."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import hull
from mtlviz.hull import min_norm_weights
from tests.strategies import gradients, modest, scales

SMALLEST_SINE = 1e-4  # below, inner products hold too few digits of the angle for 1e-8


def hurt_by_rounding(G):
    """Nearly but not exactly dependent gradients, whose Gram has lost the digits that decide."""
    values = np.linalg.svd(G / np.maximum(np.linalg.norm(G, axis=1, keepdims=True), 1e-300), compute_uv=False)
    return ((values > 1e-12) & (values < SMALLEST_SINE)).any()


def violation(G, w):
    """How far d = w @ G is from d·g_k ≥ |d|² for all k, relative to the terms that were summed."""
    n, d = np.linalg.norm(G, axis=1), w @ G
    terms = n * (w * n).sum()
    return np.max((d @ d - G @ d)[terms > 0] / terms[terms > 0], initial=0)


@modest
@given(gradients(tasks=st.integers(2, 9)))
def test_min_norm_point_meets_its_optimality_conditions(G):
    w = min_norm_weights(G @ G.T)
    assert (w >= 0).all()
    assert w.sum() == pytest.approx(1, abs=1e-14)
    if not hurt_by_rounding(G):
        assert violation(G, w) < 1e-8


@modest
@given(gradients(tasks=st.integers(7, 9)), scales)
def test_many_tasks_take_another_way_to_the_same_point(G, scale):
    """The active set, for more than six tasks, against trying all faces."""
    walked = min_norm_weights(G @ G.T * scale**2)
    enumerated = hull._best_face(G @ G.T)
    resolution = 1e-7 * np.linalg.norm(G, axis=1).max()
    np.testing.assert_allclose(walked @ G, enumerated @ G, atol=resolution)


@modest
@given(gradients(tasks=st.integers(2, 5)), scales, st.randoms())
def test_scale_and_order_leave_the_point_alone(G, scale, random):
    order = random.sample(range(len(G)), len(G))
    point = min_norm_weights(G @ G.T) @ G
    resolution = 1e-7 * np.linalg.norm(G, axis=1).max()
    np.testing.assert_allclose(min_norm_weights(G @ G.T * scale**2) @ G, point, atol=resolution)
    np.testing.assert_allclose(min_norm_weights(G[order] @ G[order].T) @ G[order], point, atol=resolution)


@pytest.mark.parametrize("K", [2, 3, 7])
def test_nan_stays_with_its_member(K):
    stack = np.stack([np.full((K, K), np.nan), np.eye(K)])
    w = min_norm_weights(stack)
    assert np.isnan(w[0]).all()
    np.testing.assert_allclose(w[1], 1 / K)


def test_a_forty_task_problem_is_solved_exactly():
    G = np.random.default_rng(0).normal(size=(40, 60)) + 1
    assert violation(G, min_norm_weights(G @ G.T)) < 1e-10
