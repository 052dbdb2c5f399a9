"""Spans: gradients with a given Gram, and the part of a vector that lies in them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz.geometry import plane, two_gradients
from mtlviz.solvers import span
from tests.strategies import angles, gradients, modest, ratios
from tests.test_hull import hurt_by_rounding

tasks = st.integers(2, 6)


@modest
@given(gradients(tasks))
def test_stand_ins_have_the_gram(G):
    K, n = len(G), np.linalg.norm(G, axis=1)
    for parameters in (K, 40):
        F = span.stand_in(G @ G.T, parameters)
        assert F.shape == (K, parameters)
        assert (np.abs(F @ F.T - G @ G.T) <= 1e-13 * n[:, None] * n).all()


@modest
@given(ratios, angles, st.floats(-1e-9, 1e-9))
def test_stand_ins_of_two_are_the_pair_in_the_plane_so_similar_states_get_similar_ones(ratio, angle, shift):
    """Else a method that remembers gradients would see a state turn against the one before."""
    gram = two_gradients([ratio, ratio * (1 + shift)], [angle, angle], large=1.0)
    turn = span.stand_in(np.eye(2), 2)  # the axes, as they are spread over the parameters
    one, other = span.stand_in(gram, 2)
    np.testing.assert_allclose(one @ turn.T, plane(gram[0]), rtol=1e-12, atol=1e-7 / ratio)  # sin 0° = 1e-8: Grams
    np.testing.assert_allclose(one, other, atol=1e-6)


@modest
@given(gradients(tasks), st.integers(0, 2**32))
def test_coordinates_are_the_least_squares_ones(G, seed):
    parts = np.random.default_rng(seed).normal(size=G.shape)
    if hurt_by_rounding(G):
        return
    rest = parts - span.coordinates(parts, G, G @ G.T) @ G
    n = np.linalg.norm(G, axis=1)
    assert (np.abs(rest @ G.T) <= 1e-7 * np.linalg.norm(parts, axis=1)[:, None] * n).all()


@modest
@given(gradients(tasks))
def test_what_is_in_the_span_stays(G):
    if not hurt_by_rounding(G):
        off = span.coordinates(G, G, G @ G.T) @ G - G
        assert (np.abs(off) <= 1e-8 * np.linalg.norm(G, axis=1, keepdims=True)).all()


@modest
@given(gradients(tasks))
def test_the_pseudo_inverse_is_numpys(G):
    _, cosines = span.unit(G @ G.T)
    if not hurt_by_rounding(G):
        expected = np.linalg.pinv(cosines, rcond=1e-13)
        np.testing.assert_allclose(span.pseudo_inverse(cosines), expected, atol=1e-7 * max(1, np.abs(expected).max()))


def test_a_ratio_of_a_million_costs_no_digits():
    G = np.array([[1.0, 0.0, 0.0], [0.6e-6, 0.8e-6, 0.0]])
    np.testing.assert_allclose(span.coordinates(G[::-1].copy(), G, G @ G.T), [[0, 1], [1, 0]], atol=1e-12)


def test_too_few_parameters_get_a_sentence():
    with pytest.raises(ValueError, match="3 gradients in 2 parameters; expected at least 3"):
        span.stand_in(np.eye(3), 2)
