"""Figures in the texts below the player are measured again; the three lines of the diagnostic run as they stand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from mtlviz import data, recipes
from mtlviz.lessons.live_notes import AT_START, DIAGNOSTIC, IN_UNITS
from mtlviz.lessons.recipe_lines import recipe_line
from mtlviz.models import DualTaskMLP
from mtlviz.runconfig import RunConfig
from mtlviz.training import Trainer


@pytest.mark.parametrize(("unit", "expected"), [(1, AT_START), (125, IN_UNITS)])
def test_the_ratio_at_the_start_follows_the_unit_of_rul(unit: int, expected: tuple[float, float]) -> None:
    source = data.load("turbofan")
    train = replace(source.train, rul=(source.train.rul / unit).astype(np.float32))
    trainer = Trainer(RunConfig(recipes=("fixed",), seeds=tuple(range(200))), replace(source, train=train))
    trainer.step()
    found = np.percentile(trainer.history.describe().ratio[0], [5, 95])
    np.testing.assert_allclose(found, expected, rtol=0.05)


def test_the_diagnostic_runs_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    torch.manual_seed(0)
    model = DualTaskMLP()
    rul, logits = model(torch.randn(64, 17))
    loss_rul = ((rul - 60) ** 2).mean()
    loss_health = torch.nn.functional.cross_entropy(logits, torch.zeros(64, dtype=torch.long))
    exec(DIAGNOSTIC, {"loss_rul": loss_rul, "loss_health": loss_health, "model": model, "step": 3})
    (loss_rul + loss_health).backward()
    assert len(Path("gradients.jsonl").read_text(encoding="utf-8").splitlines()) == 1
    assert len(DIAGNOSTIC.splitlines()) == 3


@pytest.mark.parametrize("name", recipes.names())
def test_every_recipe_has_a_line(name: str) -> None:
    text = recipe_line(recipes.get(name))
    assert 30 < len(text) < 200
    assert text[-1] == "."
    assert "'" not in text
