"""geometry against definitions on actual vectors, against finite differences, and at the edges."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import geometry
from tests.strategies import angles, gradients, grams, modest, pairs, ratios, scales, weightings

FIELDS = [field.name for field in dataclasses.fields(geometry.Description)]


def test_the_book_s_numpy_toy():
    told = geometry.describe(geometry.two_gradients(100, 0), np.array([0.5, 0.5]))
    assert [f"{n:.3f}" for n in told.norms] == ["5.000", "0.050"]
    assert (f"{told.ratio:.1f}×", f"{told.update_norm:.3f}") == ("100.0×", "2.525")
    assert [f"{share:.1%}" for share in told.shares] == ["99.0%", "1.0%"]
    assert [f"{share:.1%}" for share in told.book_shares] == ["99.0%", "1.0%"]


@modest
@given(st.data())
def test_describe_follows_the_definitions_on_vectors(data):
    G = data.draw(gradients(zeros=False))
    w = data.draw(weightings(len(G)))
    told, d = geometry.describe(G @ G.T, w), w @ G
    n = np.linalg.norm(G, axis=1)
    pulled = (w * n).sum()  # the rounding of everything below is relative to this
    np.testing.assert_allclose(told.norms, n, rtol=1e-12)
    np.testing.assert_allclose(told.ratio, n.max() / n.min(), rtol=1e-12)
    cosines = (G @ G.T / np.outer(n, n))[np.triu_indices(len(G), 1)]
    np.testing.assert_allclose(told.cosine, cosines.min(), atol=1e-13)
    np.testing.assert_allclose(told.update_norm, np.linalg.norm(d), rtol=1e-12, atol=1e-7 * pulled)
    np.testing.assert_allclose(told.effects / n, -(G @ d) / n, rtol=1e-12, atol=1e-13 * pulled)
    if np.linalg.norm(d) > 1e-3 * pulled:
        np.testing.assert_allclose(told.shares, w * (G @ d) / (d @ d), rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(told.book_shares, w * n / np.linalg.norm(d), rtol=1e-9)


@modest
@given(st.data())
def test_shares_sum_to_one_or_the_update_is_zero(data):
    gram = data.draw(grams())
    told = geometry.describe(gram, data.draw(weightings(len(gram))))
    if told.update_norm == 0:
        assert not told.shares.any()
        assert not told.book_shares.any()
    else:
        assert told.shares.sum() == pytest.approx(1, abs=1e-12 * np.abs(told.shares).sum())
        assert told.book_shares.sum() >= 1 - 1e-9


@modest
@given(st.data(), st.integers(0, 2**32))
def test_effects_are_the_slopes_of_actual_losses(data, seed):
    """L_k(θ) = ½|A_k θ|² − b_k·θ: the central difference along d is exact for a quadratic, whatever the step."""
    G = data.draw(gradients())
    w = data.draw(weightings(len(G)))
    K, N = G.shape
    rng = np.random.default_rng(seed)
    A, theta = rng.normal(size=(K, N, N)), rng.normal(size=N)
    b = np.einsum("kji,kjl,l->ki", A, A, theta) - G  # so that the gradient at θ is G

    def losses(at):
        return np.square(A @ at).sum(-1) / 2 - b @ at

    d, step = w @ G, 1e-3
    slopes = (losses(theta - step * d) - losses(theta + step * d)) / (2 * step)
    np.testing.assert_allclose(geometry.describe(G @ G.T, w).effects, slopes, atol=1e-10 * np.abs(losses(theta)).max())


@modest
@given(ratios, angles, st.floats(0.001, 0.999))
def test_inside_the_no_harm_window_nobody_is_hurt_and_outside_somebody_is(ratio, angle, position):
    gram = geometry.two_gradients(ratio, angle)
    window = geometry.no_harm_window(ratio, float(geometry.cosine(gram)))
    assert window is not None
    low, high = window
    assert 0 <= low <= high <= 1
    inside = low + position * (high - low)
    assert (geometry.describe(gram, np.array([inside, 1 - inside])).effects <= 0).all()
    for outside in (low * position - 1e-9, 1 - (1 - high) * position + 1e-9):
        if 0 < outside < low * (1 - 1e-9) or high + 1e-9 * (1 - high) < outside < 1:
            assert (geometry.describe(gram, np.array([outside, 1 - outside])).effects > 0).any()


@modest
@given(ratios, angles)
def test_the_edges_of_the_window_are_where_a_task_s_slope_is_zero(ratio, angle):
    G = 5 * np.array([[1, 0], [np.cos(np.radians(angle)) / ratio, np.sin(np.radians(angle)) / ratio]])
    low, high = geometry.no_harm_window(ratio, np.cos(np.radians(angle)))
    for lam, task in ((low, 0), (high, 1)):
        if 0 < lam < 1:
            pulled = lam * 5 + (1 - lam) * 5 / ratio
            slope = G[task] @ (lam * G[0] + (1 - lam) * G[1])
            assert abs(slope) < 1e-12 * np.linalg.norm(G[task]) * pulled


def test_the_window_at_its_ends():
    assert geometry.no_harm_window(4.0, 0.0) == (0.0, 1.0)
    assert geometry.no_harm_window(4.0, 0.3) == (0.0, 1.0)
    assert geometry.no_harm_window(4.0, -1.0) == (0.2, 0.2)
    assert geometry.no_harm_window(np.inf, -0.5) == (0.0, 0.0)
    assert geometry.no_harm_window(np.nan, 0.5) is None
    assert geometry.no_harm_window(2.0, np.nan) is None


@modest
@given(pairs())
def test_plane_keeps_all_inner_products(gram):
    P = geometry.plane(gram)
    n = np.sqrt(np.diag(gram))
    np.testing.assert_allclose(P @ P.T / np.outer(n, n), gram / np.outer(n, n), rtol=0, atol=1e-14)
    assert P[0, 0] > 0
    assert P[0, 1] == 0
    assert P[1, 1] >= 0


@pytest.mark.parametrize(("angle", "direction"), [(0, (1, 0)), (90, (0, 1)), (180, (-1, 0))])
@pytest.mark.parametrize("ratio", [1, 3, 7.7, 100, 500, 1e6])
def test_straight_and_right_angles_are_exact(ratio, angle, direction):
    gram = geometry.two_gradients(ratio, angle)
    assert geometry.cosine(gram) == direction[0]
    np.testing.assert_array_equal(geometry.plane(gram)[1], geometry.norms(gram)[1] * np.array(direction))


def test_opposed_equal_gradients_leave_exactly_nothing():
    told = geometry.describe(geometry.two_gradients(1, 180), np.array([0.5, 0.5]))
    assert told.update_norm == 0
    assert told.stationarity == 0
    assert told.condition == np.inf
    np.testing.assert_array_equal(told.effects, 0)
    assert not np.signbit(told.effects).any()  # "−0.00" on a page reads like harm avoided


@modest
@given(gradients(zeros=False))
def test_condition_is_numpy_s(G):
    if G.shape[1] >= len(G) and np.linalg.cond(G) < 1e5:  # through the Gram, half the digits are lost
        told = geometry.describe(G @ G.T, np.ones(len(G)) / len(G))
        assert told.condition == pytest.approx(np.linalg.cond(G), rel=1e-4)


def test_condition_of_two_keeps_all_digits_at_a_million():
    assert geometry.describe(geometry.two_gradients(1e6, 90), np.ones(2) / 2).condition == pytest.approx(1e6, rel=1e-12)


def test_gradient_magnitude_similarity_and_pull():
    gram = np.diag([9.0, 1.0, 1.0])
    told = geometry.describe(gram, np.array([0.25, 0.25, 0.5]))
    assert told.gms == pytest.approx((0.6 + 0.6 + 1) / 3)
    assert told.pull == pytest.approx(3)
    assert told.ratio == pytest.approx(3)


@pytest.mark.parametrize(
    ("norms", "ratio", "pull", "gms"),
    [((0, 0), 1, 1, 1), ((0, 2), np.inf, np.inf, 0), ((2, 0), np.inf, np.inf, 0), ((0, 0, 2), np.inf, np.inf, 1 / 3)],
)
def test_zero_gradients(norms, ratio, pull, gms):
    K = len(norms)
    told = geometry.describe(np.diag(np.square(norms)).astype(float), np.full(K, 1 / K))
    assert (told.ratio, told.pull, told.cosine, told.stationarity) == (ratio, pull, 0, 0)
    assert told.gms == pytest.approx(gms)
    assert told.condition == np.inf
    assert told.shares.sum() == (1 if any(norms) else 0)


@modest
@given(st.data(), scales)
def test_only_lengths_know_the_scale(data, scale):
    gram = data.draw(grams())
    w = data.draw(weightings(len(gram)))
    told, scaled = geometry.describe(gram, w), geometry.describe(gram * scale**2, w)
    power = {"norms": 1, "update_norm": 1, "stationarity": 1, "effects": 2}
    for name in FIELDS:
        found = getattr(scaled, name) / scale ** power.get(name, 0)
        np.testing.assert_allclose(found, getattr(told, name), rtol=1e-12, err_msg=name)


@modest
@given(st.data(), st.integers(2, 5))
def test_a_batch_is_its_members(data, K):
    stack = np.array([data.draw(grams(tasks=st.just(K))) for _ in range(6)]).reshape(2, 3, K, K)
    w = np.array([data.draw(weightings(K)) for _ in range(3)])  # (3, K), broadcast over the first axis
    told = geometry.describe(stack, w)
    for index in np.ndindex(2, 3):
        alone = geometry.describe(stack[index], w[index[1]])
        for name in FIELDS:
            np.testing.assert_allclose(getattr(told, name)[index], getattr(alone, name), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("K", [2, 3])
def test_a_member_that_is_not_finite_stays_alone(bad, K):
    stack = np.stack([np.eye(K), np.eye(K)])
    stack[0, 0, 1] = bad
    told = geometry.describe(stack, np.full(K, 1 / K))
    for name in FIELDS:
        values = getattr(told, name)
        assert np.isfinite(values[1]).all(), name
        assert np.isnan(values[0]).any() or name in ("norms", "pull", "ratio", "gms"), name


def test_a_ratio_must_be_positive():
    for bad in (0, -1, np.nan):
        with pytest.raises(ValueError, match="expected ‖g_0‖ / ‖g_1‖ > 0"):
            geometry.two_gradients(bad, 90)
