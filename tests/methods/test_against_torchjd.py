"""An independent implementation, within the range where it is exact: norm ratios up to 3.

Beyond, TorchJD's regularisation (1e-4 after trace normalisation) swamps the small task; see SimplexLab/TorchJD 0.18.
"""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torchjd.aggregation import IMTLG, MGDA, PCGrad

from mtlviz import methods
from tests.strategies import modest

# name: (theirs, most tasks on which the two agree by definition, tolerance of their solver)
# Their CAGrad needs a second solver package; ours is proved against its dual in test_cagrad.
ORACLES = {
    "pcgrad": (PCGrad(), 2, 1e-9),
    "mgda": (MGDA(epsilon=1e-6, max_iters=2_000), 5, 5e-3),
    "imtl_g": (IMTLG(), 5, 1e-6),
}


@pytest.mark.parametrize("name", ORACLES)
@modest
@given(st.data(), st.integers(0, 2**32))
def test_same_update(name, data, seed):
    theirs, most, tolerance = ORACLES[name]
    K = data.draw(st.integers(2, most))
    rng = np.random.default_rng(seed)
    G = rng.normal(size=(K, 6))
    G *= rng.uniform(1, 3, size=(K, 1)) / np.linalg.norm(G, axis=1, keepdims=True)
    if np.linalg.cond(G) > 20:
        return
    ours = methods.create(name).weights(methods.Observation(G @ G.T)) @ G
    np.testing.assert_allclose(ours, theirs(torch.tensor(G)).numpy(), atol=tolerance * np.linalg.norm(G))
