"""The landscapes against autograd, finite differences, and what a Pareto front and a fixed point have to be."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from mtlviz import geometry
from mtlviz.landscape import Landscape, Quadratics, Valleys, nearest, opposed
from tests.landscape import published

coordinates = st.floats(-11, 11)
curvatures = st.tuples(*[st.floats(0.05, 20)] * 2)
bowls = st.builds(
    Quadratics,
    centres=st.tuples(*[st.tuples(*[st.floats(-3, 3)] * 2)] * 2),
    curvatures=st.tuples(curvatures, curvatures),
    scale=st.floats(0.01, 1000),
)


@given(coordinates, coordinates, st.sampled_from([0.1, 1.0, 3.0]))
@settings(max_examples=60, deadline=None)
def test_valleys_are_the_published_ones(x1: float, x2: float, scale: float) -> None:
    x = torch.tensor([x1, x2], dtype=torch.float64)
    valleys = Valleys(scale)
    np.testing.assert_allclose(valleys.losses([x1, x2]), published.losses(x, scale), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(valleys.gradients([x1, x2]), published.gradients(x, scale), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(
    "point",
    [(0.0, 0.0), (9.0, 0.0), (-7.0 + 2 * np.tanh(1.0), 1.0), (7.0 - 2 * np.tanh(1.0), 1.0), (-5.0, 20.0)],
    ids=["kink", "kink at the side", "bottom of valley 1", "bottom of valley 2", "far up"],
)
def test_kinks_and_cut_off_valleys_are_autograds_too(point: tuple[float, float]) -> None:
    expected = published.gradients(torch.tensor(point, dtype=torch.float64), 0.1)
    np.testing.assert_allclose(Valleys(0.1).gradients(point), expected, rtol=1e-9, atol=1e-12)


@given(st.one_of(st.builds(Valleys, st.floats(0.01, 10)), bowls), st.floats(-2.9, 2.9), st.floats(0.2, 2.9))
@settings(max_examples=60, deadline=None)
def test_gradients_are_finite_differences(landscape: Landscape, x1: float, x2: float) -> None:
    x, h = np.array([x1, -x2]), 1e-5  # below the kink, away from the valleys' logarithms
    differences = [(landscape.losses(x + h * e) - landscape.losses(x - h * e)) / (2 * h) for e in np.eye(2)]
    size = np.abs(landscape.losses(x)).max() + 1
    np.testing.assert_allclose(landscape.gradients(x), np.transpose(differences), rtol=1e-5, atol=1e-6 * size)


def test_points_may_have_any_leading_axes() -> None:
    x = np.random.default_rng(0).uniform(-11, 11, (4, 3, 2))
    for landscape in (Valleys(), opposed(20)):
        assert landscape.losses(x).shape == (4, 3, 2)
        assert landscape.gradients(x).shape == (4, 3, 2, 2)
        np.testing.assert_array_equal(landscape.gradients(x)[2, 1], landscape.gradients(x[2, 1]))


@given(st.one_of(st.builds(Valleys, st.floats(0.01, 10)), bowls))
@settings(max_examples=40, deadline=None)
def test_on_the_front_no_direction_helps_both(landscape: Landscape) -> None:
    gradients = landscape.gradients(landscape.front(101))  # (101, tasks, 2)
    gram = gradients @ np.swapaxes(gradients, -1, -2)
    stationarity = geometry.update_norm(gram, geometry.min_norm_weights(gram))
    assert (stationarity <= 1e-9 * (1 + np.abs(landscape.gradients([11.0, -11.0])).max())).all()


@pytest.mark.parametrize(
    "landscape", [Valleys(0.1), Valleys(1.0), opposed(20), Quadratics(((1, 1), (-1, 0)), ((5, 1), (1, 3)))]
)
def test_no_point_of_a_grid_beats_the_front_in_both_losses(landscape: Landscape) -> None:
    grid = landscape.grid(301).reshape(2, -1).T  # (N, 2)
    front = landscape.losses(landscape.front(81))  # (81, 2)
    room = 1e-9 * np.abs(front).max(0)
    assert not (grid[:, None] < front - room).all(-1).any()


def test_the_front_of_the_valleys_curves_away_from_the_published_line() -> None:
    front = Valleys().front(401)
    np.testing.assert_allclose(front[[0, 200, 400], 0], [-7, 0, 7], atol=1e-12)
    np.testing.assert_allclose(front[[0, 400], 1], -8.4345, atol=5e-5)
    assert abs(front[200, 1] - -8.3552) < 1e-3  # the published line is right in the middle only
    np.testing.assert_allclose(Valleys(1.0).front(), Valleys(0.1).front())


@given(st.floats(1e-3, 1e3), st.floats(0.01, 0.99))
@settings(deadline=None)
def test_weights_rest_where_their_sum_has_no_gradient(ratio: float, lam: float) -> None:
    landscape = opposed(ratio)
    x = landscape.rest(0.5)
    assert x[0] == pytest.approx((ratio - 1) / (ratio + 1), abs=1e-12)
    rest = landscape.rest(lam)
    left = np.array([lam, 1 - lam]) @ landscape.gradients(rest)
    assert np.abs(left).max() <= 1e-9 * (1 + ratio)
    assert nearest(landscape, np.array([rest]))[0] < 1e-4  # every such point is on the front


def test_along_the_front_is_counted_from_task_2_to_task_1() -> None:
    distance, along = nearest(opposed(5.0), np.array([[-1.0, 0.0], [0.0, 0.5], [1.0, 0.0], [3.0, 0.0]]))
    np.testing.assert_allclose(distance, [0, 0.5, 0, 2], atol=1e-6)
    np.testing.assert_allclose(along, [0, 0.5, 1, 1], atol=1e-3)


def test_a_bowl_needs_curvature() -> None:
    with pytest.raises(ValueError, match="expected two bowls"):
        Quadratics(curvatures=((1.0, 0.0), (1.0, 1.0)))
