"""What every registered method owes its callers; a new method is tested here from its first line on."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtlviz import geometry, methods
from mtlviz.geometry import describe, two_gradients
from mtlviz.solvers import span
from tests.strategies import grams, modest, pairs, scales

every_method = pytest.mark.parametrize("name", methods.names())
SETTLED = 120  # steps: past GABA's warm-up


def observe(gram, step=SETTLED, losses=None):
    """All that a method may ask for: losses, and gradients with this Gram."""
    losses = np.ones(gram.shape[:-1]) if losses is None else losses
    seen = methods.Observation(gram, losses, step)
    return seen.replaced(gradients=span.stand_in(seen.gram, seen.tasks))


@every_method
@modest
@given(gram=grams(), step=st.sampled_from([0, SETTLED]))
def test_contributions_are_finite_and_weights_are_their_column_sums(name, gram, step):
    contributions = methods.create(name).contributions(observe(gram, step))
    assert contributions.shape == gram.shape
    assert contributions.dtype == np.float64
    assert np.isfinite(contributions).all()
    np.testing.assert_array_equal(methods.create(name).weights(observe(gram, step)), contributions.sum(-2))
    assert np.isfinite(describe(gram, contributions.sum(-2)).effects).all()


@every_method
@pytest.mark.parametrize("ratio", [1.0, 1e6, np.inf])
@pytest.mark.parametrize("angle", [0, 90, 179.9999999, 180])
def test_the_edges_of_two_gradients(name, ratio, angle):
    for gram in (two_gradients(ratio, angle), np.zeros((2, 2))):
        for order in (gram, gram[::-1, ::-1]):
            assert np.isfinite(methods.settle(methods.create(name), observe(order), SETTLED)).all()


@every_method
@settings(modest, max_examples=15)  # of six drawn Grams each
@given(data=st.data(), K=st.integers(2, 5))
def test_a_batch_is_its_members(name, data, K):
    stack = np.array([[data.draw(grams(tasks=st.just(K))) for _ in range(6)]]).reshape(2, 3, K, K)
    losses = np.array(data.draw(st.lists(st.floats(0.1, 10), min_size=6 * K, max_size=6 * K))).reshape(2, 3, K)
    together = methods.create(name)
    alone = {index: methods.create(name) for index in np.ndindex(2, 3)}
    for step in range(SETTLED, SETTLED + 3):
        batch = together.contributions(observe(stack, step, losses))
        for index, method in alone.items():
            expected = method.contributions(observe(stack[index], step, losses[index]))
            # as updates: where several weights mean the same update, the last digit may choose between them
            found = np.linalg.norm(_update(stack[index], batch[index]) - _update(stack[index], expected))
            assert found <= 1e-6 * np.sqrt(np.diag(stack[index])).max() * max(1, np.abs(expected).max())


def _update(gram, contributions):
    """Coordinates of the update in an orthonormal frame of the gradients' span."""
    values, vectors = np.linalg.eigh(gram)
    return contributions.sum(0) @ (vectors * np.sqrt(np.maximum(values, 0)))


@every_method
@modest
@given(gram=grams(tasks=st.just(2)) | grams(tasks=st.just(4)), scale=scales)
def test_scaling_all_gradients_scales_the_update_and_nothing_else(name, gram, scale):
    """GradNorm's learning rate has the unit 1/‖g‖, as in its paper; every other number is free of units.

    The steps of the two bargains keep their length: their weights shrink as the gradients grow.
    """
    weights_times = scale if name in ("nash", "fairgrad") else 1.0
    hyper = {"lr": 0.025 / scale} if name == "gradnorm" else {}
    plain, scaled = methods.create(name), methods.create(name, **hyper)
    for step in range(SETTLED, SETTLED + 3):
        expected = plain.contributions(observe(gram, step))
        found = scaled.contributions(observe(gram * scale**2, step)) * weights_times
        np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize("name", [name for name in methods.names() if "order" in methods.info(name).promises])
