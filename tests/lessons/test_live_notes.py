"""Figures in the texts below the player are measured again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mtlviz import data, recipes
from mtlviz.lessons.live_notes import AT_START, IN_UNITS
from mtlviz.lessons.recipe_lines import recipe_line
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


@pytest.mark.parametrize("name", recipes.names())
def test_every_recipe_has_a_line(name: str) -> None:
    text = recipe_line(recipes.get(name))
    assert 30 < len(text) < 200
    assert text[-1] == "."
    assert "'" not in text
