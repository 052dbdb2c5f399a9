"""The layout of any graph: gradients run downwards, nodes do not cover each other, places stay."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from mtlviz.lab.graph import Graph, Node
from mtlviz.lab.layout import layout, layouts


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Any acyclic graph: edges lead from lower to higher numbers."""
    n = draw(st.integers(1, 14))
    possible = list(combinations(range(n), 2))
    edges = draw(st.lists(st.sampled_from(possible), unique=True, max_size=24)) if possible else []
    return Graph(tuple(Node(i, f"N{i}Backward0") for i in range(n)), tuple(edges))


@given(graphs())
def test_every_edge_leads_down_and_its_route_crosses_each_layer_between(graph: Graph) -> None:
    found = layout([graph])
    for top, bottom in graph.edges:
        rows = [found.place[top][1], *(row for _, row in found.routes[top, bottom]), found.place[bottom][1]]
        assert rows == list(range(rows[0], rows[-1] + 1))
        assert rows[-1] > rows[0]


@given(graphs())
def test_no_node_covers_another_and_all_are_inside(graph: Graph) -> None:
    found = layout([graph])
    assert set(found.place) == {node.id for node in graph.nodes}
    for (x, row), (other_x, other_row) in combinations(found.place.values(), 2):
        assert row != other_row or abs(x - other_x) > 1 - 1e-9
    for x, row in found.place.values():
        assert -1e-9 <= x <= found.columns - 1 + 1e-9
        assert 0 <= row < found.layers


@given(graphs(), st.integers(0, 14))
def test_a_graph_that_grows_keeps_its_places(graph: Graph, size: int) -> None:
    some = {node.id for node in graph.nodes[-size:]} if size else set()
    part = Graph(
        tuple(n for n in graph.nodes if n.id in some), tuple(e for e in graph.edges if e[0] in some and e[1] in some)
    )
    first, second = layouts([part, graph])
    assert first == second


def test_another_graph_starts_afresh() -> None:
    parameter = Node(0, "AccumulateGrad", parameter="weight")
    one = Graph((Node(1, "SumBackward0"), parameter), ((1, 0),))
    two = Graph((Node(2, "SumBackward0"), parameter), ((2, 0),))
    first, second = layouts([one, two])
    assert set(first.place) == {0, 1}
    assert set(second.place) == {0, 2}
    assert layouts([]) == []
