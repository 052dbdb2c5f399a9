"""Where a walk's paths stand: how far from the Pareto front, and where along it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mtlviz.landscape.base import Array, Landscape, Point
from mtlviz.landscape.walk import Walk

LATELY = 0.03  # the last part of a path: if it went further than a tenth of the tolerance there, it is still moving


@dataclass(frozen=True)
class End:
    """One path, at its last record so far."""

    recipe: str  # its name
    title: str
    start: Point
    at: Point
    losses: Point
    distance: float  # from the Pareto front, in parameter space
    along: float  # where on the front its nearest point lies: 0 at the best point of task 2, 1 at that of task 1
    reached: bool  # within the landscape's tolerance of the front
    moving: bool  # further than a tenth of the tolerance within the last 3 % of the steps
    lost: bool  # it left the landscape; `at` is where it was last seen


def ends(walk: Walk) -> list[End]:
    """All paths of a walk with at least one record, method by method, start by start."""
    land, config = walk.config.landscape, walk.config
    seen = walk.records[: walk.count].astype(np.float64)  # (records, M, S, columns)
    last = np.maximum(np.isfinite(seen[..., 0]).sum(0), 1) - 1  # (M, S): a lost path has fewer records
    m, s = np.indices(last.shape)
    here = seen[last, m, s]  # (M, S, columns)
    before = seen[np.maximum(last - max(1, round(LATELY * walk.total)), 0), m, s]
    distance, along = (values.reshape(last.shape) for values in nearest(land, here[..., :2].reshape(-1, 2)))
    moving = np.abs(here - before)[..., :2].max(-1) > 0.1 * land.tolerance
    lost = walk.lost >= 0
    return [
        End(
            recipe=config.recipes[m].name,
            title=config.recipes[m].title,
            start=config.starts[s],
            at=_pair(here[m, s, :2]),
            losses=_pair(here[m, s, 8:10]),
            distance=float(distance[m, s]),
            along=float(along[m, s]),
            reached=bool(distance[m, s] <= land.tolerance and not lost[m, s]),
            moving=bool(moving[m, s]),
            lost=bool(lost[m, s]),
        )
        for m, s in np.ndindex(last.shape)
    ]


def nearest(landscape: Landscape, x: Array) -> tuple[Array, Array]:
    """For points x (N, 2): distance (N,) from the Pareto front, and where along it (0–1, by length) that is."""
    front, lengths = _front(landscape)
    piece = np.diff(front, axis=0)  # (P, 2)
    square = np.maximum((piece**2).sum(-1), 1e-300)
    offset = x[:, None] - front[:-1]  # (N, P, 2)
    t = np.clip((offset * piece).sum(-1) / square, 0, 1)  # (N, P)
    gap = np.linalg.norm(offset - t[..., None] * piece, axis=-1)
    best = gap.argmin(-1)
    rows = np.arange(len(x))
    span = np.diff(lengths)
    along = lengths[best] + t[rows, best] * span[best]
    return gap[rows, best], along / max(lengths[-1], 1e-300)


@lru_cache(maxsize=64)
def _front(landscape: Landscape) -> tuple[Array, NDArray[np.float64]]:
    front = landscape.front(2001)
    return front, np.append(0.0, np.cumsum(np.linalg.norm(np.diff(front, axis=0), axis=-1)))


def _pair(values: Array) -> Point:
    return float(values[0]), float(values[1])
