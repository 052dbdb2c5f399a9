"""What a page loads: every page opens without torch, and none needs the test tools."""

from __future__ import annotations

import subprocess
import sys

import pytest

from mtlviz.ui import frame
from tests.conftest import ROOT

SCRIPT = """
import sys
from streamlit.testing.v1 import AppTest
page = AppTest.from_file("app.py")
if {script!r} != "app.py":
    page.switch_page({script!r})
page.query_params["budget"] = "7"  # of the compare page, which trains its default at once
page.run(timeout=120)
assert not page.exception, page.exception
print("torch" in sys.modules)
"""


@pytest.mark.parametrize("script", frame.PAGES)
def test_no_page_loads_torch_before_it_is_asked_to_run_something(script: str) -> None:
    command = [sys.executable, "-c", SCRIPT.format(script=script)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False)
    assert answer.returncode == 0, answer.stderr[-2000:]
    assert answer.stdout.strip() == "False"
