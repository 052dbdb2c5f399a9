"""What the page is given of a run: pictures, words, code; plain JSON, nothing lost on the way."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from xml.etree import ElementTree

import pytest

from mtlviz.figures.autograd_graph import autograd_graph
from mtlviz.figures.code_lines import code_lines
from mtlviz.figures.lab_view import run_view
from mtlviz.lab.layout import layouts
from mtlviz.lab.scenario import Scenario
from mtlviz.lab.scenarios import SCENARIOS
from mtlviz.lab.sentences import about
from mtlviz.lab.trace import Trace

Runs = Callable[[int], dict[str, Trace]]
every_scenario = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: str(s.number))
SVG = "{http://www.w3.org/2000/svg}"


def test_code_keeps_every_character() -> None:
    for scenario in SCENARIOS:
        for text in (scenario.preamble, *(listing.body for listing in scenario.listings)):
            plain = [unescape(re.sub(r"</?span[^>]*>", "", line)) for line in code_lines(text)]
            assert plain == text.splitlines()


def test_code_is_escaped_and_marked() -> None:
    (line,) = code_lines('x = "<b>" if a < 1 else f"{a}"  # <c>')
    assert "<b>" not in line
    assert '<span class="keyword">if</span>' in line
    assert '<span class="string">"&lt;b&gt;"</span>' in line
    assert '<span class="comment"># &lt;c&gt;</span>' in line


@every_scenario
def test_the_picture_has_every_node_and_edge_and_says_so_in_words(scenario: Scenario, runs: Runs) -> None:
    for trace in runs(scenario.number).values():
        for step, place in zip(trace.steps, layouts([step.graph for step in trace.steps]), strict=True):
            svg = autograd_graph(step, place)
            if not step.graph.nodes:
                assert svg == ""
                continue
            root = ElementTree.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))
            titles = [group.findtext(f"{SVG}title") for group in root.iter(f"{SVG}g")]
            assert titles == [node.name for node in step.graph.nodes]
            edges = [path for path in root.iter(f"{SVG}path") if "edge" in path.get("class", "")]
            assert len(edges) == len(step.graph.edges)
            label = root.get("aria-label", "")
            assert all(name in label for name in step.standing if "[" not in name)
            width, height = (float(n) for n in root.get("viewBox", "").split()[2:])
            for box in root.iter(f"{SVG}rect"):
                assert 0 <= float(box.get("x", "")) <= width - float(box.get("width", ""))
                assert 0 <= float(box.get("y", "")) <= height - float(box.get("height", ""))


@every_scenario
def test_the_view_is_plain_json_with_a_step_for_every_statement(scenario: Scenario, runs: Runs) -> None:
    for trace in runs(scenario.number).values():
        view = run_view(trace)
        assert json.loads(json.dumps(view, allow_nan=False)) == view
        assert [step["line"] for step in view["steps"]] == [step.line for step in trace.steps]
        assert all(0 <= step["graph"] < len(view["graphs"]) for step in view["steps"])
        assert len(json.dumps(view)) < 200_000


def test_hot_is_what_the_line_did(runs: Runs) -> None:
    trace = runs(1)["code"]
    view = run_view(trace)
    first_pass = next(n for n, step in enumerate(trace.steps) if step.line == trace.line("loss1.backward"))
    hot = [row["name"] for row in view["steps"][first_pass]["rows"] if row["hot"]]
    assert hot == ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"]
    svg = view["graphs"][view["steps"][first_pass]["graph"]]["svg"]
    assert svg.count('class="node freed hot"') == 5
    assert svg.count('class="node parameter hot"') == 4
    last = view["steps"][-1]
    assert view["graphs"][last["graph"]]["svg"].count("stops here") == 1
    assert trace.raised is not None
    assert last["raised"]["message"] == trace.raised.message


def test_a_line_is_told_in_a_sentence(runs: Runs) -> None:
    def said(number: int, key: str, text: str) -> str:
        trace = runs(number)[key]
        n = trace.steps.index(trace.after(text))
        return about(trace.steps[n], trace.steps[n - 1] if n else None)

    assert said(1, "code", "manual_seed") == "Nothing changes in graph or gradients."
    assert said(1, "code", "loss2 =") == "The graph grows by 1 node."
    assert said(1, "code", "loss2.backward").startswith(
        "This line raises: its pass comes through 5 nodes and stops at ReluBackward0."
    )
    assert "leaves the graph alive" in said(1, "retain", "loss1.backward")
    assert "frees what 7 of them saved" in said(1, "sum", "loss.backward")
    assert "6 parameters move." in said(1, "sum", "step()")
    assert ".grad is None again in" in said(2, "fix", "zero_grad")
    assert "can no longer be walked" in said(7, "code", "optimizer1.step()")
    assert said(8, "code", "g1 =").startswith("This line raises after its pass, which comes through 7 nodes and frees")
    assert said(9, "code", "stacked.backward") == "This line raises, before any pass begins."
