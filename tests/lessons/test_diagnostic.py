"""The three lines of the diagnostic run as they stand, and stand in the README."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from mtlviz.lessons.diagnostic import LISTING
from mtlviz.models import DualTaskMLP

README = Path(__file__).parents[2] / "README.md"


def test_the_three_lines_run_and_leave_the_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    torch.manual_seed(0)
    model = DualTaskMLP()
    rul, logits = model(torch.randn(64, 17))
    loss_rul = ((rul - 60) ** 2).mean()
    loss_health = torch.nn.functional.cross_entropy(logits, torch.zeros(64, dtype=torch.long))
    exec(LISTING, {"loss_rul": loss_rul, "loss_health": loss_health, "model": model, "step": 7})
    (loss_rul + loss_health).backward()
    (line,) = Path("gradients.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["step"] == 7
    assert len([line for line in LISTING.splitlines() if line]) == 3


def test_the_readme_prints_them() -> None:
    assert f"```python\n{LISTING}```" in README.read_text(encoding="utf-8")
