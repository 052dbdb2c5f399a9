"""A method is one file and one line: with them it is everywhere, and nothing else had to know of it."""

from __future__ import annotations

import numpy as np
import pytest

from docs import methods as page
from mtlviz import data, geometry, methods, recipes
from mtlviz.field import families, promises
from mtlviz.lessons import outcomes
from mtlviz.lessons.state import State
from mtlviz.lessons.step_code import step_code
from mtlviz.live import Settings
from mtlviz.live.session import LiveSession
from mtlviz.training import RunConfig, Trainer

FILE = '''
"""The largest gradient takes it all."""

from dataclasses import dataclass

import numpy as np

from mtlviz import geometry
from mtlviz.methods.base import Info, Method, diagonal


@dataclass
class Largest(Method):
    share: float = 1.0

    info = Info(
        title="Largest takes all",
        equation=r"w_k = [n_k = \\max_j n_j]",
        paper="Nobody 2026",
        fixes="Nothing at all, which is what a toy is for.",
        fails="Whenever the other task would have had something to say.",
        promises=("order", "equal"),
        checked="by eye",
    )

    def contributions(self, observation):
        n = geometry.norms(observation.gram)
        return diagonal(self.share * (n == n.max(-1, keepdims=True)))
'''


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """The file stands in the package's folder, its name in the list."""
    (tmp_path / "largest.py").write_text(FILE, encoding="utf-8")
    monkeypatch.setattr(methods, "__path__", [*methods.__path__, str(tmp_path)])
    monkeypatch.setitem(methods.REGISTRY, "largest", methods._class_in("largest"))
    return "largest"


def test_it_can_be_found_made_and_described(toy):
    assert methods.names()[-1] == toy
    weights = methods.create(toy, share=0.5).weights(methods.Observation(geometry.two_gradients(3, 90)))
    np.testing.assert_array_equal(weights, [0.5, 0])
    assert geometry.describe(geometry.two_gradients(3, 90), weights).pull == np.inf
    with pytest.raises(ValueError, match="largest has no hyper-parameter 'lr'; expected share"):
        methods.create(toy, lr=1)


def test_it_is_a_recipe_and_trains(toy):
    assert recipes.get(toy, share=0.9).title == "Largest takes all (share 0.9)"
    source = data.load("turbofan", units=4)
    trainer = Trainer(RunConfig(recipes=(toy, "equal")), source)
    trainer.run(2)
    np.testing.assert_array_equal(trainer.history.weights[:, 0], [[1, 0], [1, 0]])
    live = LiveSession(Settings(recipe=toy), source)
    assert live.message()["count"] > 0
    assert any('methods.create("largest")' in line.text for line in step_code(recipes.get(toy)))


def test_the_pages_and_the_document_show_it(toy):
    np.testing.assert_array_equal(State(0.5, 120, 3).contributions(toy, 10), [[1, 0], [0, 0]])
    text = page.text()
    assert "| [Largest takes all](#largest) | nothing | gram | 1 |" in text
    assert '<a name="largest"></a>Largest takes all' in text
    assert "by eye" in text


def test_its_promises_are_held_against_it(toy):
    assert promises.tested(toy, "order").worst is None
    ratio, angle, amount = promises.tested(toy, "harmless").worst
    assert (ratio > 1, angle, round(amount, 9)) == (True, 180, 1)
    assert outcomes.landscape(toy, outcomes.Situation()).share(outcomes.AGAINST) > 0.4
    found = families.grouped((families.Variant(toy), families.Variant("fixed")))
    assert len(found) == 2
