"""What a comparison depends on, and its JSON form, which opens again."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, get_args

from mtlviz import data, recipes
from mtlviz.data.cmapss import SUBSETS
from mtlviz.hyper import Hyper, read
from mtlviz.recipes import Recipe
from mtlviz.runconfig import DEFAULT_STEPS, Heads, Length, Optimizer, RunConfig

FORMAT = "mtlviz-comparison-1"
SEEDS, STEPS = 20, 20_000  # at most
MODEL_STEPS = 2_000_000  # at most: replicas × steps; some minutes on one core
LEARNING_RATES = (1e-6, 1.0)
EVALUATIONS = 20  # looks at the validation data in a run
ADDED: Mapping[str, Any] = {
    "length": "method",
    "hyper": {},
}  # fields that files of earlier versions lack, and what those runs had
LARGEST_FILE = 20_000  # bytes of JSON: a config has about 300

ALONE = (
    Recipe("rul_alone", "RUL alone", "fixed", hyper=(("weights", (1.0, 0.0)),)),
    Recipe("health_alone", "Health alone", "fixed", hyper=(("weights", (0.0, 1.0)),)),
)  # by task: weight 1 on one, 0 on the other, so that each trains as if it were alone, on the same budget


@dataclass(frozen=True)
class Config:
    """Recipes × seeds on one data source. ValueError says what was found and what was expected.

    recipes: names of the registry, in the order in which they are shown.
    lam:     the λ of "fixed"; not ½ from the start, because that is "equal".
    seeds:   how many: 0, 1, …, seeds − 1.
    subset:  of C-MAPSS, where data is "cmapss".
    hyper:   what is set of the recipes' methods, such as (("gaba.floor", 0.0),); what is as in the paper is left out.
    """

    recipes: tuple[str, ...] = ("equal", "amnl", "gaba", "grace", "gradnorm", "pcgrad")
    seeds: int = 12
    steps: int = DEFAULT_STEPS
    data: str = "turbofan"
    subset: str = "FD001"
    optimizer: Optimizer = "adam"
    lr: float = 1e-2
    lam: float = 0.1
    heads: Heads = "method"
    length: Length = "method"
    hyper: Hyper = ()

    def __post_init__(self) -> None:
        known = recipes.names()
        if not isinstance(self.recipes, tuple) or not self.recipes:
            raise ValueError(f"recipes is {self.recipes!r}; expected at least one name")
        for name in self.recipes:
            if name not in known:
                raise ValueError(f"recipes names {name!r}; expected {', '.join(known)}")
        if len(set(self.recipes)) < len(self.recipes):
            raise ValueError(f"recipes is {', '.join(self.recipes)}; expected every name once")
        _within("seeds", self.seeds, 1, SEEDS, int)
        _within("steps", self.steps, 1, STEPS, int)
        _within("lr", self.lr, *LEARNING_RATES, int | float)
        _within("lam", self.lam, 0, 1, int | float)
        _one_of("data", self.data, data.names())
        _one_of("subset", self.subset, tuple(SUBSETS))
        _one_of("optimizer", self.optimizer, get_args(Optimizer))
        _one_of("heads", self.heads, get_args(Heads))
        _one_of("length", self.length, get_args(Length))
        told = read(dict(self.hyper), [recipes.get(name).method for name in self.recipes])
        object.__setattr__(self, "hyper", told)  # equal settings make equal configs
        if self.model_steps > MODEL_STEPS:
            raise ValueError(
                f"{self.replicas} models × {self.steps} steps are {self.model_steps:,} model-steps; expected at most "
                f"{MODEL_STEPS:,}: lower the steps to {MODEL_STEPS // self.replicas:,}, or take fewer seeds or recipes"
            )

    @property
    def resolved(self) -> tuple[Recipe, ...]:
        """The recipes as objects."""
        return tuple(recipes.chosen(name, self.lam, self.hyper) for name in self.recipes)

    @property
    def replicas(self) -> int:
        """How many models train, the tasks trained alone included."""
        return (len(self.recipes) + len(ALONE)) * self.seeds

    @property
    def model_steps(self) -> int:
        """How many steps all models take together."""
        return self.replicas * self.steps

    def ensemble(self) -> RunConfig:
        """The run: all recipes, then each task alone, each with all seeds."""
        return RunConfig(
            recipes=(*self.resolved, *ALONE),
            data=self.data,
            seeds=tuple(range(self.seeds)),
            optimizer=self.optimizer,
            lr=self.lr,
            heads=self.heads,
            length=self.length,
            eval_every=max(1, math.ceil(self.steps / EVALUATIONS)),
        )

    def to_json(self) -> str:
        """All of it, to be opened again."""
        return json.dumps({"format": FORMAT, **asdict(self), "hyper": dict(self.hyper)}, indent=2)


def from_json(text: str) -> Config:
    """The config that `to_json` wrote; ValueError says in a sentence what is wrong with any other text."""
    if len(text) > LARGEST_FILE:
        raise ValueError(f"this text has {len(text):,} characters; expected a config, {LARGEST_FILE:,} at most")
    try:
        told = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"this is not JSON ({str(error)[:80]}); expected the config of a comparison") from None
    except ValueError:  # a whole number of thousands of digits
        raise ValueError("this holds a number too long to read; expected the config of a comparison") from None
    found = told.get("format") if isinstance(told, Mapping) else type(told).__name__
    if found != FORMAT:
        raise ValueError(f"the format of this file is {str(found)[:40]!r}; expected {FORMAT!r}")
    names = [field.name for field in fields(Config)]
    unknown = [str(name)[:40] for name in told if name not in (*names, "format")]
    missing = [name for name in names if name not in told and name not in ADDED]
    if unknown or missing:
        raise ValueError(
            f"this config has {', '.join(unknown) or 'nothing'} that is not known and lacks "
            f"{', '.join(missing) or 'nothing'}; expected {', '.join(names)}"
        )
    values: dict[str, Any] = {name: told[name] if name in told else ADDED[name] for name in names}
    listed = values["recipes"]
    if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
        raise ValueError(f"recipes is {str(listed)[:60]}; expected a list of names")
    if not isinstance(values["hyper"], Mapping):
        raise ValueError(f'hyper is {str(values["hyper"])[:60]}; expected an object such as {{"gaba.floor": 0.0}}')
    pairs = tuple(values["hyper"].items())
    return Config(**{**values, "recipes": tuple(name[:60] for name in listed), "hyper": pairs})


def _within(name: str, value: object, low: float, high: float, kind: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, kind) or not low <= value <= high:
        whole = "a whole number" if kind is int else "a number"
        raise ValueError(f"{name} is {str(value)[:40]}; expected {whole} from {low:g} to {high:g}")


def _one_of(name: str, value: object, allowed: tuple[str, ...]) -> None:
    if not isinstance(value, str) or value not in allowed:
        raise ValueError(f"{name} is {str(value)[:40]!r}; expected {', '.join(allowed)}")
