"""What a page loads: the first pages open without torch, and no page needs the test tools."""

from __future__ import annotations

import subprocess
import sys

import pytest

from mtlviz.ui import frame
from tests.conftest import ROOT

TRAINING = ("pages/compare.py",)  # in the server; the live page has processes of its own for it

SCRIPT = """
import sys
from streamlit.testing.v1 import AppTest
page = AppTest.from_file("app.py")
if {script!r} != "app.py":
    page.switch_page({script!r})
page.run(timeout=120)
assert not page.exception, page.exception
print("torch" in sys.modules)
"""


@pytest.mark.parametrize("script", frame.PAGES)
def test_only_pages_that_train_load_torch(script: str) -> None:
    command = [sys.executable, "-c", SCRIPT.format(script=script)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False)
    assert answer.returncode == 0, answer.stderr[-2000:]
    assert answer.stdout.strip() == str(script in TRAINING)
