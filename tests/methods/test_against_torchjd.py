"""An independent implementation, within the range where it is exact: norm ratios up to 3.

Beyond, TorchJD's regularisation (1e-4 after trace normalisation) swamps the small task; see SimplexLab/TorchJD 0.18.
Some of its aggregators need solver packages that we do not ask for: they are compared where those are installed, with
`pip install "torchjd[full]==0.18.0"`. Without them ours are proved by their own optimality conditions, beside this.
"""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torchjd import aggregation as theirs

from mtlviz import methods
from tests.strategies import modest

# name: (theirs, most tasks on which the two agree by definition, tolerance of their solver)
ORACLES = {
    "pcgrad": (theirs.PCGrad(), 2, 1e-9),
    "mgda": (theirs.MGDA(epsilon=1e-6, max_iters=2_000), 5, 5e-3),
    "imtl_g": (theirs.IMTLG(), 5, 1e-6),
    "aligned": (theirs.AlignedMTL(), 5, 1e-6),
    "config": (theirs.ConFIG(), 5, 1e-9),
}


def exact_projector():
    from torchjd.linalg import QuadprogProjector

    return QuadprogProjector(norm_eps=0.0, reg_eps=1e-12)


# name: (how to make theirs, the packages that it needs, most tasks, tolerance of their solver)
WITH_SOLVERS = {
    "upgrad": (lambda: theirs.UPGrad(projector=exact_projector()), ("qpsolvers", "quadprog"), 5, 1e-6),
    "dualproj": (lambda: theirs.DualProj(projector=exact_projector()), ("qpsolvers", "quadprog"), 5, 1e-6),
    "cagrad": (lambda: theirs.CAGrad(c=0.5, norm_eps=0.0), ("cvxpy", "clarabel", "scipy"), 5, 5e-4),
    "fairgrad": (lambda: theirs.FairGrad(alpha=1.0), ("scipy",), 5, 1e-5),
}


def compare(name, aggregator, most, tolerance, data, seed):
    K = data.draw(st.integers(2, most))
    rng = np.random.default_rng(seed)
    G = rng.normal(size=(K, 6))
    G *= rng.uniform(1, 3, size=(K, 1)) / np.linalg.norm(G, axis=1, keepdims=True)
    if np.linalg.cond(G) > 20:
        return
    ours = methods.create(name).update(methods.Observation.of(G))
    np.testing.assert_allclose(ours, aggregator(torch.tensor(G)).numpy(), atol=tolerance * np.linalg.norm(G))


@pytest.mark.parametrize("name", ORACLES)
@modest
@given(st.data(), st.integers(0, 2**32))
def test_same_update(name, data, seed):
    compare(name, *ORACLES[name], data, seed)


@pytest.mark.parametrize("name", WITH_SOLVERS)
@modest
@given(st.data(), st.integers(0, 2**32))
def test_same_update_where_its_solvers_are_installed(name, data, seed):
    make, packages, most, tolerance = WITH_SOLVERS[name]
    for package in packages:
        pytest.importorskip(package)
    compare(name, make(), most, tolerance, data, seed)


@modest
@given(st.integers(2, 5), st.integers(0, 2**32))
def test_graddrop_with_the_same_draws(K, seed):
    G = np.random.default_rng(seed).normal(size=(K, 30))
    U = np.random.default_rng((5, 7)).random(30)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch, "rand", lambda *_, **__: torch.tensor(U))
        expected = theirs.GradDrop()(torch.tensor(G)).numpy()
    found = methods.create("graddrop", seed=5).update(methods.Observation.of(G, step=7))
    np.testing.assert_allclose(found, expected, atol=1e-9)


@modest
@given(st.integers(0, 2**32), st.sampled_from([0.01, 0.5]))
def test_gradvac_step_after_step(seed, beta):
    """Two tasks: with more, the order is drawn."""
    rng, ours, aggregator = np.random.default_rng(seed), methods.create("gradvac", beta=beta), theirs.GradVac(beta, 0.0)
    for step in range(8):
        G = rng.normal(size=(2, 6))
        found = ours.update(methods.Observation.of(G, step=step))
        np.testing.assert_allclose(found, aggregator(torch.tensor(G)).numpy(), atol=1e-9 * np.linalg.norm(G) * 10)


@pytest.mark.filterwarnings("ignore:You are solving a parameterized problem that is not DPP")
def test_nash_where_its_solvers_are_installed():
    """Their solver stalls, so the tolerance is wide and the gradients are tame; they clip the step to length 1."""
    for package in ("cvxpy", "ecos", "scipy"):
        pytest.importorskip(package)
    for seed in range(5):
        G = np.random.default_rng(seed).normal(size=(2, 6))
        expected = theirs.NashMTL(n_tasks=2, optim_niter=200)(torch.tensor(G)).numpy()
        ours = methods.create("nash").update(methods.Observation.of(G)) / np.sqrt(2)
        np.testing.assert_allclose(ours, expected / np.linalg.norm(expected), atol=0.05)
