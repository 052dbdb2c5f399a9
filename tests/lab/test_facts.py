"""What the scenarios teach, held against other oracles: differences, hand counts, the project's methods."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from mtlviz import methods
from mtlviz.lab.scenarios import get
from mtlviz.lab.trace import Trace
from mtlviz.probe import measure

Runs = Callable[[int], dict[str, Trace]]


def started(number: int, *, seed: int = 0) -> dict[str, Any]:
    """The names of a scenario's preamble, with a fresh model."""
    names: dict[str, Any] = {}
    exec(get(number).preamble, names)
    torch.manual_seed(seed)
    names["model"] = names["SimpleModel"]()
    return names


def test_accumulated_gradients_are_the_slope_of_the_sum(runs: Runs) -> None:
    names = started(2)
    model = names["model"].double()
    names["x"], names["y2"] = names["x"].double(), names["y2"].double()
    accumulated = runs(2)["code"].grad("fc1.weight")
    assert accumulated is not None
    weight, h = model.fc1.weight.data, 1e-6
    for place in [(0, 0), (2, 7), (4, 9)]:
        slope = 0.0
        for sign in (1, -1):
            weight[place] += sign * h
            slope += sign * sum(loss.item() for loss in names["losses"](model)) / (2 * h)
            weight[place] -= sign * h
        assert accumulated[place] == pytest.approx(slope, abs=1e-6)


def test_one_pass_saves_the_operations_counted_by_hand(runs: Runs) -> None:
    def product(*sizes: int) -> int:
        return 2 * int(np.prod(sizes))  # a multiplication and an addition each

    trunk = product(8, 10, 5)  # the weight's gradient; the input needs none
    heads = 2 * product(8, 5, 2) + 2 * product(8, 5, 1)  # the weight's gradient and the input's
    assert runs(5)["cost"].values["flops"] == pytest.approx((trunk + heads) / (2 * trunk + heads))


def test_the_diagnostic_measures_what_scenario_8_prints(runs: Runs) -> None:
    names = started(8)
    loss1, loss2 = names["losses"](names["model"])
    report = measure({"one": loss1, "two": loss2}, names["model"].fc1.parameters())
    values = runs(8)["shared"].values
    assert list(report.norms) == pytest.approx([values["n1"], values["n2"]], rel=1e-6)


def test_pcgrad_of_scenario_15_is_the_methods_own(runs: Runs) -> None:
    trace = runs(15)["fix"]
    G = np.array([trace.values["g1"], trace.values["g2"]], dtype=float)
    gram = G @ G.T
    contributions = methods.create("pcgrad").contributions(methods.Observation(gram))
    expected = contributions.sum(0) @ G
    left = np.concatenate([trace.grad_or_zeros("fc1.weight").ravel(), trace.grad_or_zeros("fc1.bias")])
    np.testing.assert_allclose(left, expected, atol=1e-6)


def test_gradients_come_back_from_the_joined_outputs_column_by_column(runs: Runs) -> None:
    trace = runs(10)["code"]
    names: dict[str, Any] = {}
    exec(get(10).preamble, names)
    torch.manual_seed(0)
    A, B, C = torch.nn.Linear(10, 5), torch.nn.Linear(7, 5), torch.nn.Linear(10, 1)
    with torch.no_grad():
        out = C(torch.cat([A(names["xa"]), B(names["xb"])], dim=1))
        slope = 2 * (out - names["y"]) / len(out)  # (8, 1)
        expected = (slope @ C.weight[:, :5]).T @ names["xa"]
    np.testing.assert_allclose(trace.grad_or_zeros("A.weight"), expected.numpy(), atol=1e-6)


def test_the_second_head_is_written_before_the_pass_breaks(runs: Runs) -> None:
    trace = runs(1)["code"]
    last = trace.steps[-1]
    assert [node.name for node in last.graph.nodes if node.broke] == ["ReluBackward0"]
    assert {p.name for p in last.parameters if p.changed} == {"fc3.weight", "fc3.bias"}


def test_asking_for_an_unused_parameter_costs_the_graph() -> None:
    names = started(8)
    loss1, _ = names["losses"](names["model"])
    everything = list(names["model"].parameters())
    with pytest.raises(RuntimeError, match="allow_unused"):
        torch.autograd.grad(loss1, everything)
    with pytest.raises(RuntimeError, match="second time"):
        torch.autograd.grad(loss1, everything, allow_unused=True)


def test_clipping_the_sum_keeps_the_ratio_that_it_met(runs: Runs) -> None:
    ratios = {key: trace.values["ratio"] for key, trace in runs(16).items()}
    assert ratios["code"] == pytest.approx(500, rel=1e-4)
    assert ratios["both"] == pytest.approx(1, rel=1e-4)
    assert ratios["each"] == pytest.approx(1 / runs(8)["shared"].values["n1"], rel=1e-4)  # the same model and data
