"""The space that K gradients span, from their Gram matrix: directions and lengths apart, coordinates, stand-ins.

Everything is computed on unit gradients, so a norm ratio of 10⁶ costs no digits; directions that coincide up to the
rounding of inner products count as one.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from mtlviz.arithmetic import RESOLUTION, Array, divide, resolved


def unit(gram: Array) -> tuple[Array, Array]:
    """(..., K) lengths and (..., K, K) cosines; the cosines of a zero gradient are zero, with itself too."""
    n = np.sqrt(np.diagonal(gram, axis1=-2, axis2=-1))  # (..., K)
    inverse = divide(np.ones_like(n), n)
    return n, gram * inverse[..., :, None] * inverse[..., None, :]


def pseudo_inverse(cosines: Array) -> Array:
    """(..., K, K) symmetric Moore–Penrose inverses; eigenvalues within rounding are zero. NaN stays with its member."""
    if cosines.shape[-1] == 2:
        return _inverse_of_two(cosines)
    values, vectors = _eigen(cosines)
    return (vectors * divide(np.ones_like(values), values)[..., None, :]) @ vectors.swapaxes(-1, -2)


def factor(gram: Array) -> Array:
    """(..., K, K) gradients with this Gram in K dimensions: F with F Fᵀ = gram; zero columns where the rank is less."""
    n, cosines = unit(gram)
    values, vectors = _eigen(cosines)
    return n[..., :, None] * vectors * np.sqrt(values)[..., None, :]


def coordinates(parts: Array, gradients: Array, gram: Array) -> Array:
    """(..., K, K) coefficients c for which c @ gradients is nearest to parts (..., K, P): their shadow in the span."""
    n, cosines = unit(gram)
    inverse = divide(np.ones_like(n), n)[..., None, :]
    c = (parts @ gradients.swapaxes(-1, -2) * inverse) @ pseudo_inverse(cosines)  # (..., K, K), of unit gradients
    size = np.sqrt(np.square(parts).sum(-1, keepdims=True))  # (..., K, 1)
    return np.asarray(np.where(np.abs(c) <= RESOLUTION * size, 0.0, c) * inverse)


def stand_in(gram: Array, parameters: int, seed: int = 0) -> Array:
    """(..., K, P) gradients with exactly this Gram, spread at random over P ≥ K parameters.

    Similar Grams get similar gradients, on every processor: see `_turned`.
    """
    return np.asarray(_turned(factor(gram)) @ _directions(gram.shape[-1], parameters, seed))


def _turned(F: Array) -> Array:
    """(..., K, K) gradients, turned: g_1 lies on the first axis, g_2 in the upper half plane of the first two, ….

    The signs and the order of eigenvectors are a matter of rounding. A method that remembers gradients would see one
    state turn against the next, another way on another processor.
    """
    R = np.asarray(np.linalg.qr(F.swapaxes(-1, -2), mode="r"))  # F = Rᵀ Qᵀ; Q only turns
    upright = np.where(R.diagonal(axis1=-2, axis2=-1) < 0, -1.0, 1.0)
    return np.asarray((upright[..., :, None] * R).swapaxes(-1, -2))


def _inverse_of_two(cosines: Array) -> Array:
    """(..., 2, 2): the eigenvectors are u_1 + u_2 and u_1 − u_2, with eigenvalues 1 + ρ and 1 − ρ."""
    sums = 1 + cosines[..., 0, 1, None] * np.array([1.0, -1.0])  # (..., 2)
    p, m = np.moveaxis(divide(np.ones_like(sums), resolved(sums, 2.0)), -1, 0)
    inverse = np.stack([p + m, p - m, p - m, p + m], axis=-1).reshape(cosines.shape) / 2
    return np.asarray(np.where(cosines != 0, inverse, 0.0))


def _eigen(cosines: Array) -> tuple[Array, Array]:
    """(..., K) eigenvalues ≥ 0, ascending, NaN where a member is not finite; (..., K, K) eigenvectors in columns."""
    finite = np.asarray(np.isfinite(cosines).all(axis=(-2, -1)))
    values, vectors = np.linalg.eigh(np.where(finite[..., None, None], cosines, 0.0))
    values = np.where(values <= RESOLUTION * cosines.shape[-1], 0.0, values)
    return np.where(finite[..., None], values, np.nan), vectors


@lru_cache(maxsize=8)
def _directions(K: int, parameters: int, seed: int) -> Array:
    """(K, P) orthonormal rows."""
    if parameters < K:
        raise ValueError(f"{K} gradients in {parameters} parameters; expected at least {K}")
    Q: Array = np.linalg.qr(np.random.default_rng(seed).normal(size=(parameters, K)))[0]
    return Q.T
