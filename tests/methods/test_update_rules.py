"""What the authors' code and LibMTL do from step to step, written again as plain loops over vectors: 40 steps each."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtlviz import methods

few = settings(deadline=None, max_examples=5)
STEPS = 40
seeds = st.integers(0, 2**32)


def gradients_and_losses(seed, K, P=7):
    """STEPS times (K, P) gradients of different norm that drift, and (K,) losses."""
    rng = np.random.default_rng(seed)
    G, L = rng.normal(size=(K, P)) * 10.0 ** -np.arange(K)[:, None], 10 ** rng.uniform(-1, 2, size=K)
    for _ in range(STEPS):
        G = 0.7 * G + 0.5 * np.linalg.norm(G, axis=1, keepdims=True) * rng.normal(size=(K, P)) / np.sqrt(P)
        L = L * rng.uniform(0.85, 1.1, size=K)
        yield G, L


class AdamLoop:
    """Adam of a vector, number by number."""

    def __init__(self, K):
        self.m, self.v, self.t = [0.0] * K, [0.0] * K, 0

    def moved(self, x, slope, lr):
        self.t += 1
        out = []
        for k, g in enumerate(slope):
            self.m[k] = 0.9 * self.m[k] + 0.1 * g
            self.v[k] = 0.999 * self.v[k] + 0.001 * g * g
            m, v = self.m[k] / (1 - 0.9**self.t), self.v[k] / (1 - 0.999**self.t)
            out.append(x[k] - lr * m / (np.sqrt(v) + 1e-8))
        return np.array(out)


def gradvac(steps, beta=0.01):
    """Two tasks, so that no order is drawn."""
    target = np.zeros((2, 2))
    for G, _ in steps:
        changed = []
        for i, j in ((0, 1), (1, 0)):
            g, other = G[i], G[j]
            phi = g @ other / (np.linalg.norm(g) * np.linalg.norm(other))
            wanted = target[i, j]
            if phi < wanted:
                upper = wanted * np.sqrt(1 - phi**2) - phi * np.sqrt(1 - wanted**2)
                g = g + np.linalg.norm(g) * upper / (np.linalg.norm(other) * np.sqrt(1 - wanted**2)) * other
            target[i, j] = (1 - beta) * wanted + beta * phi  # always, whether it corrected or not
            changed.append(g)
        yield sum(changed)


def db_mtl(steps, beta=0.9):
    buffer = 0.0
    for G, L in steps:
        buffer = beta * buffer + (1 - beta) * np.array([g / loss for g, loss in zip(G, L, strict=True)])
        norms = [np.linalg.norm(row) for row in buffer]
        yield sum(max(norms) / n * row for n, row in zip(norms, buffer, strict=True))


def uw(steps, lr=0.025):
    s, adam = None, None
    for G, L in steps:
        if s is None:
            s, adam = np.zeros(len(L)), AdamLoop(len(L))
        half = np.array([0.5] + [1.0] * (len(L) - 1))  # task 0 is a regression
        w = half * np.exp(-s)
        s = adam.moved(s, 0.5 - w * L, lr)
        yield w @ G


def dwa(steps, T=2.0, epoch=8):
    seen = []
    for step, (G, L) in enumerate(steps):
        e = step // epoch
        w = np.ones(len(L))
        if e >= 2:
            last, before = (np.mean(seen[(e - back) * epoch : (e - back + 1) * epoch], axis=0) for back in (1, 2))
            z = np.exp(last / before / T)
            w = len(L) * z / z.sum()
        seen.append(L)
        yield w @ G


def famo(steps, lr=0.025, gamma=0.01):
    xi, adam = None, None
    for G, L in steps:
        if xi is None:
            xi, adam = np.zeros(len(L)), AdamLoop(len(L))
        z = np.exp(xi) / np.exp(xi).sum()
        c = 1 / sum(z / L)
        yield sum(c * z[k] / L[k] * G[k] for k in range(len(L)))
        delta = np.log(L) - np.log(halved(L))
        jacobian = np.diag(z) - np.outer(z, z)
        xi = adam.moved(xi, jacobian.T @ delta + gamma * xi, lr)


def halved(L):
    """(K,) losses after a step, which falls most for the first task."""
    return L * np.linspace(0.5, 0.9, len(L))


def stch(steps, mu=1.0, warmup=5):
    seen = []
    for G, L in steps:
        if len(seen) < warmup:
            seen.append(L)
            yield (1 / L) @ G
            continue
        f = np.exp(np.log(L / np.mean(seen, axis=0)) / mu)
        yield (len(L) * f / f.sum() / L) @ G


RULES = {
    "gradvac": (gradvac, {}),
    "db_mtl": (db_mtl, {}),
    "uw": (uw, {"regression": (0,)}),
    "dwa": (dwa, {"epoch": 8}),
    "famo": (famo, {}),
    "stch": (stch, {"warmup": 5}),
}


@pytest.mark.parametrize("name", RULES)
@few
@given(seeds, st.integers(2, 4))
def test_forty_steps(name, seed, K):
    rule, hyper = RULES[name]
    steps = list(gradients_and_losses(seed, 2 if name == "gradvac" else K))
    method = methods.create(name, **hyper)
    for step, ((G, L), expected) in enumerate(zip(steps, rule(steps), strict=True)):
        found = method.update(methods.Observation.of(G, L, step))
        np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-9 * np.abs(expected).max())
        method.after_step(halved(L))


def test_gradvacs_target_rises_where_gradients_agree():
    """It follows every cosine, not only those that it corrects."""
    method = methods.create("gradvac", beta=0.5)
    agreeing = np.array([[1.0, 0.0], [1.0, 0.2]])
    for step in range(8):
        method.update(methods.Observation.of(agreeing, step=step))
    perpendicular = np.eye(2)
    d = method.update(methods.Observation.of(perpendicular, step=8))
    assert (d > 1.5).all()  # turned towards each other, although they do not conflict
