"""The autograd graph after one line, as SVG: losses on top, parameters at the bottom, arrows the way gradients go.

How a node stands is told by its border and in words; what the line made or walked is told by class `hot`, the same
that marks the line in the code and the rows of the table. Colours are CSS classes: `lab.css`.
"""

from __future__ import annotations

from html import escape
from itertools import pairwise

from mtlviz.lab.graph import Graph, Node
from mtlviz.lab.layout import Layout
from mtlviz.lab.sentences import graph_in_words
from mtlviz.lab.trace import Step

COLUMN, LAYER, BOX_WIDTH, BOX_HEIGHT, MARGIN = 84.0, 58.0, 79.0, 36.0, 4.0
BESIDE = 428.0  # the widest picture that stands beside the code, on a page of 1,280 pixels, without being made smaller


def natural_width(layout: Layout) -> float:
    """Of the picture, in pixels at which its text is 12 to 12.5 pixels high."""
    return (layout.columns - 1) * COLUMN + BOX_WIDTH + 2 * MARGIN


def autograd_graph(step: Step, layout: Layout) -> str:
    """The graph of `step`, its nodes where `layout` (of this graph and its neighbours) puts them."""
    graph = step.graph
    if not graph.nodes:
        return ""
    width = natural_width(layout)
    height = (layout.layers - 1) * LAYER + BOX_HEIGHT + 2 * MARGIN
    nodes = {node.id: node for node in graph.nodes}
    edges = "".join(_edge(edge, nodes, layout) for edge in graph.edges)
    ghosts = "".join(_ghost(_centre(place)) for n, place in layout.place.items() if n not in nodes)
    boxes = "".join(_box(node, _centre(layout.place[node.id]), step) for node in graph.nodes)
    return (
        f'<svg viewBox="0 0 {width:.0f} {height:.0f}" style="--natural: {width:.0f}px" role="img" '
        f'aria-label="{escape(_summary(graph))}">{_TIPS}{ghosts}{edges}{boxes}</svg>'
    )


_TIPS = "<defs>" + "".join(
    f'<marker id="tip{kind}" class="tip{kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
    'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8Z"/></marker>'
    for kind in ("", "-hot")
) + "</defs>"  # fmt: skip


def _summary(graph: Graph) -> str:
    return f"Autograd graph of {len(graph.nodes)} nodes. " + ". ".join(graph_in_words(graph)) + "."


def _centre(place: tuple[float, int]) -> tuple[float, float]:
    x, layer = place
    return MARGIN + BOX_WIDTH / 2 + x * COLUMN, MARGIN + BOX_HEIGHT / 2 + layer * LAYER


def _edge(edge: tuple[int, int], nodes: dict[int, Node], layout: Layout) -> str:
    """From the bottom of one box to the top of the other, straight up and down at every point on the way."""
    top, bottom = edge
    points = [_centre(layout.place[top]), *map(_centre, layout.routes[edge]), _centre(layout.place[bottom])]
    points[0] = (points[0][0], points[0][1] + BOX_HEIGHT / 2)
    points[-1] = (points[-1][0], points[-1][1] - BOX_HEIGHT / 2 - 1)
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x0, y0), (x1, y1) in pairwise(points):
        middle = (y0 + y1) / 2
        path += f"C{x0:.1f} {middle:.1f} {x1:.1f} {middle:.1f} {x1:.1f} {y1:.1f}"
    walked = nodes[top].visited and (nodes[bottom].visited or nodes[bottom].broke)
    hot = walked or nodes[top].new
    return f'<path class="edge{" hot" if hot else ""}" d="{path}" marker-end="url(#tip{"-hot" if hot else ""})"/>'


def _ghost(centre: tuple[float, float]) -> str:
    """The place of a node that is not there at this line, but was or will be."""
    x, y = centre
    return (
        f'<rect class="ghost" x="{x - BOX_WIDTH / 2:.1f}" y="{y - BOX_HEIGHT / 2:.1f}" width="{BOX_WIDTH:.0f}" '
        f'height="{BOX_HEIGHT:.0f}" rx="5"><title>not there at this line</title></rect>'
    )


def _box(node: Node, centre: tuple[float, float], step: Step) -> str:
    x, y = centre
    first, second = _text(node, step)
    kinds = ["node", "parameter" if node.parameter else node.state]
    kinds += ["hot"] if node.new or node.visited else []
    kinds += ["broke"] if node.broke else []
    radius = BOX_HEIGHT / 2 if node.parameter else 5
    text = f'<text x="{x:.1f}" y="{y + (4 if not second else -2):.1f}">{escape(first)}</text>'
    if second:
        text += f'<text class="second" x="{x:.1f}" y="{y + 12:.1f}">{escape(second)}</text>'
    return (
        f'<g class="{" ".join(kinds)}"><title>{escape(node.name)}</title>'
        f'<rect x="{x - BOX_WIDTH / 2:.1f}" y="{y - BOX_HEIGHT / 2:.1f}" width="{BOX_WIDTH:.0f}" '
        f'height="{BOX_HEIGHT:.0f}" rx="{radius:.0f}"/>{text}</g>'
    )


def _text(node: Node, step: Step) -> tuple[str, str]:
    """The two lines of a box."""
    if node.parameter:
        norm = step.parameter(node.parameter).norm
        return node.parameter, ".grad None" if norm is None else f".grad {norm:.3g}"
    if node.broke:
        return node.short, "stops here"
    name = node.labels[0] + (" …" if len(node.labels) > 1 else "") if node.labels else ""
    state = {"freed": "freed", "stale": "changed"}.get(node.state, "")
    return node.short, " · ".join(filter(None, [name, state]))
