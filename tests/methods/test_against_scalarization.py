"""The methods that weight losses, against torchjd.scalarization: the weight of a loss is what torch says that the
scalarised loss changes by with it. 40 steps of random losses, their parameters learnt by torch.optim.Adam."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torchjd import scalarization as theirs

from mtlviz import methods

few = settings(deadline=None, max_examples=5)
STEPS = 40


def drawn(seed, K, steps=STEPS):
    """(steps, K) losses of different scale that fall, with noise."""
    rng = np.random.default_rng(seed)
    falling = np.exp(-np.linspace(0, 2, steps)[:, None] * rng.uniform(0, 1, size=K))
    return 10 ** rng.uniform(-2, 3, size=K) * falling * rng.uniform(0.8, 1.2, size=(steps, K))


def weights_of(scalarizer, losses):
    """(K,) derivatives of the scalarised loss; its own parameters keep theirs for their optimiser."""
    values = torch.tensor(losses, requires_grad=True)
    scalarizer(values).backward()
    return values.grad.numpy()


@pytest.mark.parametrize(
    ("name", "make", "hyper"),
    [("uw", theirs.UW, lambda K: {"regression": tuple(range(K))}), ("imtl_l", theirs.IMTLL, lambda _: {})],
)
@few
@given(seed=st.integers(0, 2**32), K=st.integers(2, 4))
def test_learnt_scales(name, make, hyper, seed, K):
    method, scalarizer = methods.create(name, lr=0.05, **hyper(K)), make(K).double()
    optimiser = torch.optim.Adam(scalarizer.parameters(), lr=0.05)
    for losses in drawn(seed, K):
        optimiser.zero_grad()
        expected = weights_of(scalarizer, losses)
        optimiser.step()
        np.testing.assert_allclose(method.weights(methods.Observation(np.eye(K), losses)), expected, rtol=1e-9)


@few
@given(st.integers(0, 2**32), st.integers(2, 4), st.sampled_from([0.5, 2.0]))
def test_dwa(seed, K, T):
    method, scalarizer = methods.create("dwa", T=T, epoch=10), theirs.DWA(T)
    for step, losses in enumerate(drawn(seed, K)):
        if step and step % 10 == 0:
            scalarizer.step()
        found = method.weights(methods.Observation(np.eye(K), losses, step))
        np.testing.assert_allclose(found, weights_of(scalarizer, losses), rtol=1e-9)


@few
@given(st.integers(0, 2**32), st.integers(2, 4), st.sampled_from([0.0, 0.01]))
def test_famo_on_the_same_batch(seed, K, gamma):
    lowest = np.linspace(-1, -0.5, K)
    method = methods.create("famo", gamma=gamma, lowest=tuple(lowest))
    scalarizer = theirs.FAMO(K, torch.tensor(lowest), weight_decay=gamma).double()
    for losses in drawn(seed, K):
        after = losses * np.random.default_rng(seed).uniform(0.8, 1.0, size=K)
        found = method.weights(methods.Observation(np.eye(K), losses))
        np.testing.assert_allclose(found, weights_of(scalarizer, losses), rtol=1e-6)  # their losses are 1e-8 larger
        method.after_step(after)
        scalarizer.update(torch.tensor(after))


@few
@given(st.integers(0, 2**32), st.integers(2, 4), st.sampled_from([0.1, 1.0]))
def test_stch_of_the_logarithms(seed, K, mu):
    """Theirs takes losses as they are; told the logarithms over the reference it is ours, K times."""
    method, losses = methods.create("stch", mu=mu, warmup=5), drawn(seed, K)
    for step in range(5):
        method.weights(methods.Observation(np.eye(K), losses[step], step))
    reference, scalarizer = losses[:5].mean(0), theirs.STCH(mu, weights=torch.ones(K, dtype=torch.float64))
    for step in range(5, STEPS):
        expected = K * weights_of(scalarizer, np.log(losses[step] / reference)) / losses[step]
        found = method.weights(methods.Observation(np.eye(K), losses[step], step))
        np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_rlw_with_the_same_draws():
    z = np.random.default_rng((3, 0)).normal(size=(128, 4))[7]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch, "randn", lambda *_, **__: torch.tensor(z))
        expected = weights_of(theirs.Random(), np.ones(4))
    found = methods.create("rlw", seed=3).weights(methods.Observation(np.eye(4), step=7))
    np.testing.assert_allclose(found, expected, rtol=1e-12)
