"""ConFIG by its definition: equal cosines, and the length that the gradients have along them."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import methods
from mtlviz.geometry import min_norm_weights, norms, plane
from tests.strategies import gradients, modest, pairs


@modest
@given(gradients(st.integers(2, 6), zeros=False))
def test_cosines_are_equal_and_the_length_is_the_sum_of_the_projections(G):
    U = G / np.linalg.norm(G, axis=1, keepdims=True)
    d = methods.create("config").weights(methods.Observation(G @ G.T)) @ G
    if np.linalg.eigvalsh(U @ U.T)[0] < 1e-6:  # also fewer dimensions than tasks: no such direction need exist
        return
    along = U @ d / np.linalg.norm(d)
    np.testing.assert_allclose(along, along[0], rtol=1e-8)
    assert np.linalg.norm(d) == pytest.approx((G @ d).sum() / np.linalg.norm(d), rel=1e-8)


@modest
@given(pairs())
def test_two_tasks_is_the_bisector(gram):
    n = norms(gram)
    d = methods.create("config").weights(methods.Observation(gram)) @ plane(gram)
    np.testing.assert_allclose(d, n.mean() * (plane(gram) / n[:, None]).sum(0), atol=1e-14)


def test_a_zero_gradient_is_left_out():
    for G in (np.array([[3.0, 4.0], [0.0, 0.0]]), np.array([[3.0, 4.0], [0.0, 0.0], [4.0, -3.0]])):
        rest = G[np.any(G, axis=1)]
        others = methods.create("config").weights(methods.Observation(rest @ rest.T)) if len(rest) > 1 else [1.0]
        d = methods.create("config").weights(methods.Observation(G @ G.T)) @ G
        np.testing.assert_allclose(d, others @ rest, rtol=1e-12)


def opposed(*pairs):
    """Rows that cancel once their lengths are taken out, in pairs of one direction."""
    return np.array([length * np.array(direction) for direction, lengths in pairs for length in lengths])


CANCELLING = {
    "one line": opposed(((1.0, 2.0), (1, 2, -1, -3))),
    "two lines": opposed(((1.0, 2.0), (1, -2)), ((-0.3, 1.7), (1, -3))),
    "three lines": opposed(((1.0, 2.0, 0), (1, -20)), ((0.1, 0.7, 3), (5, -3)), ((1.0, -1.0, 0.1), (1, -1e4))),
    "a star": np.array([[np.cos(a), np.sin(a)] for a in 2 * np.pi * np.arange(5) / 5]) * np.arange(1.0, 6)[:, None],
}


@pytest.mark.parametrize("G", CANCELLING.values(), ids=CANCELLING)
def test_unit_gradients_that_cancel_leave_no_step_in_any_order(G):
    for order in permutations(range(len(G))) if len(G) < 6 else [range(6), (5, 0, 3, 1, 4, 2)]:
        rows = G[list(order)]
        d = methods.create("config").weights(methods.Observation(rows @ rows.T)) @ rows
        np.testing.assert_allclose(d, 0, atol=1e-12 * np.abs(G).max())


@modest
@given(gradients(st.integers(3, 6), zeros=False), st.randoms(use_true_random=False))
def test_the_order_of_the_tasks_does_not_matter(G, random):
    U = G / np.linalg.norm(G, axis=1, keepdims=True)
    sigma = np.linalg.svd(U, compute_uv=False)
    if ((sigma > 1e-12) & (sigma < 1e-4)).any():  # nearly dependent: the Gram has few digits of it
        return
    order = random.sample(range(len(G)), len(G))
    d, listed = (methods.create("config").weights(methods.Observation(rows @ rows.T)) @ rows for rows in (G, G[order]))
    np.testing.assert_allclose(d, listed, atol=1e-6 * np.linalg.norm(G))


def test_four_gradients_in_a_plane_can_leave_one_hurt():
    """The failure that the note warns of: no direction is at one angle to all four, though one helps all."""
    G = np.array([[0.2, 0.98], [-0.42, -0.91], [0.23, 0.97], [-0.96, 0.28]])
    d = methods.create("config").weights(methods.Observation(G @ G.T)) @ G
    assert (G @ d).min() < -0.1
    assert (G @ (min_norm_weights(G @ G.T) @ G)).min() > 0