@modest
@given(data=st.data(), seed=st.integers(0, 2**32))
def test_the_order_of_the_tasks_does_not_matter(name, data, seed):
    K = data.draw(st.integers(2, 5))
    rng = np.random.default_rng(seed)
    G = rng.normal(size=(K, 8)) * 10 ** -rng.uniform(0, 3, size=(K, 1))
    losses, order = rng.uniform(0.1, 1, size=K), rng.permutation(K)
    first, second = methods.create(name), methods.create(name)
    for step in (SETTLED, SETTLED + 1):
        d = first.update(methods.Observation.of(G, losses, step))
        permuted = second.update(methods.Observation.of(G[order], losses[order], step))
        np.testing.assert_allclose(permuted, d, atol=1e-7 * np.abs(d).max())


@every_method
def test_a_deep_copy_is_a_snapshot_and_reset_forgets(name):
    method = methods.create(name)
    ask = [observe(two_gradients(30 + s, 100 + s), 200 + s, np.array([1.0, 3 / (1 + s)])) for s in range(6)]
    fresh = [method.contributions(observation) for observation in ask]
    method.reset()
    [method.contributions(observation) for observation in ask[:3]]
    snapshot = copy.deepcopy(method)
    after = [method.contributions(observation) for observation in ask[3:]]
    np.testing.assert_array_equal(after, fresh[3:])
    np.testing.assert_array_equal([snapshot.contributions(observation) for observation in ask[3:]], fresh[3:])


@every_method
@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("K", [2, 3, 8])
def test_a_member_that_is_not_finite_leaves_its_neighbour_alone(name, K, bad):
    sound = np.eye(K) + 0.1
    broken = np.stack([np.full((K, K), bad), sound])
    method, alone = methods.create(name), methods.create(name)
    for step in range(SETTLED, SETTLED + 3):
        found = method.contributions(observe(broken, step))[1]
        np.testing.assert_allclose(found, alone.contributions(observe(sound, step)), rtol=1e-12)


@every_method
def test_an_observation_is_left_as_it_was(name):
    gram, losses = two_gradients(30, 120), np.array([1.0, 2.0])
    G = span.stand_in(gram, 5)
    before, method = (gram.copy(), losses.copy(), G.copy()), methods.create(name)
    for step in range(SETTLED, SETTLED + 2):
        method.contributions(methods.Observation(gram, losses, step, G))
    for now, then in zip((gram, losses, G), before, strict=True):
        np.testing.assert_array_equal(now, then)


@every_method
@pytest.mark.parametrize("K", [2, 3])
def test_the_update_is_the_weighted_sum_and_what_lies_outside_is_perpendicular(name, K):
    G = np.random.default_rng(K).normal(size=(4, K, 9))
    losses, method, twin = (
        np.random.default_rng(K).uniform(1, 2, size=(4, K)),
        methods.create(name),
        methods.create(name),
    )
    for step in range(3):
        seen = methods.Observation.of(G + step, losses, step)
        inside = (method.weights(seen)[:, None] @ seen.gradients)[:, 0]
        outside = method.outside(seen)
        outside = np.zeros_like(inside) if outside is None else outside
        np.testing.assert_allclose(twin.update(seen), inside + outside, rtol=1e-12)
        along = np.abs(seen.gradients @ outside[..., None])[..., 0]
        assert (along <= 1e-12 * geometry.norms(seen.gram) * np.abs(inside).max()).all()
        assert (np.abs(outside).max() > 1e-9) == (name == "graddrop" or (name == "db_mtl" and step > 0))


PROMISE = {name: {} for name in methods.names() if "harmless" in methods.info(name).promises}
PROMISE["gaba"] = {"floor": 0.0, "beta": 0.0, "warmup": 0}


@pytest.mark.parametrize("name", PROMISE)
@modest
@given(gram=pairs())
def test_no_conflict_where_it_is_promised(name, gram):
    weights = methods.create(name, **PROMISE[name]).weights(observe(gram))
    assert (describe(gram, weights).effects <= 0).all()


@pytest.mark.parametrize("name", PROMISE)
def test_no_conflict_on_the_whole_grid(name):
    ratios, angles = np.meshgrid(np.geomspace(1, 10_000, 61), np.linspace(0, 180, 181))
    gram = two_gradients(ratios, angles)
    weights = methods.create(name, **PROMISE[name]).weights(observe(gram))
    assert (describe(gram, weights).effects <= 0).all()
