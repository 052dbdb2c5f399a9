"""What a run recorded: the raw facts of every step, from which everything else is derived on demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from mtlviz import geometry
from mtlviz.history.rows import Rows

Array = NDArray[np.float64]
METRICS = ("rmse", "nasa", "accuracy")


@dataclass(frozen=True)
class Rule:
    """How the weights move from `step` on: the recipe of each replica, the optimiser and its learning rate."""

    step: int
    recipes: tuple[str, ...]
    optimizer: str
    lr: float


@dataclass(frozen=True)
class Stopped:
    """Why a replica stopped: at which step, at which task, and sentences with what was seen and what to try.

    `seen` is the first part of `reason`, without the advice; "" in older files.
    """

    step: int
    task: str
    reason: str
    seen: str = ""


class History:
    """T steps of E replicas with K tasks on shared layers. A replica that has stopped is NaN from that step on.

    The gram is the sum of `gram_by_layer`. Metrics are on validation data, measured before the update of their step:
    "rmse" in cycles, "nasa" the mean NASA score a sample, "accuracy" of the health class. A NASA score can be inf, as
    it grows like exp(error / 10). `rules` says which recipe, optimiser and learning rate were in force from which step
    on, `stopped` which replicas diverged, and why.
    """

    def __init__(
        self,
        replicas: Sequence[tuple[str, int]],
        tasks: Sequence[str] = ("rul", "health"),
        layers: Sequence[str] = ("weight", "bias"),
    ) -> None:
        self.replicas = tuple((recipe, seed) for recipe, seed in replicas)
        self.tasks, self.layers = tuple(tasks), tuple(layers)
        self.rules: list[Rule] = []
        self.stopped: dict[int, Stopped] = {}
        E, K = len(self.replicas), len(self.tasks)
        square = (E, K, K)
        columns = dict.fromkeys(("gram", "contributions", *self.layers), square)
        self._steps = Rows({"step": (), "losses": (E, K), "outside": (E,), **columns})
        self._evaluations = Rows({"step": (), **dict.fromkeys(METRICS, (E,))})

    def __len__(self) -> int:
        return len(self._steps)

    @property
    def step(self) -> NDArray[np.int64]:
        """(T,) 0-based index of each step."""
        return self._steps["step"].astype(np.int64)

    @property
    def losses(self) -> Array:
        """(T, E, K) before the step's update."""
        return self._steps["losses"]

    @property
    def gram(self) -> Array:
        """(T, E, K, K) inner products of the shared gradients."""
        return self._steps["gram"]

    @property
    def contributions(self) -> Array:
        """(T, E, K, K) of the method."""
        return self._steps["contributions"]

    @property
    def outside(self) -> Array:
        """(T, E) length of what the update has outside the plane of the gradients; `contributions` cannot show it."""
        return self._steps["outside"]

    @property
    def weights(self) -> Array:
        """(T, E, K): the update is weights @ G, and what lies outside."""
        weights: Array = self.contributions.sum(axis=-2)
        return weights

    @property
    def gram_by_layer(self) -> dict[str, Array]:
        """The summands of the gram: layer → (T, E, K, K)."""
        return {layer: self._steps[layer] for layer in self.layers}

    @property
    def metric_steps(self) -> NDArray[np.int64]:
        """(M,) the steps whose starting weights were evaluated."""
        return self._evaluations["step"].astype(np.int64)

    @property
    def metrics(self) -> dict[str, Array]:
        """METRICS by name, each (M, E)."""
        return {name: self._evaluations[name] for name in METRICS}

    def append(
        self,
        step: int,
        losses: Array,
        contributions: Array,
        gram_by_layer: Mapping[str, Array],
        outside: Array | float = 0.0,
    ) -> None:
        """Record one step of all replicas."""
        gram = reduce(np.add, gram_by_layer.values())
        row = {"losses": losses, "gram": gram, "contributions": contributions, "outside": outside}
        self._steps.append({"step": step, **row, **gram_by_layer})

    def append_metrics(self, step: int, metrics: Mapping[str, Array]) -> None:
        """Record one evaluation of all replicas: METRICS by name, each (E,)."""
        self._evaluations.append({"step": step, **metrics})

    def truncate(self, step: int) -> None:
        """Forget `step` and everything after it."""
        self._steps.truncate(int(np.searchsorted(self._steps["step"], step)))
        self._evaluations.truncate(int(np.searchsorted(self._evaluations["step"], step)))
        self.rules = [rule for rule in self.rules if rule.step <= step]
        self.stopped = {replica: why for replica, why in self.stopped.items() if why.step < step}

    def recipes_at(self, step: int) -> tuple[str, ...]:
        """The recipe of each replica in force at a step."""
        in_force = [rule.recipes for rule in self.rules if rule.step <= step]
        return in_force[-1] if in_force else tuple(recipe for recipe, _ in self.replicas)

    def describe(self, where: slice = slice(None)) -> geometry.Description:
        """Norms, ratio, cosine, shares, … of a stretch of steps, all replicas at once; NaN where a replica stopped."""
        return geometry.describe(self.gram[where], self.contributions[where].sum(axis=-2))

    def to_json(self) -> str:
        """All that was recorded, as JSON. NaN and inf become null, which reads back as NaN."""
        from mtlviz.history import export  # it reads and builds a History, so it comes after this file

        return export.to_json(self)

    @classmethod
    def from_json(cls, text: str) -> History:
        """The history that `to_json` wrote; ValueError says what is wrong with any other text."""
        from mtlviz.history import export

        return export.from_json(text)

    def to_csv(self) -> str:
        """One line a step and replica: losses, norms, weights, shares, effects, ratio, …, metrics; NaN is empty."""
        from mtlviz.history import export

        return export.to_csv(self)
