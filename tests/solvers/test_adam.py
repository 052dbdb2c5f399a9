from __future__ import annotations

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from mtlviz.solvers.adam import Adam
from tests.strategies import modest


@modest
@given(st.integers(0, 2**32), st.sampled_from([1e-6, 1.0, 1e4]), st.sampled_from([0.001, 0.2]))
def test_the_same_numbers_as_torch(seed, scale, lr):
    rng = np.random.default_rng(seed)
    ours, adam = rng.normal(size=3), Adam()
    theirs = torch.tensor(ours, requires_grad=True)
    optimiser = torch.optim.Adam([theirs], lr=lr)
    for _ in range(30):
        slope = rng.normal(size=3) * scale
        theirs.grad = torch.tensor(slope)
        optimiser.step()
        ours = ours + adam.step(slope, lr)
        np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-10, atol=1e-12)


def test_a_slope_that_is_no_number_says_nothing():
    one, other = Adam(), Adam()
    for slope in (1.0, np.nan, 2.0, np.inf):
        steps = one.step(np.array([slope, 1.0]), 0.1)
        expected = other.step(np.array([slope if np.isfinite(slope) else 0.0, 1.0]), 0.1)
        np.testing.assert_array_equal(steps, expected)
