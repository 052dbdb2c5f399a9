"""MGDA in particular; that its point is the shortest is proved in test_simplex."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import methods
from mtlviz.geometry import describe, min_norm_weights, two_gradients
from tests.strategies import gradients, grams, modest


@pytest.mark.parametrize(("ratio", "angle", "expected"), [(1, 90, 0.5), (3, 0, 0.0), (2, 90, 0.2), (3, 180, 0.25)])
def test_two_tasks_by_hand(ratio, angle, expected):
    weights = methods.create("mgda").weights(methods.Observation(two_gradients(ratio, angle)))
    np.testing.assert_allclose(weights, [expected, 1 - expected], atol=1e-15)


@modest
@given(gradients())
def test_the_step_helps_every_task_by_at_least_its_own_square(G):
    d = methods.create("mgda").weights(methods.Observation(G @ G.T)) @ G
    assert (G @ d >= d @ d - 1e-8 * np.square(G).sum(-1).max()).all()


@modest
@given(grams())
def test_its_length_is_the_distance_to_pareto_stationarity(gram):
    told = describe(gram, methods.create("mgda").weights(methods.Observation(gram)))
    assert told.update_norm == told.stationarity


@modest
@given(gradients(st.integers(2, 6), zeros=False))
def test_normalised_is_the_shortest_vector_of_the_unit_gradients(G):
    U = G / np.linalg.norm(G, axis=1, keepdims=True)
    d = methods.create("mgda", normalised=True).weights(methods.Observation(G @ G.T)) @ G
    np.testing.assert_allclose(d, min_norm_weights(U @ U.T) @ U, atol=1e-7)
    if len(G) == 2:
        np.testing.assert_allclose(d, U.mean(0), atol=1e-7)


def test_a_zero_gradient_stops_all_normalised_or_not():
    G = np.array([[3.0, 4.0], [0.0, 0.0], [4.0, -3.0]])
    for normalised in (False, True):
        w = methods.create("mgda", normalised=normalised).weights(methods.Observation(G @ G.T))
        np.testing.assert_allclose(w @ G, 0, atol=1e-15)
