"""IMTL-G by its definition: equal projections on every gradient's direction."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import methods
from mtlviz.geometry import norms
from tests.strategies import gradients, modest, pairs


@modest
@given(pairs())
def test_two_tasks_is_raw_gaba(gram):
    observation = methods.Observation(gram)
    raw = methods.create("gaba", floor=0.0, beta=0.0, warmup=0).weights(observation)
    np.testing.assert_allclose(methods.create("imtl_g").weights(observation), raw, rtol=1e-14)


@modest
@given(gradients(st.integers(2, 6), zeros=False), st.integers(0, 2**32))
def test_projections_are_equal_and_weights_sum_to_one(G, seed):
    G = G + 0.1 * np.linalg.norm(G, axis=1, keepdims=True) * np.random.default_rng(seed).normal(size=G.shape)
    weights = methods.create("imtl_g").weights(methods.Observation(G @ G.T))
    directions = G / np.linalg.norm(G, axis=1, keepdims=True)
    if np.linalg.cond(directions @ directions.T) < 1e6:
        projections = directions @ (weights @ G)
        assert weights.sum() == pytest.approx(1)
        terms = (np.abs(weights) * np.linalg.norm(G, axis=1)).sum()
        np.testing.assert_allclose(projections, projections.mean(), atol=1e-8 * terms)


def test_three_opposed_gradients_cancel():
    angles = np.radians([0, 120, 240])
    G = np.stack([np.cos(angles), np.sin(angles)], axis=1) * [[1], [10], [100]]
    weights = methods.create("imtl_g").weights(methods.Observation(G @ G.T))
    np.testing.assert_allclose(weights, np.array([1, 0.1, 0.01]) / 1.11, rtol=1e-9)


def test_with_three_tasks_the_step_can_turn_around():
    """The failure that the method's note warns of: a short third gradient, nearly between the two others."""
    G = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.007, 0.007, 0.001]])
    d = methods.create("imtl_g").weights(methods.Observation(G @ G.T)) @ G
    assert (G @ d < 0).all()


def test_a_zero_gradient_stops_the_step():
    for lengths in ((0, 3), (0, 3, 5), (0, 0, 5), (0, 0, 0)):
        gram = np.diag(np.square(lengths)).astype(float)
        weights = methods.create("imtl_g").weights(methods.Observation(gram))
        assert weights.sum() == pytest.approx(1)
        assert not (weights * norms(gram)).any()
