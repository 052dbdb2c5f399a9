"""Nash-MTL and FairGrad as what they are: maximisers, over all steps of one length. The equation is in test_bargain."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import methods
from mtlviz.geometry import describe, min_norm_weights, norms, plane, two_gradients, update_norm
from tests.solvers.test_bargain import room
from tests.strategies import angles, gradients, modest, ratios


@modest
@given(ratios, st.floats(0, 179), st.booleans())
def test_two_tasks_are_the_bisector(ratio, angle, fair):
    gram = two_gradients(ratio, angle)
    d = methods.create("fairgrad" if fair else "nash").weights(methods.Observation(gram)) @ plane(gram)
    directions = plane(gram) / norms(gram)[:, None]
    np.testing.assert_allclose(d, directions.sum(0) / np.sqrt(1 + directions[0] @ directions[1]), atol=1e-9)


@modest
@given(gradients(st.integers(2, 6), zeros=False))
def test_the_step_has_length_root_k_and_helps_all_alike(G):
    if room(G) > 0.03:
        w = methods.create("nash").weights(methods.Observation(G @ G.T))
        d = w @ G
        assert np.linalg.norm(d) == pytest.approx(np.sqrt(len(G)), rel=1e-8)
        np.testing.assert_allclose(w * (G @ d), 1, rtol=1e-8)


@modest
@given(gradients(st.integers(2, 5), zeros=False), st.sampled_from([0.5, 1.0, 2.0]), st.integers(0, 2**32))
def test_no_step_of_that_length_is_fairer(G, alpha, seed):
    if room(G) < 0.03:
        return
    d = methods.create("fairgrad", alpha=alpha).weights(methods.Observation(G @ G.T)) @ G

    def welfare(step):
        gains = G @ step
        return np.log(gains).sum() if alpha == 1 else (gains ** (1 - alpha) / (1 - alpha)).sum()

    assert (G @ d > 0).all()
    rng = np.random.default_rng(seed)
    for size in (1e-3, 0.1, 1.0):
        other = d + size * np.linalg.norm(d) * rng.normal(size=d.shape)
        other *= np.linalg.norm(d) / np.linalg.norm(other)
        if (G @ other > 0).all():
            assert welfare(other) <= welfare(d) + 1e-9 * abs(welfare(d))


@modest
@given(gradients(st.integers(2, 4), zeros=False))
def test_a_large_alpha_points_as_mgda_does(G):
    if room(G) > 0.1:
        gram = G @ G.T
        w = methods.create("fairgrad", alpha=20.0).weights(methods.Observation(gram))
        mean = np.linalg.norm(G, axis=1).min()
        shortest, fair = min_norm_weights(gram) @ G, w @ G
        gains = G @ fair / np.linalg.norm(fair)
        assert gains.min() >= 0.3 * np.linalg.norm(shortest)  # MGDA's is the largest smallest gain there is
        assert np.linalg.norm(shortest) <= mean * (1 + 1e-12)


def test_a_small_alpha_is_nearly_the_plain_sum():
    gram = two_gradients(3, 60)
    w = [methods.create("fairgrad", alpha=alpha).weights(methods.Observation(gram)) for alpha in (1.0, 0.5)]
    assert np.ptp(w[1]) < np.ptp(w[0])


@modest
@given(angles)
def test_alpha_says_who_gets_the_larger_say(angle):
    if angle > 170:
        return
    gram = two_gradients(10, angle)
    pulls = [
        methods.create("fairgrad", alpha=alpha).weights(methods.Observation(gram)) * norms(gram) for alpha in (0.5, 2)
    ]
    assert pulls[0][0] > pulls[0][1]
    assert pulls[1][0] < pulls[1][1]


def test_near_conflict_the_step_is_long_and_helps_nobody():
    """The failure that the note warns of: at 179° the weights are 80 times those at 90°."""
    weights = [methods.create("nash").weights(methods.Observation(two_gradients(1, angle, 1.0))) for angle in (90, 179)]
    assert weights[1][0] / weights[0][0] == pytest.approx(81, rel=0.01)
    told = describe(two_gradients(1, 179, 1.0), weights[1])
    assert told.update_norm == pytest.approx(np.sqrt(2))
    assert -told.effects[0] < 0.02


@pytest.mark.parametrize(("alpha", "sign"), [(0.5, -1), (1.0, 0), (2.0, 1), (5.0, 1)])
def test_towards_opposed_gradients_the_step_shrinks_below_alpha_one_and_grows_above(alpha, sign):
    """What FairGrad's card says."""
    gram = two_gradients(5, np.array([90.0, 120, 150, 170, 179]))
    length = update_norm(gram, methods.create("fairgrad", alpha=alpha).weights(methods.Observation(gram)))
    change = np.diff(length) / length[:-1]
    if sign:
        assert (sign * change > 0.05).all()
    else:
        np.testing.assert_allclose(length, np.sqrt(2), rtol=1e-6)
