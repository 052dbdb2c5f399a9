"""The code on the live page is no picture of code: run for five steps, it trains the very run that the page shows."""

from __future__ import annotations

from typing import Any

import pytest
import torch.nn.functional

from mtlviz import data, methods, recipes
from mtlviz.lessons.step_code import step_code
from mtlviz.live import wire
from mtlviz.methods import Observation
from mtlviz.models import seeded
from mtlviz.runconfig import Heads, RunConfig
from mtlviz.training import Trainer

SOURCE = data.load("turbofan", units=4)
STEPS = 5
RECIPES = [*map(recipes.get, recipes.names()), recipes.get("fixed", lam=0.1)]
torch.set_num_threads(1)


@pytest.mark.parametrize("heads", ["method", "one"])
@pytest.mark.parametrize(
    "recipe", [*map(recipes.get, recipes.names()), recipes.get("fixed", lam=0.1)], ids=lambda recipe: recipe.title
)
def test_it_trains_the_run_that_the_engine_recorded(recipe: recipes.Recipe, heads: Heads) -> None:
    trainer = Trainer(RunConfig(recipes=(recipe,), heads=heads, lr=0.01), SOURCE)
    trainer.run(STEPS)
    recorded = wire.columns(trainer.history, slice(0, STEPS))

    code = compile("\n".join(line.text for line in step_code(recipe, heads)), "step", "exec")
    model, batches = seeded(0), SOURCE.batches(0, 256)
    optimizer = torch.optim.Adam(model.parameters(), 0.01)
    tools = {"torch": torch, "F": torch.nn.functional, "Observation": Observation, "method": recipe.create()}
    for step in range(STEPS):
        rows = batches.batch(step)
        x, y, classes = (
            torch.tensor(column[rows]) for column in (SOURCE.train.inputs, SOURCE.train.rul, SOURCE.train.health)
        )
        names: dict[str, Any] = {
            **tools,
            "model": model,
            "optimizer": optimizer,
            "step": step,
            "x": x,
            "y": y,
            "classes": classes,
        }
        exec(code, names)
        found = {
            "loss_rul": names["loss_rul"].item(),
            "loss_health": names["loss_health"].item(),
            "norm_rul": names["g_rul"].norm().item(),
            "norm_health": names["g_health"].norm().item(),
            "weight_rul": names["w"][0],
            "weight_health": names["w"][1],
            "update": names["update"].norm().item(),
        }
        for name, value in found.items():
            assert value == pytest.approx(recorded[name][step], rel=2e-4, abs=1e-7), (name, step)


@pytest.mark.parametrize("name", recipes.names())
def test_notes_name_columns_and_lines_are_short(name: str) -> None:
    trainer = Trainer(RunConfig(), SOURCE)
    trainer.step()
    known = {"step": 0.0, **{name: values[0] for name, values in wire.columns(trainer.history, slice(0, 1)).items()}}
    for line in step_code(recipes.get(name)):
        assert len(line.text) <= 44
        if line.note:
            line.note.format(**known)


def test_the_remembering_methods_are_made_once() -> None:
    text = "\n".join(line.text for line in step_code(recipes.get("gaba", floor=0.1)))
    assert '# once: method =\n#   methods.create("gaba", floor=0.1)' in text
    assert methods.create("gaba", floor=0.1) == recipes.get("gaba", floor=0.1).create()
