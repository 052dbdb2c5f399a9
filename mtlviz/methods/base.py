"""What a method is (Method); what is said about it stands in `info.py`."""

from __future__ import annotations

from functools import cache
from inspect import signature
from numbers import Real
from typing import Any, ClassVar

import numpy as np

from mtlviz.arithmetic import Array as Array
from mtlviz.methods.info import Aspect as Aspect
from mtlviz.methods.info import Info as Info
from mtlviz.methods.info import Need as Need
from mtlviz.methods.info import Promise as Promise
from mtlviz.methods.info import Range as Range
from mtlviz.methods.observation import Observation as Observation


class Method:
    """Base of every method: a dataclass whose fields are its hyper-parameters.

    A subclass implements `contributions`, or derives from Weighting and implements `weights`; one that remembers also
    implements `reset` and says "history" in `info.needs`. To such a method every call of `contributions` or `weights`
    is one step; a copy (`copy.deepcopy`) is a snapshot of its state. Many steps with the same gradients are `advance`.
    """

    info: ClassVar[Info]

    def contributions(self, observation: Observation) -> Array:
        """(..., K, K): entry [i, j] is how much of g_j stands in task i's part of the update."""
        raise NotImplementedError

    def weights(self, observation: Observation) -> Array:
        """(..., K): the update is `weights @ G`; the column sums of the contributions."""
        weights: Array = self.contributions(observation).sum(axis=-2)
        return weights

    def outside(self, observation: Observation) -> Array | None:
        """(..., P): what the update has outside the plane of the gradients; None for the many methods that stay in it.

        To be asked with the observation that `contributions` has just seen; this is not another step.
        """
        del observation
        return None

    def advance(self, observation: Observation, steps: int, losses: Array | None = None) -> None:
        """Take `steps` ≥ 1 steps with the same gradients, `observation` the first, for what is remembered of them.

        losses: (steps, K) for the whole batch where they change. A method that knows a shorter way to the same memory
        overrides this.
        """
        for seen in observation.course(steps, losses):
            self.weights(seen)

    def heads(self, weights: Array, losses: Array) -> Array:
        """(..., K): factors of the gradients of each task's own parameters, given this step's weights and losses."""
        del losses
        return weights if self.info.heads == "w_k" else np.ones_like(weights)

    @property
    def looks_back(self) -> bool:
        """True: after the step it wants the losses of the same batch (`after_step`), which cost a forward pass."""
        return False

    def after_step(self, losses: Array) -> None:
        """Learn from the losses (..., K) that the batch of this step has after it."""

    def update(self, observation: Observation) -> Array:
        """(..., P): the update itself, weights @ G and what lies outside; one step, in place of `contributions`."""
        G = gradients_of(self, observation)
        inside: Array = (self.weights(observation)[..., None, :] @ G)[..., 0, :]
        outside = self.outside(observation)
        return inside if outside is None else inside + outside

    def reset(self) -> None:
        """Forget all state: the next observation is the first."""

    @classmethod
    def hyper_parameters(cls) -> tuple[str, ...]:
        """The names of the hyper-parameters."""
        return tuple(signature(cls).parameters)

    def settings(self) -> dict[str, Any]:
        """The hyper-parameters, by name."""
        return {name: getattr(self, name) for name in self.hyper_parameters()}


class Weighting(Method):
    """Base of the methods that only weight the gradients: a subclass implements `weights`."""

    def contributions(self, observation: Observation) -> Array:
        """(..., K, K): the weights as a diagonal."""
        return diagonal(self.weights(observation))

    def weights(self, observation: Observation) -> Array:
        """(..., K): the update is `weights @ G`."""
        raise NotImplementedError


def losses_of(method: Method, observation: Observation) -> Array:
    """(..., K) losses; ValueError if there are none."""
    if observation.losses is None:
        raise ValueError(f"{method.info.title} got no losses; expected observation.losses, one loss a task")
    return observation.losses


def losses_along(method: Method, observation: Observation, steps: int, losses: Array | None) -> Array:
    """(steps, ..., K) losses of the steps of `advance`, axes of 1 where a batch shares them; ValueError without any."""
    own = losses_of(method, observation)
    return np.broadcast_to(own, (steps, *own.shape)) if losses is None else observation.spread(losses)


def gradients_of(method: Method, observation: Observation) -> Array:
    """(..., K, P) gradients; ValueError if there are none."""
    if observation.gradients is None:
        raise ValueError(
            f"{method.info.title} got no gradients, only their gram; expected observation.gradients, (..., K, P)"
        )
    return observation.gradients


def diagonal(weights: Array) -> Array:
    """(..., K) weights as the (..., K, K) contributions of a method that only weights."""
    return weights[..., None] * _identity(weights.shape[-1])


@cache
def _identity(K: int) -> Array:
    return np.eye(K)


def remembered(state: Array | None, start: Array) -> Array:
    """`state`, or `start` at the first observation; ValueError if the state belongs to another shape of batch."""
    if state is None:
        return start
    if state.shape != start.shape:
        raise ValueError(
            f"the method remembers weights of shape {state.shape}, the observation has {start.shape}; "
            "expected the same batch at every step: call reset() before another one"
        )
    return state


def check_range(name: str, value: Any, low: float, high: float) -> None:
    """ValueError unless low ≤ value ≤ high."""
    if not (isinstance(value, Real) and low <= float(value) <= high):
        raise ValueError(f"{name} is {value!r}; expected a number from {low:g} to {high:g}")
