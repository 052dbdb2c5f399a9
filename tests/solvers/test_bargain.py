"""Bargains by their own equation, Gram·w = w^(−1/α), for two to six tasks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz.geometry import min_norm_weights, two_gradients
from mtlviz.solvers import bargain
from tests.strategies import gradients, modest, pairs

alphas = st.sampled_from([0.5, 1.0, 2.0, 5.0, 20.0])


def room(G):
    """How far the hull of the directions stays from zero: no bargain at 0, half the digits of a Gram gone at 1e-4."""
    U = G / np.linalg.norm(G, axis=1, keepdims=True)
    return np.linalg.norm(min_norm_weights(U @ U.T) @ U)


@modest
@given(gradients(st.integers(2, 6), zeros=False), alphas)
def test_the_equation_holds_or_there_is_no_bargain(G, alpha):
    gram = G @ G.T
    w = bargain.solve(gram, alpha)
    if room(G) > 0.03:
        assert (w > 0).all()
        np.testing.assert_allclose(gram @ w * w ** (1 / alpha), 1, rtol=1e-8)
    elif room(G) < 1e-12:
        np.testing.assert_array_equal(w, 0)


@modest
@given(pairs())
def test_two_tasks_in_closed_form_and_by_newton(gram):
    closed, iterated = bargain.solve(gram), bargain.solve(gram, np.nextafter(1, 2))
    if 1 + gram[0, 1] / np.sqrt(gram[0, 0] * gram[1, 1]) > 1e-4:
        np.testing.assert_allclose(iterated, closed, rtol=1e-8)


@pytest.mark.parametrize("alpha", [0.5, 1.0, 5.0])
def test_a_zero_gradient_or_opposed_ones_leave_no_bargain(alpha):
    for gram in (np.diag([0.0, 4.0]), np.diag([1.0, 0.0, 4.0]), np.zeros((2, 2)), two_gradients(30, 180)):
        np.testing.assert_array_equal(bargain.solve(gram, alpha), 0)
    angles = np.radians([0, 120, 240])
    star = np.stack([np.cos(angles), np.sin(angles)], axis=1) * [[1], [10], [100]]
    np.testing.assert_array_equal(bargain.solve(star @ star.T, alpha), 0)


@modest
@given(gradients(st.integers(2, 4), zeros=False), alphas)
def test_other_units_are_other_weights_and_the_same_bargain(G, alpha):
    """Gram·w = w^(−1/α) makes w scale as (Gram's scale)^(−α/(1+α))."""
    w = bargain.solve(G @ G.T, alpha)
    for scale in (2.0**-54, 2.0**54):
        found = bargain.solve(G @ G.T * scale, alpha)
        np.testing.assert_allclose(found, w * scale ** (-alpha / (1 + alpha)), rtol=1e-12)
