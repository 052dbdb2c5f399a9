"""The training engine: every recipe × seed is a replica, and one step moves all of them.

    batch → losses → gradients on the shared parameters → Observation → Method → weights → update → History

A method that looks back (FAMO) sees the losses of the same batch once more after the step.

Two `torch.autograd.grad` calls serve the whole ensemble, because replicas share no parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mtlviz import data
from mtlviz.data import Source
from mtlviz.history import History, Rule, Stopped
from mtlviz.losses import cross_entropy
from mtlviz.models import ReplicatedMLP
from mtlviz.probe import per_task_gradients
from mtlviz.recipes import Recipe
from mtlviz.runconfig import Optimizer, RunConfig
from mtlviz.training import metrics
from mtlviz.training.balancing import Balancing
from mtlviz.training.descent import Descent, descent
from mtlviz.training.divergence import Watch
from mtlviz.training.feed import Columns, Feed
from mtlviz.training.gradients import SharedGradients

Array = NDArray[np.float64]
TASKS = ("rul", "health")


@dataclass(frozen=True)
class Snapshot:
    """All that the next step depends on; restoring it replays bit for bit."""

    step: int
    config: RunConfig
    weights: Tensor
    descent: Descent
    balancing: Balancing
    rules: list[Rule]


class Trainer:
    """Trains config.recipes × config.seeds side by side; `replicas` lists them, the seeds of the first recipe first.

    Recipes that share a seed share initial weights, data and order of batches. The same config gives the same History,
    bit for bit. A replica that diverges stops, with a reason in `stopped`; the others go on as if it were not there.
    """

    def __init__(self, config: RunConfig, source: Source | None = None) -> None:
        _keep_freed_memory()
        self.config = config
        self.source = data.load(config.data) if source is None else source
        self.model = ReplicatedMLP(config.seeds * len(config.recipes))
        self.steps_done = 0
        seeds, recipes = config.seeds, len(config.recipes)
        self._feed = Feed(self.source, seeds, recipes, config.batch_size, config.validation_rows)
        self._gradients = SharedGradients(self.model)
        self._balancing = self._balance()
        self._descent = descent(config.optimizer, self.model.flat)
        self._watch = Watch(TASKS)
        self.history = History([(recipe.name, seed) for recipe, seed in self.replicas], TASKS)
        self.history.rules = [self._rule()]

    @property
    def replicas(self) -> list[tuple[Recipe, int]]:
        """(recipe, seed) of each replica, as they are now."""
        return [(recipe, seed) for recipe in self.config.resolved() for seed in self.config.seeds]

    @property
    def stopped(self) -> dict[int, Stopped]:
        """Replica → why it stopped."""
        return self.history.stopped

    def run(self, steps: int, on_step: Callable[[Trainer], object] | None = None) -> None:
        """Take so many steps; `on_step` is called with the trainer after each. ValueError for less than 0."""
        whole: object = steps
        if isinstance(whole, bool) or not isinstance(whole, int | np.integer) or whole < 0:
            raise ValueError(f"steps is {steps!r}; expected a whole number, 0 or more")
        for _ in range(steps):
            self.step()
            if on_step is not None:
                on_step(self)

    @np.errstate(over="ignore", invalid="ignore")  # a replica that diverges is told so, by `stopped`
    def step(self) -> None:
        """One step of every replica that has not stopped, recorded with the weights that it started from."""
        t = self.steps_done
        if t % self.config.eval_every == 0:
            self.history.append_metrics(t, self.evaluate())
        x, rul, health = self._feed.batch(t)
        task_losses = self._losses(x, rul, health)
        self._gradients.collect(per_task_gradients(task_losses, self.model.parameters))
        losses = _numbers(task_losses)  # (E, K)
        by_layer = self._gradients.grams()  # layer → (E, K, K)
        gram = by_layer["weight"] + by_layer["bias"]

        gone = self._watch.gone(t, losses, gram, self.stopped, self._who, self.config.lr)
        if gone:
            gram[gone], losses[gone] = np.eye(len(TASKS)), 1.0  # the methods see something harmless in place of NaN
            self._gradients.G[gone] = 0.0
        G = self._gradients.as_in_module() if self._balancing.need_gradients else None  # (E, K, P)
        decided = self._balancing.step(gram, losses, t, G)
        contributions, outside = decided.contributions, decided.outside
        self._gradients.combine(decided.weights, decided.heads, outside)
        self._move(gone)
        for rows in self._balancing.looking_back:  # a second look at the same batch, for the few that ask for it
            with torch.no_grad():
                after = self._losses(x[rows], rul[rows], health[rows], rows)
            self._balancing.after_step(rows, _numbers(after))
        if gone:
            contributions = contributions.copy()  # it may be the method's own memory
            for values in (losses, contributions, *by_layer.values()):
                values[gone] = np.nan
        beyond = 0.0 if outside is None else np.sqrt(np.square(outside).sum(-1))
        self.history.append(t, losses, contributions, by_layer, beyond)
        self.steps_done = t + 1

    def evaluate(self) -> dict[str, Array]:
        """Metrics of the present weights on the validation data, by name, (E,) each; NaN for a stopped replica."""
        return self._measured(self._feed.validation)

    def _measured(self, rows: Columns) -> dict[str, Array]:
        values = metrics.evaluate(self.model, *rows)
        for metric in values.values():
            metric[list(self.stopped)] = np.nan
        return values

    def evaluate_test(self) -> dict[str, Array]:
        """Like `evaluate`, on the official test units; ValueError for a source that has none."""
        if self.source.test is None:
            raise ValueError(f"{self.source.title} has no official test units; expected C-MAPSS with its test files")
        return self._measured(self._feed.all_of(self.source.test))

    def change(
        self,
        recipe: str | Recipe | Sequence[str | Recipe] | None = None,
        optimizer: Optimizer | None = None,
        lr: float | None = None,
    ) -> None:
        """Go on with the same weights under a new rule, from the next step. What is None stays.

        One recipe is for all replicas; a sequence holds one in place of each of config.recipes. A changed recipe starts
        without memory, and so does a changed optimiser; a new learning rate keeps the optimiser's memory.
        """
        old = self.config
        self.config = old.changed(recipe, optimizer, lr)
        if recipe is not None:
            self._balancing = self._balance()
        if self.config.optimizer != old.optimizer:
            self._descent = descent(self.config.optimizer, self.model.flat)
        self.history.rules = [rule for rule in self.history.rules if rule.step < self.steps_done] + [self._rule()]

    def snapshot(self) -> Snapshot:
        """The present state, to come back to."""
        descent, balancing = self._descent.snapshot(), self._balancing.snapshot()
        weights, rules = self.model.flat.clone(), list(self.history.rules)
        return Snapshot(self.steps_done, self.config, weights, descent, balancing, rules)

    def restore(self, snapshot: Snapshot) -> None:
        """Back to a snapshot of this trainer; the history after it is forgotten."""
        self.steps_done, self.config = snapshot.step, snapshot.config
        self._descent, self._balancing = snapshot.descent.snapshot(), snapshot.balancing.snapshot()
        self.model.flat.copy_(snapshot.weights)
        self.history.truncate(snapshot.step)
        self.history.rules = list(snapshot.rules)

    def _losses(self, x: Tensor, rul: Tensor, health: Tensor, rows: slice | None = None) -> list[Tensor]:
        """(E,) losses of each task on a batch, of these replicas."""
        prediction, logits = self.model(x, rows)
        return [self._balancing.regression(prediction, rul, rows), cross_entropy(logits, health)]

    def _balance(self) -> Balancing:
        return Balancing(self.config.resolved(), len(self.config.seeds), self.config.heads, self.config.length)

    def _rule(self) -> Rule:
        names = tuple(recipe.name for recipe, _ in self.replicas)
        return Rule(self.steps_done, names, self.config.optimizer, self.config.lr)

    def _who(self, replica: int) -> str:
        recipe, seed = self.replicas[replica]
        return f"{recipe.title}, seed {seed},"

    def _move(self, gone: list[int]) -> None:
        """Along the update; who has gone stays where he is."""
        weights = self.model.flat
        kept = weights[gone] if gone else None
        self._descent.move(weights, self._gradients.update, self.config.lr)
        if kept is not None:
            weights[gone] = kept


def _numbers(losses: list[Tensor]) -> Array:
    """(E, K) of (E,) losses a task."""
    return torch.stack(losses, -1).detach().numpy().astype(np.float64)


def _keep_freed_memory() -> None:
    """Hold a large block for a moment: glibc then keeps blocks up to this size for the next step when they are freed.

    Otherwise an ensemble's activations, megabytes each, go back to the kernel and come again page by page at each step.
    """
    torch.empty(31 * 2**20, dtype=torch.uint8)
