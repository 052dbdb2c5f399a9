"""CAGrad against its dual: no step in the ball can serve the worst-served task better. See also test_ball."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import methods
from mtlviz.geometry import describe, two_gradients
from mtlviz.methods import cagrad
from mtlviz.solvers import ball
from tests.solvers.test_ball import dual_value
from tests.strategies import gradients, modest, pairs
from tests.test_hull import hurt_by_rounding

radii = st.sampled_from([0.1, 0.5, 0.9, 0.99])


@modest
@given(gradients(st.integers(2, 8)), radii)
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
def test_two_tasks_in_closed_form_and_by_the_walk(gram, c):
    kappa = np.array([c * describe(gram, np.array([0.5, 0.5])).update_norm])
    closed, walked = cagrad._closed_form(gram, kappa), ball.step(gram, kappa)
    apart = describe(gram, closed - walked).update_norm
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


def test_nearly_equal_gradients_keep_the_step_in_the_ball():
    """On the plane through both, weights are 10⁷ times the step, and squared lengths have no digits left."""
    G = np.array([[0.2, -0.2, 0.9], [0.2, 0.6, 0.4], [-0.5, -0.4, -0.2], [-0.1, 0.8, -0.4]])
    G = np.vstack([G, G[1] * (1 - 1e-7)])
    g_0 = G.mean(0)
    d = methods.create("cagrad", c=0.1).weights(methods.Observation(G @ G.T)) @ G
    assert np.linalg.norm(d - g_0) <= 0.1 * np.linalg.norm(g_0) * (1 + 1e-8)
    assert dual_value(G, 0.1) - (G @ d).min() <= 1e-8
