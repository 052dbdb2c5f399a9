"""What a line did, in one or two plain sentences; and the graph in words, for those who do not see it."""

from __future__ import annotations

from collections.abc import Sequence

from mtlviz.lab.graph import Graph, Node
from mtlviz.lab.trace import Step


def about(step: Step, before: Step | None) -> str:
    """What happened between two steps."""
    said = _raised(step, before) or _passed(step, before) or _grown(step)
    return " ".join([*said, *_parameters(step, before)]) or "Nothing changes in graph or gradients."


def _raised(step: Step, before: Step | None) -> list[str]:
    if step.raised is None:
        return []
    broke = [node.name for node in step.graph.nodes if node.broke]
    came = sum(node.visited for node in step.graph.nodes)
    if broke:
        return [f"This line raises: its pass comes through {_count(came, 'node')} and stops at {broke[0]}."]
    if came:
        return [
            f"This line raises after its pass, which comes through {_count(came, 'node')}{_freed(step, before)}; "
            "its gradients are lost."
        ]
    return ["This line raises, before any pass begins."]


def _passed(step: Step, before: Step | None) -> list[str]:
    came = sum(node.visited for node in step.graph.nodes)
    ending = _freed(step, before) or " and leaves the graph alive"
    return [f"A backward pass comes through {_count(came, 'node')}{ending}."] if came else []


def _freed(step: Step, before: Step | None) -> str:
    alive = {node.id for node in before.graph.nodes if node.state == "alive"} if before else set()
    freed = sum(node.state == "freed" and node.visited and node.id in alive for node in step.graph.nodes)
    return f" and frees what {freed} of them saved" if freed else ""


def _grown(step: Step) -> list[str]:
    new = sum(node.new for node in step.graph.nodes)
    return [f"The graph grows by {_count(new, 'node')}."] if new else []


def _parameters(step: Step, before: Step | None) -> list[str]:
    if before is None:
        return []
    had = {one.name: one for one in before.parameters}
    changed = [(had[one.name], one) for one in step.parameters if one.changed and one.name in had]
    filled = [now.name for old, now in changed if now.grad is not None and now.norm != old.norm]
    emptied = [now.name for old, now in changed if now.grad is None and old.grad is not None]
    moved = [now.name for old, now in changed if now.moved != old.moved]
    stale = [name for name, state in step.standing.items() if state == "stale" != before.standing.get(name)]
    return [
        *([f".grad changes in {_names(filled)}."] if filled else []),
        *([f".grad is None again in {_names(emptied)}."] if emptied else []),
        *([f"{_names(moved)} {'moves' if len(moved) == 1 else 'move'}."] if moved else []),
        *([f"The graph of {_names(stale)} can no longer be walked."] if stale else []),
    ]


def _names(names: Sequence[str]) -> str:
    """Up to four by name.

    >>> _names(["a", "b", "c"]), _names(["a", "b", "c", "d", "e", "f"])
    ('a, b and c', '6 parameters')
    """
    if len(names) > 4:
        return f"{len(names)} parameters"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def graph_in_words(graph: Graph) -> list[str]:
    """One line per node, from the losses down: its name, how it stands, what it hands its gradient to."""
    nodes = {node.id: node for node in graph.nodes}
    lines = []
    for node in graph.nodes:
        if node.parameter is None:
            below = [_named(nodes[to]) for start, to in graph.edges if start == node.id]
            lines.append(f"{_named(node)}{_state(node)} → {', '.join(below) or 'nothing'}")
    return lines


def _named(node: Node) -> str:
    if node.parameter:
        return f"{node.parameter}.grad"
    return f"{node.name} ({', '.join(node.labels)})" if node.labels else node.name


def _state(node: Node) -> str:
    if node.broke:
        return ", where the pass stops,"
    return {"freed": ", freed,", "stale": ", needs a tensor that was changed in place,"}.get(node.state, "")
