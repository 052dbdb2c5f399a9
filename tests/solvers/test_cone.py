"""Projections on the dual cone: by their optimality conditions on vectors, by brute force, and by quadprog."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz.solvers import cone
from tests.solvers.enumeration import nearest_in_cone
from tests.strategies import gradients, modest, scales
from tests.test_hull import hurt_by_rounding

few, many = st.integers(2, 7), st.sampled_from([8, 12, 20, 32])


def violation(G, u, v):
    """How far v @ G is from the projection of u @ G: v ≥ u, g_k·d ≥ 0, one of them an equality; relative."""
    n = np.linalg.norm(G, axis=1)
    terms = (np.abs(v) * n).sum()
    added, along = (v - u) * n, np.divide(G @ (v @ G), n, out=np.zeros(len(G)), where=n > 0)
    return max((-added).max(), (-along).max(), np.minimum(np.abs(added), np.abs(along)).max()) / max(terms, 1e-300)


def each_and_average(K):
    return np.vstack([np.eye(K), np.full((1, K), 1 / K)])


@modest
@given(gradients(few | many), scales)
def test_each_gradient_and_the_average(G, scale):
    points = each_and_average(len(G))
    found = cone.project(G @ G.T * scale**2, points)
    if not hurt_by_rounding(G):
        for u, v in zip(points, found, strict=True):
            assert violation(G, u, v) < 1e-8


@modest
@given(gradients(few))
def test_the_same_as_trying_all_sets(G):
    if hurt_by_rounding(G):
        return
    gram, n = G @ G.T, np.linalg.norm(G, axis=1)
    points = each_and_average(len(G))
    for u, v in zip(points, cone.project(gram, points), strict=True):
        np.testing.assert_allclose(v @ G, nearest_in_cone(gram, u) @ G, atol=1e-8 * (u * n).sum())


@pytest.mark.parametrize("K", [20, 32])
@pytest.mark.parametrize("ratio", [1, 100, 10_000])
def test_the_same_as_quadprog(K, ratio):
    """min ½‖d − x‖² with G d ≥ 0, in the space of the parameters; some tasks are copies, opposed, or zero."""
    quadprog = pytest.importorskip("quadprog")
    rng = np.random.default_rng(K + ratio)
    G = rng.normal(size=(K, 40))
    G[3], G[5], G[7] = 2 * G[0], -3 * G[1], 0
    G *= np.geomspace(1, 1 / ratio, K)[rng.permutation(K), None]
    points = each_and_average(K)
    for u, v in zip(points, cone.project(G @ G.T, points), strict=True):
        x, present = u @ G, G[G.any(axis=1)]
        rows = present / np.linalg.norm(present, axis=1, keepdims=True)
        size = np.linalg.norm(x) or 1.0
        expected = size * quadprog.solve_qp(np.eye(40), x / size, rows.T, np.zeros(len(rows)))[0]
        np.testing.assert_allclose(v @ G, expected, atol=1e-8 * size)


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


@modest
@given(st.integers(3, 12), st.integers(0, 2**32))
def test_a_batch_walks_as_each_of_its_members_and_repeats_itself(K, seed):
    G = np.random.default_rng(seed).normal(size=(4, K, 5)) * 10.0 ** -np.arange(4)[:, None, None]
    gram = G @ G.swapaxes(-1, -2)
    gram[2] = np.nan
    together = cone.project(gram, each_and_average(K))
    assert np.isnan(together[2]).all()
    for e in (0, 1, 3):
        np.testing.assert_allclose(together[e], cone.project(gram[e], each_and_average(K)), rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(together, cone.project(gram, each_and_average(K)))


def test_what_is_in_the_cone_stays():
    G = np.array([[1.0, 0.0, 0.0], [0.5, 1.0, 0.0], [0.2, 0.3, 2.0]])
    np.testing.assert_array_equal(cone.project(G @ G.T, np.eye(3)), np.eye(3))
