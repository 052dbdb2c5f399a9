"""GradDrop: what it keeps, in expectation and draw by draw."""

from __future__ import annotations

import numpy as np
import pytest

from mtlviz import methods

G = np.random.default_rng(0).normal(size=(2, 400)) * [[5], [1]]


def test_in_every_parameter_only_one_sign_is_kept():
    kept = methods.create("graddrop")._kept(methods.Observation.of(G, step=3))
    assert set(np.unique(kept / G)) == {0.0, 1.0}
    assert not ((kept > 0).any(0) & (kept < 0).any(0)).any()
    agree = G[0] * G[1] > 0
    np.testing.assert_array_equal(kept[:, agree], G[:, agree])


def test_the_sign_is_drawn_in_proportion_to_its_strength():
    """E[update] = Σ⁺ P − Σ⁻ (1 − P), with P = Σ⁺ / (Σ⁺ + Σ⁻), sums of the positive and of the negative parts."""
    plus, minus = np.maximum(G, 0).sum(0), np.maximum(-G, 0).sum(0)
    P = plus / (plus + minus)
    mean = np.mean([methods.create("graddrop").update(methods.Observation.of(G, step=s)) for s in range(2000)], axis=0)
    spread = np.sqrt(P * (1 - P) / 2000) * (plus + minus)
    assert (np.abs(mean - (plus * P - minus * (1 - P))) <= 5 * spread + 1e-9).all()


def test_a_full_leak_is_the_plain_sum():
    np.testing.assert_allclose(methods.create("graddrop", leak=1.0).update(methods.Observation.of(G)), G.sum(0))


def test_a_step_repeats_its_draw_and_seeds_differ():
    def drawn(step, seed):
        return methods.create("graddrop", seed=seed).update(methods.Observation.of(G, step=step))

    np.testing.assert_array_equal(drawn(4, 1), drawn(4, 1))
    assert (drawn(4, 1) != drawn(5, 1)).any()
    assert (drawn(4, 1) != drawn(4, 2)).any()


def test_a_large_part_of_the_step_lies_outside_the_plane():
    seen, method = methods.Observation.of(G), methods.create("graddrop")
    inside = np.linalg.norm(method.weights(seen) @ G)
    outside = np.linalg.norm(method.outside(seen))
    assert 0.1 < outside / inside < 1
    np.testing.assert_allclose(G @ method.outside(seen), 0, atol=1e-9)


def test_without_gradients_it_says_so():
    with pytest.raises(ValueError, match="GradDrop got no gradients, only their gram; expected"):
        methods.create("graddrop").weights(methods.Observation(np.eye(2)))
