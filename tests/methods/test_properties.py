"""The properties that TorchJD asks of an aggregator, asked of ours on matrices of every kind and 2 to 32 tasks.

A matrix of gradients is strongly stationary if a positive combination of its rows is zero, weakly if one with weights
≥ 0 is; where it is not even that, some step helps all tasks (Quinton & Rey 2024, arXiv 2406.16232, section 4).
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from mtlviz import methods

TASKS = (2, 3, 4, 5, 6, 7, 8, 20, 32)
SCALES = (1e-15, 1e15)
KINDS = ("normal", "low rank", "strong", "strictly weak", "not weak", "zero")

HARMLESS = ("upgrad", "dualproj", "mgda", "nash", "fairgrad")  # for any number of tasks
LINEAR = ("upgrad", "config", "fixed", "uw", "dwa", "rlw", "imtl_l")  # in each row's scale; those that learn: at first
STATIONARY = ("upgrad", "dualproj", "cagrad")  # zero only where the matrix is strongly stationary
ORDERLESS = [name for name in methods.names() if "order" in methods.info(name).promises]


def without(G, v):
    """G with vᵀ G = 0."""
    return G - np.outer(v, v @ G) / (v @ v)


@cache
def matrix(kind, K):
    """(K, N) gradients."""
    rng = np.random.default_rng([KINDS.index(kind), K])
    N = K + 4
    G = rng.normal(size=(K, N))
    v = rng.uniform(0.2, 1, size=K)
    if kind == "low rank":
        return rng.normal(size=(K, max(1, K // 2))) @ rng.normal(size=(max(1, K // 2), N))
    if kind == "strong":
        return without(G, v)
    if kind == "strictly weak":  # one group of tasks cancels, the others all want one direction more
        half = (np.arange(K) < max(2, K // 2)).astype(float)
        return without(np.hstack([G, np.zeros((K, 1))]), v * half) + np.outer(v * (1 - half), 3 * np.eye(N + 1)[-1])
    if kind == "not weak":
        return np.hstack([G, v[:, None]])
    return np.zeros((K, N)) if kind == "zero" else G


def updated(name, G, order=None, **hyper):
    """(N,) the first update, with the losses in the order of the rows."""
    losses = np.linspace(1, 2, len(G))
    losses = losses if order is None else losses[order]
    return methods.create(name, **hyper).update(methods.Observation.of(G, losses))


@pytest.mark.parametrize("name", methods.names())
def test_structure(name):
    """One finite vector for any matrix, at any scale."""
    for kind in KINDS:
        for K in TASKS:
            for scale in (1.0, *SCALES):
                d = updated(name, matrix(kind, K) * scale)
                assert d.shape == matrix(kind, K).shape[1:]
                assert np.isfinite(d).all(), (kind, K, scale)


@pytest.mark.parametrize("name", HARMLESS)
def test_no_task_is_hurt(name):
    for kind in KINDS:
        for K in TASKS:
            for scale in (1.0, *SCALES):
                G = matrix(kind, K) * scale
                n = np.linalg.norm(G, axis=1)
                effects = G @ updated(name, G)
                room = 1e-7 * n * (n.max() if name not in ("nash", "fairgrad") else 1.0)
                assert (effects >= -room).all(), (kind, K, scale)


@pytest.mark.parametrize("name", ORDERLESS)
def test_the_order_of_the_rows_does_not_matter(name):
    for kind in KINDS:
        for K in TASKS:
            G, order = matrix(kind, K), np.random.default_rng(K).permutation(K)
            if name == "imtl_g" and kind != "normal":
                continue  # where the weights' sum nears zero, rounding decides how far it explodes
            d, permuted = updated(name, G), updated(name, G[order], order)
            size = max(np.abs(d).max(), 1e-9 * np.abs(G).max())
            np.testing.assert_allclose(permuted, d, atol=1e-5 * size, err_msg=f"{kind}, {K} tasks")


@pytest.mark.parametrize("name", LINEAR)
def test_the_update_is_linear_in_each_rows_scale(name):
    for kind in KINDS:
        for K in TASKS:
            G, rng = matrix(kind, K), np.random.default_rng(K)
            one, other = rng.uniform(0.1, 1, size=(2, K, 1))
            parts = 0.3 * updated(name, one * G) + 0.6 * updated(name, other * G)
            whole = updated(name, (0.3 * one + 0.6 * other) * G)
            np.testing.assert_allclose(whole, parts, atol=1e-7 * (np.abs(G).max() or 1), err_msg=f"{kind}, {K} tasks")


@pytest.mark.parametrize("name", STATIONARY)
def test_the_update_is_zero_only_where_a_positive_combination_is(name):
    for kind in ("normal", "strictly weak", "not weak"):
        for K in TASKS[1:]:
            assert np.linalg.norm(updated(name, matrix(kind, K))) > 1e-4 * np.linalg.norm(matrix(kind, K)), (kind, K)


@pytest.mark.parametrize("name", ["mgda", "upgrad", "dualproj"])
def test_the_update_is_zero_where_a_positive_combination_is(name):
    for K in TASKS:
        assert np.linalg.norm(updated(name, matrix("strong", K))) < 1e-6 * np.linalg.norm(matrix("strong", K))
