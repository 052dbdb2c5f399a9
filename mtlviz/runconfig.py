"""What makes a run: everything that its result depends on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np

from mtlviz import recipes
from mtlviz.data.baselines import VALIDATION_ROWS
from mtlviz.methods import Observation
from mtlviz.recipes import Recipe

Optimizer = Literal["sgd", "momentum", "adam"]
OPTIMIZER_TITLES: dict[Optimizer, str] = {"adam": "Adam", "sgd": "SGD", "momentum": "Momentum"}
Heads = Literal["method", "one"]
Length = Literal["method", "equal"]
DEFAULT_STEPS = 2000  # with the defaults below every recipe of the compare page then beats `data.baselines`


@dataclass(frozen=True)
class RunConfig:
    """Recipes × seeds, trained side by side. ValueError says what was found and what was expected.

    recipes:    names or Recipe objects.
    data:       name of the source (mtlviz.data.names()).
    seeds:      one replica of every recipe a seed: it decides initial weights and order of batches.
    optimizer:  "sgd", "momentum" (SGD with 0.9) or "adam", with learning rate lr.
    heads:      "method": methods that weight the losses scale the heads' gradients with w_k too; "one": heads get
                their own task's gradient as it is, whatever the method.
    length:     "method": the update is as long as the method makes it; "equal": at each step what the method decides
                (contributions and, unless heads is "one", the heads' factors) is multiplied by one number, so that
                the update is as long as that of equal weights. An update of zero stays zero.
    eval_every: steps between two looks at the validation data.
    validation_rows: at most so many of its rows, evenly spaced, so that looking stays cheap; None is all.
    """

    recipes: tuple[str | Recipe, ...] = ("equal",)
    data: str = "turbofan"
    seeds: tuple[int, ...] = (0,)
    optimizer: Optimizer = "adam"
    lr: float = 1e-2
    batch_size: int = 256
    heads: Heads = "method"
    length: Length = "method"
    eval_every: int = 10
    validation_rows: int | None = VALIDATION_ROWS

    def __post_init__(self) -> None:
        for name in ("recipes", "seeds"):
            value = getattr(self, name)
            if not isinstance(value, tuple) or not value:
                example = '("equal", "gaba")' if name == "recipes" else "(0, 1, 2)"
                other = "" if isinstance(value, tuple) else f", not a {type(value).__name__}"
                raise ValueError(
                    f"{name} is {value!r}; expected a tuple with at least one entry{other}, like {example}"
                )
        for given in self.recipes:
            _recipe(given)
        for recipe in self.resolved():
            recipe.create().contributions(
                Observation.of(np.eye(2), losses=np.ones(2))
            )  # its own ValueError, before a run
        for seed in self.seeds:
            _whole("seed", seed, 0)
        choices = {"optimizer": get_args(Optimizer), "heads": get_args(Heads), "length": get_args(Length)}
        for name, allowed in choices.items():
            if getattr(self, name) not in allowed:
                raise ValueError(f"{name} is {getattr(self, name)!r}; expected {' or '.join(map(repr, allowed))}")
        lr: object = self.lr
        if isinstance(lr, bool) or not isinstance(lr, int | float | np.floating) or not 0 < lr < math.inf:
            raise ValueError(f"lr is {lr!r}; expected a finite number above 0")
        _whole("batch_size", self.batch_size, 1)
        _whole("eval_every", self.eval_every, 1)
        if self.validation_rows is not None:
            _whole("validation_rows", self.validation_rows, 1)

    def resolved(self) -> tuple[Recipe, ...]:
        """The recipes as objects."""
        return tuple(recipe if isinstance(recipe, Recipe) else recipes.get(recipe) for recipe in self.recipes)

    def changed(
        self, recipe: str | Recipe | Sequence[str | Recipe] | None, optimizer: Optimizer | None, lr: float | None
    ) -> RunConfig:
        """This run under another rule, what is None as before; one recipe is for all, a sequence for one each."""
        recipes = self.recipes
        if recipe is not None:
            recipes = (recipe,) * len(recipes) if isinstance(recipe, str | Recipe) else tuple(recipe)
        if len(recipes) != len(self.recipes):
            raise ValueError(f"found {len(recipes)} recipes; expected one, or {len(self.recipes)}: one for each")
        optimizer = self.optimizer if optimizer is None else optimizer
        return replace(self, recipes=recipes, optimizer=optimizer, lr=self.lr if lr is None else lr)


def _recipe(given: object) -> None:
    if not isinstance(given, str | Recipe):
        raise ValueError(
            f"found {given!r} among the recipes; expected names or Recipe objects, as recipes.get(name, …) makes them "
            "(a Method has state of its own, so each run makes fresh ones)"
        )


def _whole(name: str, value: object, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not least <= value < 2**63:
        raise ValueError(f"{name} is {value!r}; expected a whole number, {least} or more")
