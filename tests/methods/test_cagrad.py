"""CAGrad against its dual: no step in the ball can serve the worst-served task better than the dual's value."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import methods
from mtlviz.geometry import describe, min_norm_weights, two_gradients
from mtlviz.methods import cagrad
from tests.strategies import gradients, modest, pairs
from tests.test_hull import hurt_by_rounding

radii = st.sampled_from([0.1, 0.5, 0.9, 0.99])


def dual_value(G, c):
    """min g_w·g_0 + κ‖g_w‖ over the hull, in steps that MGDA can take.

    ‖g_w‖ = min_τ (‖g_w‖²/κτ + κτ)/2 makes it, for each τ, the shortest vector among g_k + τ g_0; bisect ‖g_w‖ = κτ.
    """
    g_0 = G.mean(0)
    kappa = c * np.linalg.norm(g_0)
    low, high = -25.0, 0.0
    values = []
    for _ in range(70):
        tau = np.linalg.norm(G, axis=1).max() / kappa * np.exp((low + high) / 2)
        moved = G + tau * g_0
        g_w = min_norm_weights(moved @ moved.T) @ G
        values.append(g_w @ g_0 + kappa * np.linalg.norm(g_w))
        low, high = (low, (low + high) / 2) if kappa * tau > np.linalg.norm(g_w) else ((low + high) / 2, high)
    return min(values)


@modest
@given(gradients(st.integers(2, 6)), radii)
def test_the_worst_served_task_cannot_be_served_better(G, c):
    g_0 = G.mean(0)
    if hurt_by_rounding(G) or np.linalg.norm(g_0) <= 1e-6 * np.linalg.norm(G, axis=1).max():
        return
    d = methods.create("cagrad", c=c).weights(methods.Observation(G @ G.T)) @ G
    worst = (G @ d).argmin()
    assert np.linalg.norm(d - g_0) <= c * np.linalg.norm(g_0) * (1 + 1e-8)
    gap = dual_value(G, c) - G[worst] @ d
    assert gap <= 1e-8 * np.linalg.norm(G, axis=1).max() * np.linalg.norm(g_0)
    if np.linalg.norm(G[worst]) > 0:
        assert gap <= 1e-7 * np.linalg.norm(G[worst]) * np.linalg.norm(g_0)


@modest
@given(pairs(), radii)
def test_two_tasks_in_closed_form_and_by_all_sets(gram, c):
    kappa = np.array([c * describe(gram, np.array([0.5, 0.5])).update_norm])
    closed, tried = cagrad._closed_form(gram, kappa), cagrad._best_of_all_sets(gram, kappa)
    apart = describe(gram, closed - tried).update_norm
    assert apart <= 1e-6 * max(kappa[0], 1e-7)  # ‖g‖ = 1: near 180° the Gram holds half the digits


def test_radius_zero_is_the_average():
    gram = np.array([[4.0, -3.0, 1], [-3.0, 9.0, 0], [1, 0, 1]])
    np.testing.assert_array_equal(methods.create("cagrad", c=0.0).weights(methods.Observation(gram)), 1 / 3)


@modest
@given(pairs())
def test_towards_radius_one_nobody_is_hurt(gram):
    c = 1 - 1e-9
    told = describe(gram, methods.create("cagrad", c=c).weights(methods.Observation(gram)))
    assert (told.effects <= 1e-4 * told.norms * told.norms.max()).all()


def test_below_radius_one_a_task_can_be_hurt():
    gram = two_gradients(10, 170)
    told = describe(gram, methods.create("cagrad").weights(methods.Observation(gram)))
    assert told.effects[1] > 0


def test_too_many_tasks_get_a_sentence():
    with pytest.raises(ValueError, match="CAGrad got 13 tasks; expected at most 12"):
        methods.create("cagrad").weights(methods.Observation(np.eye(13)))
