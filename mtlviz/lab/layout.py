"""Where the nodes of an autograd graph stand: losses on top, parameters at the bottom, so that a pass runs downwards.

After Sugiyama, Tagawa & Toda 1981: layers, virtual nodes where an edge skips one, order by barycentres.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mtlviz.lab.graph import Graph


@dataclass(frozen=True)
class Layout:
    """Where nodes stand: `place[id] = (x, layer)`, x in columns; `routes[edge]` the points in between."""

    place: Mapping[int, tuple[float, int]]
    routes: Mapping[tuple[int, int], tuple[tuple[float, int], ...]]
    columns: float
    layers: int


def layouts(graphs: Sequence[Graph]) -> list[Layout]:
    """One layout per graph; a node keeps its place for as long as one graph grows out of the last."""
    result: list[Layout] = []
    start = 0
    for n in range(1, len(graphs) + 1):
        if n == len(graphs) or not _grows(graphs[n - 1], graphs[n]):
            result += [layout(graphs[start:n])] * (n - start)
            start = n
    return result


def _grows(before: Graph, after: Graph) -> bool:
    """Is all of the last graph still in this one, parameters aside? Where some of it is gone, its place is not kept."""
    inner = {node.id for node in before.nodes if node.parameter is None}
    return inner <= {node.id for node in after.nodes}


def layout(graphs: Sequence[Graph]) -> Layout:
    """One layout for the union of `graphs`."""
    nodes = {node.id: node for graph in graphs for node in graph.nodes}
    edges = list(dict.fromkeys(edge for graph in graphs for edge in graph.edges))
    layer, tails = _layers(list(nodes), edges)
    chains = {edge: _chain(edge, layer) for edge in edges}
    segments = [pair for chain in chains.values() for pair in pairwise(chain)]
    rows: list[list[_Point]] = [[] for _ in range(max(layer.values(), default=-1) + 1)]
    for point in dict.fromkeys([*((n,) for n in nodes), *(p for chain in chains.values() for p in chain)]):
        rows[point[-1] if len(point) > 1 else layer[point[0]]].append(point)
    x = _columns(rows, segments, tails)
    return Layout(
        place={n: (x[n,], layer[n]) for n in nodes},
        routes={edge: tuple((x[p], p[-1]) for p in chain[1:-1]) for edge, chain in chains.items()},
        columns=max(x.values(), default=0.0) + 1,
        layers=len(rows),
    )


_Point = tuple[int, ...]  # (node,) or a virtual one: (from, to, layer)


def _chain(edge: tuple[int, int], layer: Mapping[int, int]) -> list[_Point]:
    """The edge as a walk through every layer it crosses."""
    top, bottom = edge
    return [(top,), *((top, bottom, row) for row in range(layer[top] + 1, layer[bottom])), (bottom,)]


def _layers(nodes: list[int], edges: Iterable[tuple[int, int]]) -> tuple[dict[int, int], set[int]]:
    """Each node's layer, and which nodes are tails.

    Longest way from the top; then whatever has slack sinks towards what it feeds, and tails follow their owner. A tail
    is a node from which only one way leads on, down to a parameter (a transposed weight, say).
    """
    below: dict[int, list[int]] = {n: [] for n in nodes}
    above: dict[int, list[int]] = {n: [] for n in nodes}
    for top, bottom in edges:
        below[top].append(bottom)
        above[bottom].append(top)
    order = _topological(nodes, below, above)
    layer: dict[int, int] = {}
    for n in order:
        layer[n] = max((layer[m] + 1 for m in above[n]), default=0)
    tail: dict[int, bool] = {}
    for n in reversed(order):
        tail[n] = bool(above[n]) and len(below[n]) <= 1 and all(tail[m] for m in below[n])
        inner = [layer[m] for m in below[n] if not tail[m]]
        if inner:
            layer[n] = min(inner) - 1
    for n in order:
        if tail[n]:
            layer[n] = max(layer[m] for m in above[n]) + 1
    return layer, {n for n in nodes if tail[n]}


def _topological(nodes: list[int], below: Mapping[int, list[int]], above: Mapping[int, list[int]]) -> list[int]:
    waiting = {n: len(above[n]) for n in nodes}
    ready = [n for n in nodes if not waiting[n]]
    for n in ready:  # grows while we walk it
        for m in below[n]:
            waiting[m] -= 1
            if not waiting[m]:
                ready.append(m)
    return ready


def _columns(rows: list[list[_Point]], segments: list[tuple[_Point, _Point]], tails: set[int]) -> dict[_Point, float]:
    """An x for every point: neighbours pull, and neighbours in a row keep a column apart (virtual ones less).

    What is no tail pulls, and stays, eight times as hard: so the way through the layers is straight.
    """
    weight = {point: 1.0 if len(point) == 1 and point[0] in tails else 8.0 for row in rows for point in row}
    near: dict[_Point, list[_Point]] = {point: [] for point in weight}
    for a, b in segments:
        near[a].append(b)
        near[b].append(a)
    x = {point: float(n) for row in rows for n, point in enumerate(row)}
    for _ in range(24):
        for row in [*rows, *reversed(rows)]:
            wish = {p: _mean([(x[q], weight[q]) for q in near[p]] or [(x[p], 1.0)]) for p in row}
            row.sort(key=wish.__getitem__)
            x |= _spread(row, wish, weight)
    least = min(x.values(), default=0.0)
    return {point: value - least for point, value in x.items()}


def _mean(weighted: list[tuple[float, float]]) -> float:
    return sum(value * weight for value, weight in weighted) / sum(weight for _, weight in weighted)


def _spread(row: list[_Point], wish: Mapping[_Point, float], weight: Mapping[_Point, float]) -> dict[_Point, float]:
    """The places nearest to the wishes, by weighted squares, with room between: isotonic regression on what is left.

    Pool adjacent violators: Barlow et al. 1972.
    """
    offset, total = {}, 0.0
    for n, point in enumerate(row):
        total += _room(row[n - 1], point) if n else 0.0
        offset[point] = total
    pools: list[list[tuple[float, float, _Point]]] = []
    for point in row:
        pools.append([(wish[point] - offset[point], weight[point], point)])
        while len(pools) > 1 and _pooled(pools[-2]) > _pooled(pools[-1]):
            last = pools.pop()
            pools[-1] += last
    return {point: _pooled(pool) + offset[point] for pool in pools for _, _, point in pool}


def _pooled(pool: list[tuple[float, float, _Point]]) -> float:
    return _mean([(value, weight) for value, weight, _ in pool])


def _room(a: _Point, b: _Point) -> float:
    return 1.0 if len(a) == len(b) == 1 else 0.6
