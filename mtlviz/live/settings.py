"""What the visitor has set: the rule can change while a run goes on, the start cannot."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from mtlviz import recipes
from mtlviz.hyper import Hyper, only, said
from mtlviz.runconfig import OPTIMIZER_TITLES, Heads, Optimizer, RunConfig


@dataclass(frozen=True)
class Settings:
    """The live page's controls. `lam` is the weight of RUL, used by the recipe "fixed" alone; `hyper` is what is set
    of the methods, where it differs from the papers."""

    recipe: str = "fixed"
    lam: float = 0.5
    optimizer: Optimizer = "adam"
    lr: float = 1e-2
    data: str = "turbofan"
    seed: int = 0
    heads: Heads = "method"
    hyper: Hyper = ()

    def chosen(self) -> recipes.Recipe:
        """The recipe, with λ where it takes one, and with what is set of its method."""
        return _recipe(self.recipe, self.lam if self.recipe == "fixed" else None, only(self.method, self.hyper))

    @property
    def method(self) -> str:
        """The method of the registry behind the recipe."""
        return recipes.get(self.recipe).method

    @property
    def rule(self) -> tuple[recipes.Recipe, Optimizer, float]:
        """What may change while the same weights train on."""
        return self.chosen(), self.optimizer, self.lr

    @property
    def start(self) -> tuple[str, int, str]:
        """What makes another run when it changes."""
        return self.data, self.seed, self.heads

    def config(self) -> RunConfig:
        """The run that these settings describe."""
        return RunConfig(
            recipes=(self.chosen(),),
            data=self.data,
            seeds=(self.seed,),
            optimizer=self.optimizer,
            lr=self.lr,
            heads=self.heads,
        )

    def differs_from(self, old: Settings) -> str:
        """What changed in the rule, in a few words for the charts: "λ 0.3, learning rate 0.01"."""
        told = []
        if self.chosen() != old.chosen():
            told.append(self._setting() if self.recipe == old.recipe else self.chosen().title)
        if self.optimizer != old.optimizer:
            told.append(OPTIMIZER_TITLES[self.optimizer])
        if self.lr != old.lr:
            told.append(f"learning rate {self.lr:g}")
        return ", ".join(told)

    def _setting(self) -> str:
        """What the recipe is set to: "λ 0.3", "floor 0"."""
        return f"λ {self.lam:g}" if self.recipe == "fixed" else said(self.method, self.hyper) or "as in the paper"


_recipe = lru_cache(256)(recipes.chosen)  # which tries the settings out: longer than a step's derived numbers take
