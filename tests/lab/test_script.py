"""`mtlviz lab N`: what is printed runs by itself, and says what the page says."""

from __future__ import annotations

import argparse
import ast
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mtlviz.lab import cli
from mtlviz.lab.scenarios import SCENARIOS
from mtlviz.lab.script import function_name, script
from mtlviz.lab.trace import Trace

Runs = Callable[[int], dict[str, Trace]]

DRIVER = """
import contextlib, io, json, runpy, sys, warnings
warnings.simplefilter("error")
outputs = {}
for path in sys.argv[1:]:
    with contextlib.redirect_stdout(io.StringIO()) as output:
        runpy.run_path(path, run_name="__main__")
    outputs[path] = output.getvalue()
assert not any(name.startswith("mtlviz") for name in sys.modules)
print(json.dumps(outputs))
"""


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[int, str]:
    """What each script prints, all run by one interpreter that knows nothing of mtlviz."""
    folder = tmp_path_factory.mktemp("scripts")
    paths = {scenario.number: folder / f"lab{scenario.number}.py" for scenario in SCENARIOS}
    for scenario in SCENARIOS:
        paths[scenario.number].write_text(_command(scenario.number), encoding="utf-8")
    command = [sys.executable, "-I", "-c", DRIVER, *map(str, paths.values())]
    answer = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=180, check=False)
    assert answer.returncode == 0, answer.stderr[-3000:]
    outputs = json.loads(answer.stdout)
    return {number: outputs[str(path)] for number, path in paths.items()}


def _command(*arguments: int) -> str:
    """What `mtlviz lab …` prints."""
    parser = argparse.ArgumentParser()
    cli.add_to(parser.add_subparsers())
    options = parser.parse_args(["lab", *map(str, arguments)])
    with pytest.MonkeyPatch.context() as patch:
        said: list[str] = []
        patch.setattr("builtins.print", lambda text, end="\n": said.append(text + end))
        options.command(options)
    return "".join(said)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: str(s.number))
def test_the_printed_script_runs_and_says_what_the_page_shows(
    scenario: object, printed: dict[int, str], runs: Runs
) -> None:
    number = scenario.number  # type: ignore[attr-defined]
    for key, trace in runs(number).items():
        output = printed[number]
        if key != "cost":  # that one prints times
            for line in trace.output.splitlines():
                assert line in output
        if trace.raised:
            assert f"raises: {trace.raised.message}" in output
        for state in trace.after().parameters:
            if state.grad is None:
                assert f"{state.name}.grad: None" in output
            elif key != "cost":
                assert f"{state.name}.grad: norm {state.norm:.4f}" in output


def test_scripts_hold_every_listing_word_for_word() -> None:
    for scenario in SCENARIOS:
        text = script(scenario)
        functions = {node.name: node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}
        assert scenario.preamble in text
        for listing in scenario.listings:
            block = functions[function_name(listing)].body[1]
            assert isinstance(block, ast.Try)
            assert [ast.dump(one) for one in block.body] == [ast.dump(one) for one in ast.parse(listing.body).body]


def test_without_a_number_the_scenarios_are_listed() -> None:
    lines = _command().splitlines()
    assert len(lines) == 17
    assert lines[0].split(maxsplit=1) == ["1", SCENARIOS[0].title]


def test_a_number_that_does_not_exist_is_told() -> None:
    with pytest.raises(ValueError, match="no scenario 18: they are numbered 1 to 17"):
        _command(18)


def test_printing_a_script_needs_no_torch() -> None:
    code = "import sys; import mtlviz.lab.cli; sys.exit('torch' in sys.modules)"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, timeout=60, check=False).returncode == 0
