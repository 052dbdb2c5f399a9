"""The field's landscape: two steep curved valleys above, two gentle bowls below.

Source: Liu et al., "Conflict-Averse Gradient Descent", NeurIPS 2021, arXiv 2110.14048, figure 1 and its toy code;
Nash-MTL (arXiv 2202.01017) and FAMO (arXiv 2306.03792) scale L1 by 0.1.

    s  = 3.5 − tanh x2                              σ = +1 for task 1, −1 for task 2
    u  = −x1/2 − σ s                                0 at the bottom of the task's valley
    f  = log max(|u|, 5e-6) + 6                     valley, weighted c1 = max(tanh(x2/2), 0)
    q  = ((x1 − 7σ)² + 0.1 (x2 + 8)²)/10 − 20       bowl, weighted c2 = max(−tanh(x2/2), 0)
    L  = f c1 + q c2                                L1 times `scale`

Derivatives at the kinks are those of the published code (torch.clamp): at x2 = 0 both weights count as rising, below
|u| = 5e-6 the valley is flat.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from mtlviz.landscape.base import Array, Landscape, Point, tasks_first

SHARPEST = 5e-6  # below this |u| the logarithm is cut off

CAGRAD_STARTS = ((-8.5, 7.5), (-8.5, -5.0), (9.0, 9.0))
NASH_STARTS = ((-8.5, 7.5), (0.0, 0.0), (9.0, 9.0), (-7.5, -0.5), (9.0, -1.0))  # of Nash-MTL and FAMO


@dataclass(frozen=True)
class Valleys(Landscape):
    """`scale` multiplies the first loss: 1 in CAGrad's paper, 0.1 in Nash-MTL's and FAMO's."""

    scale: float = 0.1

    half = 11.0
    tolerance = 0.25  # 1 % of the view
    starts = NASH_STARTS

    @property
    def floor(self) -> Point:
        """The bowls end at −20; the shift that FAMO's code uses."""
        return -21.0 * self.scale, -21.0

    def at(self, x1: Array, x2: Array) -> Array:
        """(3, 2, ...): losses, derivatives by x1, derivatives by x2.

        A walk asks at every step, and arrays this small cost by the call: all are of one shape, which is quickest.
        """
        side, x1, x2 = _sides(x1.shape), np.array([x1, x1]), np.array([x2, x2])  # (2, ...)
        t, h, up = np.tanh(x2), np.tanh(0.5 * x2), x2 + 8.0
        c1 = np.maximum(h, 0.0)
        c2 = c1 - h
        rise = 0.5 - 0.5 * h * h
        u = -0.5 * x1 - side * (3.5 - t)
        depth = np.abs(u)
        cut = np.maximum(depth, SHARPEST)
        f, f_u = np.log(cut) + 6.0, np.copysign(c1 / cut, u) * (depth >= SHARPEST)  # f_u is weighted with c1
        along = x1 - 7.0 * side
        q = 0.1 * along * along + 0.01 * up * up - 20.0
        out = np.empty((3, *side.shape))
        out[0] = f * c1 + q * c2
        out[1] = 0.2 * along * c2 - 0.5 * f_u
        out[2] = rise * (f * (h >= 0) - q * (h <= 0)) + f_u * side * (1.0 - t * t) + 0.02 * up * c2
        out[:, 0] *= self.scale
        return out

    def front(self, points: int = 401) -> Array:
        """(points, 2): x1 from −7 to 7. Published is the line x2 = −8.3552; the true set curves to −8.4345 at its ends.

        Below x2 = 0, L_k = q_k c2. Some weighting t of the gradients cancels: along x1 this gives t = (x1 + 7)/14,
        whatever the scale, and along x2 one equation in x2, solved by Newton's method. Above x2 = 0 no point has both
        losses lower (tests compare the front with a grid over the whole plane).
        """
        x1 = np.linspace(-7.0, 7.0, points)
        x2 = np.full(points, -8.4)
        for _ in range(20):
            h, up = np.tanh(0.5 * x2), x2 + 8.0
            q = 0.1 * (49.0 - x1 * x1) + 0.01 * up * up - 20.0  # both bowls, weighted
            rise = 0.5 - 0.5 * h * h
            slope = -rise * q - 0.02 * up * h
            x2 = x2 - slope / (rise * h * q - 0.04 * rise * up - 0.02 * h)
        return np.stack([x1, x2], axis=-1)


@lru_cache(maxsize=16)
def _sides(shape: tuple[int, ...]) -> Array:
    """(2, *shape) σ: 1 for task 1, −1 for task 2."""
    return np.ones((2, *shape)) * tasks_first(np.array([1.0, -1.0]), np.empty(shape))
