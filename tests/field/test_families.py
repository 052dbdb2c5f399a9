"""The families are measured, and the closed forms of their lengths hold."""

from __future__ import annotations

import numpy as np
import pytest

from mtlviz import methods
from mtlviz.field import families
from mtlviz.field.families import BISECTOR, SURGERY, VARIANTS, Variant
from mtlviz.field.states import grid
from mtlviz.geometry import cosine, min_norm_weights, norms, plane

RATIOS, ANGLES = np.array([1.0, 7.0, 1000.0]), np.array([0.0, 50.0, 90.0, 130.0, 179.0])


def titles(family):
    return {str(variant) for variant in family}


def test_the_families():
    found = families.grouped()
    assert sum(map(len, found)) == len(VARIANTS)
    assert titles(found[0]) == {
        "GradNorm",
        "IMTL-G",
        "Nash-MTL",
        "FairGrad",
        "ConFIG",
        "DB-MTL",
        "GABA without floor and memory",
        "GradNorm at rest (α = 0)",
    }
    assert titles(found[1]) == {"Fixed weights", "Uncertainty weighting", "DWA", "IMTL-L", "FAMO", "STCH"}
    assert titles(found[2]) == {"PCGrad", "UPGrad", "GradVac’s first step"}
    assert all(len(family) == 1 for family in found[3:])


@pytest.mark.parametrize("length", BISECTOR, ids=lambda length: str(length.variant))
def test_lengths_along_the_bisector(length):
    gram = grid(RATIOS, ANGLES)
    n_1, n_2 = np.moveaxis(norms(gram), -1, 0)
    bisector = (plane(gram) / norms(gram)[..., None]).sum(-2)
    expected = length.factor(n_1, n_2, cosine(gram))[..., None] * bisector
    np.testing.assert_allclose(length.variant.update(gram), expected, atol=1e-9 * np.abs(expected).max())


@pytest.mark.parametrize("length", SURGERY, ids=lambda length: str(length.variant))
def test_lengths_of_the_surgeons(length):
    gram = grid(RATIOS, ANGLES)
    n_1, n_2 = np.moveaxis(norms(gram), -1, 0)
    kept = Variant("pcgrad").update(gram)
    expected = length.factor(n_1, n_2, cosine(gram))[..., None] * kept
    np.testing.assert_allclose(length.variant.update(gram), expected, rtol=1e-9, atol=1e-12)


def test_mgda_on_unit_gradients_is_half_of_the_bisector():
    gram = grid(RATIOS, ANGLES)
    n = norms(gram)
    directions = plane(gram) / n[..., None]
    w = min_norm_weights(gram / n[..., :, None] / n[..., None, :])
    np.testing.assert_allclose((w[..., None, :] @ directions)[..., 0, :], directions.sum(-2) / 2, atol=1e-12)


def test_measured_factors():
    gram = grid([4.0], [60.0])
    bisector = (plane(gram) / norms(gram)[..., None]).sum(-2)
    found = families.factors(BISECTOR, gram, bisector)
    assert found["IMTL-G"].item() == pytest.approx(0.2)  # n = 1 and 1/4
    assert found["ConFIG"].item() == pytest.approx(0.625)
    assert found["DB-MTL"].item() == pytest.approx(1)


def test_a_new_method_would_sit_too():
    assert {variant.name for variant in VARIANTS} == set(methods.names())
