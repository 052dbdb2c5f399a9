"""Aligned-MTL by its definition: perpendicular stand-ins of one length, and the matrix that is the paper's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import methods
from mtlviz.geometry import describe, two_gradients
from mtlviz.methods import aligned
from tests.strategies import gradients, modest, pairs
from tests.test_hull import hurt_by_rounding


def papers(G):
    """Algorithm 1 by numpy's SVD of the gradients themselves: no Gram, no squared digits."""
    U, sigma, _ = np.linalg.svd(G, full_matrices=False)
    rank = np.linalg.matrix_rank(G / np.maximum(np.linalg.norm(G, axis=1, keepdims=True), 1e-300), tol=1e-10)
    return sigma[rank - 1] * (U[:, :rank] / sigma[:rank]) @ U[:, :rank].T if rank else np.zeros((len(G), len(G)))


@modest
@given(gradients(st.integers(2, 6)))
def test_the_condition_number_is_one_and_the_length_that_of_the_weakest_direction(G):
    if hurt_by_rounding(G):
        return
    B = len(G) * methods.create("aligned").contributions(methods.Observation(G @ G.T))
    np.testing.assert_allclose(B, B.T, atol=1e-12)
    sigma = np.linalg.svd(B @ G, compute_uv=False)
    expected = np.linalg.svd(papers(G) @ G, compute_uv=False)
    lengths = sigma[expected > 1e-9 * expected[0]] if expected[0] else sigma[:0]
    np.testing.assert_allclose(lengths / max(expected[0], 1e-300), 1, rtol=1e-7)
    if lengths.size and np.linalg.svd(G, compute_uv=False)[lengths.size - 1] > 1e-3 * np.linalg.norm(G):
        assert lengths.max() / lengths.min() == pytest.approx(1, abs=1e-8)


@modest
@given(gradients(st.integers(2, 5)))
def test_the_update_is_the_papers(G):
    if not hurt_by_rounding(G):
        d = methods.create("aligned").weights(methods.Observation(G @ G.T)) @ G
        np.testing.assert_allclose(d, papers(G).mean(0) @ G, atol=1e-7 * np.linalg.norm(G))


@modest
@given(pairs())
def test_two_tasks_in_closed_form_and_by_svd(gram):
    closed, general = aligned._two(gram), aligned._balance(gram)
    cosine = gram[0, 1] / np.sqrt(gram[0, 0] * gram[1, 1])
    if not 0 < 1 - abs(cosine) < 1e-7:  # there the Gram cannot tell how nearly dependent they are
        np.testing.assert_allclose(closed, general, atol=1e-7 * np.abs(general).max())


def test_steps_vanish_as_gradients_become_parallel_and_jump_where_they_are():
    lengths = []
    for angle in (30, 3, 0.3, 0):
        gram = two_gradients(2, angle, 1.0)
        lengths.append(describe(gram, methods.create("aligned").weights(methods.Observation(gram))).update_norm)
    assert lengths[0] > 9 * lengths[1] > 81 * lengths[2]
    assert lengths[3] == pytest.approx(0.75)  # the average


@pytest.mark.parametrize(("angle", "hurt"), [(134, False), (140, True)])
def test_beyond_135_degrees_and_at_large_ratios_the_small_task_is_hurt(angle, hurt):
    gram = two_gradients(1000, angle)
    told = describe(gram, methods.create("aligned").weights(methods.Observation(gram)))
    assert (told.effects[1] > 0) == hurt
