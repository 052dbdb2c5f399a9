"""Hypothesis strategies: gradients of K tasks, norm ratio 1–10,000 × angle 0–180°, ends and degenerate cases too."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from mtlviz.geometry import two_gradients

Array = NDArray[np.float64]

modest = settings(deadline=None, max_examples=60)  # the whole suite stays within minutes on two cores

ratios = st.sampled_from([1.0, 10_000.0]) | st.floats(0, 4).map(lambda exponent: 10**exponent)  # log-uniform
angles = st.sampled_from([0.0, 90.0, 180.0]) | st.floats(0, 180)  # degrees
two_to_five = st.integers(2, 5)  # tasks
scales = st.sampled_from([2.0**-27, 2.0**27])  # ≈ 1e±8, all gradients times this; a power of two rounds nothing


@st.composite
def pairs(draw: Any) -> Array:
    """(2, 2) Gram of two gradients; either one is the longer."""
    gram = two_gradients(draw(ratios), draw(angles), large=1.0)
    return gram[::-1, ::-1].copy() if draw(st.booleans()) else gram


@st.composite
def gradients(draw: Any, tasks: st.SearchStrategy[int] = two_to_five, zeros: bool = True) -> Array:
    """(K, N) gradients, norms from 0.0001 to 1; some opposed, parallel or zero, N from 2 (dependent) to 6."""
    K, N = draw(tasks), draw(st.integers(2, 6))
    G = np.random.default_rng(draw(st.integers(0, 2**32))).normal(size=(K, N))
    for k in range(K):
        kind = draw(st.sampled_from(["free", "free", "free", "opposed", "parallel", "zero"]))
        if kind == "zero" and zeros:
            G[k] = 0
        elif k and kind in ("opposed", "parallel"):
            G[k] = G[draw(st.integers(0, k - 1))] * (-1 if kind == "opposed" else 1)
    n = np.linalg.norm(G, axis=1, keepdims=True)
    length = np.array([[1 / draw(ratios)] for _ in range(K)])
    return G / np.where(n == 0, 1, n) * length


@st.composite
def grams(draw: Any, tasks: st.SearchStrategy[int] = two_to_five, zeros: bool = True) -> Array:
    """(K, K) Gram matrices; two tasks by ratio and angle, more from `gradients`."""
    K = draw(tasks)
    if K == 2 and draw(st.booleans()):
        return draw(pairs())
    G = draw(gradients(tasks=st.just(K), zeros=zeros))
    return G @ G.T


@st.composite
def weightings(draw: Any, K: int) -> Array:
    """(K,) weights that sum to 1, corners included."""
    w = np.array(draw(st.lists(st.just(0.0) | st.floats(1e-6, 1), min_size=K, max_size=K)))
    return w / w.sum() if w.sum() > 1e-3 else np.eye(K)[draw(st.integers(0, K - 1))]
