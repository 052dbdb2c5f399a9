"""Projections on the dual cone, by their optimality conditions, on vectors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz.solvers import cone
from tests.strategies import gradients, modest
from tests.test_hull import hurt_by_rounding


def violation(G, u, v):
    """How far v @ G is from the projection of u @ G: v ≥ u, g_k·d ≥ 0, one of them an equality; relative."""
    n = np.linalg.norm(G, axis=1)
    terms = (np.abs(v) * n).sum()
    added, along = (v - u) * n, np.divide(G @ (v @ G), n, out=np.zeros(len(G)), where=n > 0)
    return max((-added).max(), (-along).max(), np.minimum(np.abs(added), np.abs(along)).max()) / max(terms, 1e-300)


@modest
@given(gradients(st.integers(2, 6)))
def test_each_gradient_and_the_average(G):
    K = len(G)
    points = np.vstack([np.eye(K), np.full((1, K), 1 / K)])
    found = cone.project(G @ G.T, points)
    if not hurt_by_rounding(G):
        for u, v in zip(points, found, strict=True):
            assert violation(G, u, v) < 1e-8


@modest
@given(gradients(st.integers(2, 5)), st.integers(0, 2**32))
def test_no_point_of_the_cone_is_nearer(G, seed):
    """The cone is where MGDA's steps go, and their sums: d + t·(any of it) is not nearer to x than d."""
    if hurt_by_rounding(G):
        return
    u = np.random.default_rng(seed).normal(size=(1, len(G)))
    x, d = u[0] @ G, cone.project(G @ G.T, u)[0] @ G
    for direction in cone.project(G @ G.T, np.eye(len(G))) @ G:
        assert (x - d) @ direction <= 1e-8 * np.linalg.norm(G) * np.linalg.norm(x)
    assert abs((x - d) @ d) <= 1e-8 * np.linalg.norm(G) * np.linalg.norm(x)


def test_what_is_in_the_cone_stays():
    G = np.array([[1.0, 0.0, 0.0], [0.5, 1.0, 0.0], [0.2, 0.3, 2.0]])
    np.testing.assert_array_equal(cone.project(G @ G.T, np.eye(3)), np.eye(3))


def test_too_many_tasks_get_a_sentence():
    with pytest.raises(ValueError, match="found 11 tasks; expected at most 10"):
        cone.project(np.eye(11), np.eye(11))
