"""Read the autograd graph off the variables of a running listing, without changing what it does.

Nodes come from the real `grad_fn` chain. Whether a node can still be walked is asked of torch: its saved tensors raise
when they have been freed, or changed in place. Hooks note which nodes a backward pass comes through.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import torch

from mtlviz.lab.graph import Graph, Node, NodeState

GraphNode = torch.autograd.graph.Node


def tensors(namespace: Mapping[str, Any]) -> Iterator[tuple[str, torch.Tensor]]:
    """Every tensor that a variable holds, itself or in a list, tuple or dict."""
    for name, value in namespace.items():
        if isinstance(value, torch.Tensor):
            yield name, value
        elif isinstance(value, list | tuple):
            yield from ((f"{name}[{n}]", each) for n, each in enumerate(value) if isinstance(each, torch.Tensor))
        elif isinstance(value, dict):
            yield from ((f"{name}[{key!r}]", each) for key, each in value.items() if isinstance(each, torch.Tensor))


def parameters(namespace: Mapping[str, Any]) -> dict[str, torch.nn.Parameter]:
    """Every module's parameters, each once, by the name one would type; `model.` goes without saying."""
    found: dict[torch.nn.Parameter, str] = {}
    for name, value in namespace.items():
        if isinstance(value, torch.nn.Module):
            prefix = "" if name == "model" else f"{name}."
            for inner, parameter in value.named_parameters():
                found.setdefault(parameter, f"{prefix}{inner}")
    return {name: parameter for parameter, name in found.items()}


@dataclass
class GraphRecorder:
    """Keeps a hold of every node it has seen, so that a node is the same node from line to line."""

    _ids: dict[GraphNode, int] = field(default_factory=dict)
    _reached: set[int] = field(default_factory=set)
    _passed: set[int] = field(default_factory=set)

    def record(self, namespace: Mapping[str, Any]) -> tuple[Graph, dict[str, str]]:
        """The graph after a line, and for each variable with a grad_fn how its graph stands.

        That is "alive", "freed", "partly freed" (some of it, by a pass from elsewhere) or "stale".
        """
        roots = {name: t.grad_fn for name, t in tensors(namespace) if t.grad_fn is not None and not _wrapped(t)}
        owners = {id(parameter): name for name, parameter in parameters(namespace).items()}
        passed, self._passed = self._passed, set()
        reached, self._reached = self._reached, set()
        known = len(self._ids)
        walk = list(dict.fromkeys(node for root in roots.values() for node in _below(root)))
        for node in walk:
            self._meet(node)
        states = {node: node_state(node) for node in walk}
        labels = {node: tuple(name for name, root in roots.items() if root is node) for node in walk}
        nodes = tuple(
            Node(
                id=(n := self._ids[node]),
                name=node.name().removeprefix("torch::autograd::"),
                labels=labels[node],
                parameter=owners.get(id(getattr(node, "variable", None))),
                state=states[node],
                new=n >= known,
                visited=n in passed,
                broke=n in reached - passed,
            )
            for node in walk
        )
        edges = tuple((self._ids[node], self._ids[child]) for node in walk for child in _children(node))
        standing = {name: _standing([states[node] for node in _below(root)]) for name, root in roots.items()}
        return Graph(nodes, tuple(dict.fromkeys(edges))), standing

    def _meet(self, node: GraphNode) -> None:
        if node in self._ids:
            return
        n = self._ids[node] = len(self._ids)
        node.register_prehook(lambda *_: self._reached.add(n))
        node.register_hook(lambda *_: self._passed.add(n))


def node_state(node: GraphNode) -> NodeState:
    """Ask the node for each of its saved tensors: torch raises when one is freed, or changed since it was saved."""
    saves = False
    for name in _saved_names(type(node)):
        try:
            saves |= isinstance(getattr(node, name), torch.Tensor)
        except RuntimeError as error:
            return "freed" if "freed" in str(error) else "stale"
    return "alive" if saves else "plain"


@cache
def _saved_names(kind: type[GraphNode]) -> tuple[str, ...]:
    return tuple(name for name in dir(kind) if name.startswith("_saved_"))


def _below(root: GraphNode) -> list[GraphNode]:
    """The node and all it leads to, each once, in the order of a walk into depth."""
    seen: dict[GraphNode, None] = {}
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen[node] = None
            waiting += reversed(_children(node))
    return list(seen)


def _children(node: GraphNode) -> list[GraphNode]:
    return [child for child, _ in node.next_functions if child is not None]


def _standing(states: list[NodeState]) -> str:
    if "stale" in states:
        return "stale"
    if "freed" not in states:
        return "alive"
    return "partly freed" if "alive" in states else "freed"


def _wrapped(tensor: torch.Tensor) -> bool:
    """A tensor inside a `torch.func` transform: its graph is not ours to walk."""
    return bool(torch._C._functorch.is_functorch_wrapped_tensor(tensor))
