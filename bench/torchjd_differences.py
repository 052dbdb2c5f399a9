"""Where TorchJD's updates differ from ours, and from the conditions that ours are tested by; for docs/methods.md.

Two gradients over 576 parameters, the larger one of norm 5 unless said otherwise, and TorchJD's defaults. A negative
cosine: the step makes the smaller task worse.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
from torchjd import aggregation

from bench.common import table
from bench.torchjd_aggregators import AGGREGATORS, available
from mtlviz import methods
from mtlviz.geometry import two_gradients
from mtlviz.solvers import span


class Case(NamedTuple):
    """Two gradients: ratio of norms, angle, norm of the larger one; `single`: TorchJD sees them in float32."""

    method: str
    ratio: float
    angle: float
    large: float = 5.0
    single: bool = False

    def __str__(self) -> str:
        small = f", norms {self.large:g} and less" if self.large != 5 else ""
        return f"{self.ratio:g}×, {self.angle:g}°{small}{', float32' if self.single else ''}"


CASES = (
    *(Case("upgrad", ratio, 120) for ratio in (3, 10, 100, 500)),
    Case("upgrad", 500, 170),
    Case("upgrad", 3, 120, large=0.005),
    *(Case("dualproj", ratio, 120) for ratio in (10, 500)),
    Case("cagrad", 500, 120),
    Case("cagrad", 3, 120, large=0.005),
    Case("nash", 500, 120),
    Case("nash", 3, 120, large=0.005),
    Case("fairgrad", 500, 120),
    Case("fairgrad", 500, 170),
    Case("imtl_g", 3000, 120),
    Case("imtl_g", 3000, 120, single=True),
    Case("aligned", 3000, 120),
    Case("aligned", 3000, 120, single=True),
    Case("mgda", 500, 120),
    Case("pcgrad", 500, 120),
    Case("config", 500, 120),
    Case("gradvac", 500, 120),
)


def rows() -> Iterator[tuple[str, ...]]:
    """(method, gradients, cosine ours, theirs, norm ours, theirs, relative difference); without missing packages."""
    for case in CASES:
        if not available(case.method):
            continue
        G = span.stand_in(two_gradients(case.ratio, case.angle, case.large), 576)
        ours = methods.create(case.method).update(methods.Observation.of(G))
        precision = torch.float32 if case.single else torch.float64
        theirs = AGGREGATORS[case.method].make()(torch.tensor(G, dtype=precision)).double().numpy()
        apart = np.linalg.norm(theirs - ours) / np.linalg.norm(ours)
        cosines = (f"{_cosine(d, G[1]):+.4f}" for d in (ours, theirs))
        lengths = (f"{np.linalg.norm(d):.2g}" for d in (ours, theirs))
        yield case.method, str(case), *cosines, *lengths, "same" if apart < 1e-3 else f"{apart:.2g}"


def stalls(tries: int = 20) -> str:
    """How often TorchJD's Nash-MTL stops far from its own equation with three or four tasks, at a ratio of 500."""
    if not available("nash"):
        return "not counted, for want of packages"
    rng, stalled = np.random.default_rng(0), 0
    for n in range(tries):
        G = rng.normal(size=(3 + n % 2, 576))
        G *= np.geomspace(5, 0.01, len(G))[:, None] / np.linalg.norm(G, axis=1, keepdims=True)
        ours = methods.create("nash").update(methods.Observation.of(G))
        theirs = aggregation.NashMTL(n_tasks=len(G), max_norm=0.0)(torch.tensor(G)).numpy()
        stalled += bool(np.linalg.norm(theirs - ours) > 0.1 * np.linalg.norm(ours))
    return f"{stalled} of {tries}"


def _cosine(d: np.ndarray, g: np.ndarray) -> float:
    length = np.linalg.norm(d) * np.linalg.norm(g)
    cosine = d @ g / length if length else 0.0
    return float(cosine) if abs(cosine) > 1e-9 else 0.0


def main() -> None:
    missing = [f"{name} ({', '.join(theirs.packages)})" for name, theirs in AGGREGATORS.items() if not available(name)]
    header = ["method", "gradients", "cos, ours", "TorchJD", "norm, ours", "TorchJD", "apart"]
    print(table("Cosine of the step with the smaller gradient, and norm of the update", header, list(rows())))
    print(f"\nNash-MTL, three or four tasks, 500×: stalled more than 10 % from its solution in {stalls()}")
    if missing:
        print(f'\nNot compared, for want of packages: {"; ".join(missing)}. pip install "torchjd[full]==0.18.0"')


if __name__ == "__main__":
    main()
