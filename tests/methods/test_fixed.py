from __future__ import annotations

import numpy as np
import pytest

from mtlviz import methods

OBSERVED = methods.Observation(np.stack([np.eye(2), 9 * np.eye(2)]))


def test_equal_by_default_and_as_given_otherwise():
    np.testing.assert_array_equal(methods.create("fixed").weights(OBSERVED), np.full((2, 2), 0.5))
    np.testing.assert_array_equal(methods.create("fixed").weights(methods.Observation(np.eye(4))), np.full(4, 0.25))
    given = methods.create("fixed", weights=(0.3, 0.7))
    np.testing.assert_array_equal(given.contributions(OBSERVED), np.tile(np.diag([0.3, 0.7]), (2, 1, 1)))
    assert given.settings() == {"weights": (0.3, 0.7)}


def test_a_corner_is_allowed():
    np.testing.assert_array_equal(methods.create("fixed", weights=(0, 1)).weights(OBSERVED)[0], [0, 1])


def test_one_weight_a_task():
    with pytest.raises(ValueError, match="2 fixed weights for 3 tasks"):
        methods.create("fixed", weights=(0.3, 0.7)).weights(methods.Observation(np.eye(3)))
