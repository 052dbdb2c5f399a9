"""TorchJD's counterparts of our methods, by its defaults (Nash-MTL unclipped), and the packages that they need."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, NamedTuple

from torchjd import aggregation


class Theirs(NamedTuple):
    make: Callable[[], Any]
    packages: tuple[str, ...] = ()


QP, CVX = ("qpsolvers", "quadprog"), ("cvxpy", "clarabel", "scipy")
AGGREGATORS = {
    "fixed": Theirs(aggregation.Mean),
    "pcgrad": Theirs(aggregation.PCGrad),
    "mgda": Theirs(aggregation.MGDA),
    "imtl_g": Theirs(aggregation.IMTLG),
    "cagrad": Theirs(lambda: aggregation.CAGrad(c=0.5), CVX),
    "nash": Theirs(lambda: aggregation.NashMTL(n_tasks=2, max_norm=0.0), ("cvxpy", "ecos", "scipy")),
    "fairgrad": Theirs(lambda: aggregation.FairGrad(alpha=1.0), ("scipy",)),
    "aligned": Theirs(aggregation.AlignedMTL),
    "upgrad": Theirs(aggregation.UPGrad, QP),
    "dualproj": Theirs(aggregation.DualProj, QP),
    "config": Theirs(aggregation.ConFIG),
    "gradvac": Theirs(lambda: aggregation.GradVac(beta=0.01)),
    "rlw": Theirs(aggregation.Random),
    "graddrop": Theirs(aggregation.GradDrop),
}


def available(name: str) -> bool:
    """False if a package is missing: `pip install "torchjd[full]==0.18.0"` brings them."""
    return all(find_spec(package) for package in AGGREGATORS[name].packages)
