"""z-scores: sensors within their operating regime, settings over all rows. Fitted on training units only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mtlviz.data.base import SETTINGS, Float32, Float64, Int64

# A column that varies less than this is constant: recorded to 4 decimals at most, real columns vary by 1e-4 and more.
CONSTANT = 1e-8


def regimes_in(inputs: Float64) -> Float64:
    """(R, 2) the operating regimes among raw inputs (N, 17): altitude rounded to 1 kft, throttle angle to 1 degree.

    Mach is left out: it hovers at 0.25 and 0.84, where rounding would split a regime, and the other two suffice.
    """
    return np.unique(np.round(inputs[:, [0, 2]]) + 0.0, axis=0)  # + 0.0: rounding -0.004 gives -0.0


def nearest(regimes: Float64, inputs: Float64) -> Int64:
    """(N,) index of the regime nearest to each row, so that a setting unseen in training still finds a scale."""
    distance = [np.square(inputs[:, [0, 2]] - regime).sum(axis=1) for regime in regimes]
    index: Int64 = np.argmin(distance, axis=0)
    return index


@dataclass(frozen=True, eq=False)
class Scaler:
    """centre, scale: (R, 17); a row of regime r becomes (x - centre[r]) * scale[r].

    Within a regime the sensors differ by wear; between regimes they differ by much more, which would hide it (Saxena et
    al. 2008). The settings keep one scale for all regimes and so still say which regime it is. A column constant in
    training has scale 0: the network can have learnt nothing from it, so it is 0 everywhere.
    """

    known: Float64  # (R, 2)
    centre: Float64
    scale: Float64

    @property
    def regimes(self) -> int:
        """R, the number of operating regimes."""
        return len(self.known)

    @classmethod
    def fit(cls, inputs: Float64) -> Scaler:
        """Mean and standard deviation of raw training inputs (N, 17)."""
        known = regimes_in(inputs)
        regime = nearest(known, inputs)
        groups = [inputs[regime == r] for r in range(len(known))]
        centre = np.stack([group.mean(axis=0) for group in groups])
        spread = np.stack([group.std(axis=0) for group in groups])
        settings = slice(0, len(SETTINGS))
        centre[:, settings] = inputs[:, settings].mean(axis=0)
        spread[:, settings] = inputs[:, settings].std(axis=0)
        scale = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > CONSTANT)
        return cls(known, centre, scale)

    def __call__(self, inputs: Float64) -> Float32:
        """(N, 17) raw inputs, scaled, as float32."""
        regime = nearest(self.known, inputs)
        return ((inputs - self.centre[regime]) * self.scale[regime]).astype(np.float32)
