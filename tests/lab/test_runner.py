"""The tracer sees what is there, and changes nothing of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from mtlviz.lab.runner import run
from mtlviz.lab.scenario import Listing, Scenario
from mtlviz.lab.scenarios import SCENARIOS
from mtlviz.lab.trace import Trace

IMPORTS = "import torch\nfrom torch import nn\n"


def traced(body: str) -> Trace:
    return run(Listing("code", "As written", body, ""), IMPORTS)


LINE = """\
model = nn.Linear(2, 1)
x = torch.ones(3, 2)
loss = (model(x) ** 2).sum()
loss.backward(retain_graph=True)
loss.backward()
"""


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: str(s.number))
def test_watching_changes_no_gradient(scenario: Scenario) -> None:
    for listing in scenario.listings:
        if listing.key == "cost":
            continue  # prints times
        names: dict[str, Any] = {}
        with torch.random.fork_rng(devices=[]):
            exec(scenario.preamble, names)
            try:
                exec(listing.body.replace("print(", "str("), names)
            except RuntimeError as error:
                message = str(error)
        trace = run(listing, scenario.preamble)
        if trace.raised:
            assert trace.raised.message == message
        for state in trace.after().parameters:
            module, _, inner = state.name.rpartition(".")
            owner, _, path = module.partition(".")
            root = names[owner] if owner in names else names["model"].get_submodule(module)
            parameter = getattr(root.get_submodule(path), inner)
            if state.grad is None:
                assert parameter.grad is None
            else:
                np.testing.assert_array_equal(state.grad, parameter.grad.numpy())


def test_the_graph_is_alive_until_a_pass_frees_it() -> None:
    trace = traced(LINE)
    assert [step.standing.get("loss") for step in trace.steps] == [None, None, "alive", "alive", "freed"]
    assert trace.raised is None
    assert all(node.visited for node in trace.steps[3].graph.nodes)
    grad, again = trace.grad("weight", "retain_graph"), trace.grad("weight")
    assert grad is not None
    assert again is not None
    np.testing.assert_allclose(again, 2 * grad)


def test_a_changed_weight_makes_the_graph_stale_before_any_pass() -> None:
    trace = traced(
        "model = nn.Linear(2, 2)\nx = torch.ones(3, 2, requires_grad=True)\nloss = model(x).exp().sum()\n"
        "with torch.no_grad():\n    model.weight.add_(1)\nloss.backward()\n"
    )
    with_block = trace.after("add_")
    assert (with_block.line, with_block.last_line) == (4, 5)
    assert with_block.standing["loss"] == "stale"
    assert [node.name for node in with_block.graph.nodes if node.state == "stale"] == ["AddmmBackward0"]
    assert with_block.parameter("weight").changed
    assert with_block.parameter("weight").moved == pytest.approx(2.0)  # four elements, by one each
    assert trace.raised is not None
    assert "inplace" in trace.raised.message
    assert [node.name for node in trace.after().graph.nodes if node.broke] == ["AddmmBackward0"]


def test_nodes_are_those_of_grad_fn_and_keep_their_number() -> None:
    trace = traced("model = nn.Linear(2, 1)\nh = model(torch.ones(3, 2))\nloss = h.sum()\n")
    first, second = trace.steps[1].graph, trace.steps[2].graph
    assert {node.name for node in first.nodes} == {"AddmmBackward0", "TBackward0", "AccumulateGrad"}
    assert {node.id for node in first.nodes} < {node.id for node in second.nodes}
    (added,) = (node for node in second.nodes if node.new)
    assert (added.name, added.labels) == ("SumBackward0", ("loss",))
    assert {node.parameter for node in second.nodes} == {None, "weight", "bias"}
    assert len(second.edges) == 4


def test_output_is_kept_with_its_line_and_random_state_is_left_alone() -> None:
    before = torch.random.get_rng_state()
    trace = traced("torch.manual_seed(3)\nprint('a', torch.rand(1).item() > 2)\nprint('b')\n")
    assert [step.output for step in trace.steps] == ["", "a False\n", "b\n"]
    assert trace.output == "a False\nb\n"
    assert torch.equal(before, torch.random.get_rng_state())


def test_a_run_ends_at_its_first_error() -> None:
    trace = traced("a = 1\nb = a / 0\nc = 3\n")
    assert trace.raised is not None
    assert (trace.raised.type, trace.raised.message) == ("ZeroDivisionError", "division by zero")
    assert [step.line for step in trace.steps] == [1, 2]
    assert trace.values == {"a": 1}


def test_a_step_is_found_by_line_or_text() -> None:
    trace = traced("a = 1\n\nb = [\n    2,\n]\n")
    assert trace.at(0) is None
    assert trace.at(2) is trace.steps[0]
    assert trace.at(4) is trace.steps[1]
    assert trace.after("2,") is trace.steps[1]
    assert trace.values["b"] == [2]


def test_parameters_of_several_models_are_named_and_shared_ones_counted_once() -> None:
    trace = traced("A = nn.Linear(1, 1)\nmodel = nn.Linear(1, 1)\nboth = nn.ModuleList([A, model])\n")
    assert [p.name for p in trace.after().parameters] == ["A.weight", "A.bias", "weight", "bias"]
