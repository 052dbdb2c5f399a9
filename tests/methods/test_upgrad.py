"""UPGrad and DualProj as projections; the projection itself is proved in test_cone."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import methods
from mtlviz.geometry import describe, two_gradients
from mtlviz.solvers import cone
from tests.solvers.test_cone import violation
from tests.strategies import gradients, modest, pairs
from tests.test_hull import hurt_by_rounding


@modest
@given(pairs())
def test_two_tasks_is_half_of_pcgrad(gram):
    found, surgery = (methods.create(name).contributions(methods.Observation(gram)) for name in ("upgrad", "pcgrad"))
    np.testing.assert_allclose(found, surgery / 2, rtol=1e-14)


@modest
@given(pairs())
def test_closed_forms_meet_the_conditions_of_the_general_problem(gram):
    G = np.linalg.cholesky(gram + 1e-30 * np.eye(2)) if gram[0, 1] ** 2 < 0.99 * gram[0, 0] * gram[1, 1] else None
    if G is None:
        return
    rows = 2 * methods.create("upgrad").contributions(methods.Observation(gram))
    for u, v in zip(np.eye(2), rows, strict=True):
        assert violation(G, u, v) < 1e-8
    v = methods.create("dualproj").weights(methods.Observation(gram))
    assert violation(G, np.array([0.5, 0.5]), v) < 1e-8


@modest
@given(gradients(st.integers(3, 6)))
def test_more_tasks_by_the_conditions_of_each_projection(G):
    gram, K = G @ G.T, len(G)
    if hurt_by_rounding(G):
        return
    for u, row in zip(np.eye(K), K * methods.create("upgrad").contributions(methods.Observation(gram)), strict=True):
        assert violation(G, u, row) < 1e-8
    assert violation(G, np.full(K, 1 / K), methods.create("dualproj").weights(methods.Observation(gram))) < 1e-8


@modest
@given(gradients(st.integers(3, 6)))
def test_no_task_is_hurt_however_many_there_are(G):
    n = np.linalg.norm(G, axis=1)
    if hurt_by_rounding(G):
        return
    for name in ("upgrad", "dualproj"):
        w = methods.create(name).weights(methods.Observation(G @ G.T))
        assert (G @ (w @ G) >= -1e-8 * n * (np.abs(w) * n).sum()).all()


def test_where_the_average_conflicts_dualproj_ignores_the_small_task():
    """The failure that the note warns of."""
    gram = two_gradients(100, 120)
    told = describe(gram, methods.create("dualproj").weights(methods.Observation(gram)))
    assert told.effects[1] == 0
    assert told.effects[0] < 0


def test_without_conflict_both_are_the_average():
    gram = two_gradients(100, 80)
    for name in ("upgrad", "dualproj"):
        np.testing.assert_array_equal(methods.create(name).weights(methods.Observation(gram)), 0.5)
    np.testing.assert_array_equal(cone.project(gram, np.eye(2)), np.eye(2))
