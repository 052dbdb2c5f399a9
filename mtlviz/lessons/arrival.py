"""How a method comes to a state of the pages: the steps before it, which a picture of two gradients does not show."""

from __future__ import annotations

import numpy as np

from mtlviz import geometry, hyper, methods, recipes
from mtlviz.field.states import STEPS
from mtlviz.hyper import Hyper

Losses = tuple[float, float]  # of RUL and health, relative to the start of training
START: Losses = (1.0, 1.0)
REST = STEPS  # after so many, running averages and learned weights have settled, unless the losses still move


def prepared(name: str, lam: float = 0.5, settings: Hyper = ()) -> methods.Method:
    """A fresh method as a page has set it: `settings`, and for one that is given its weights (λ, 1 − λ)."""
    weights = {"weights": (lam, 1 - lam)} if takes_lambda(name) else {}
    return methods.create(name, **weights, **recipes.told(name), **hyper.of(name, settings))


def takes_lambda(name: str) -> bool:
    """Whether the λ of a page is a setting of this method: of fixed weights alone."""
    return "weights" in methods.REGISTRY[name].hyper_parameters()


def arrived(
    method: methods.Method, gram: geometry.Array, losses: Losses = START, steps: int = 1
) -> tuple[geometry.Array, geometry.Array]:
    """(..., 2, 2) contributions of `method` at the last of `steps` steps, and (...) the part of ‖d‖² outside the plane.

    From a fresh start, the gradients stay what they are, and the losses move from 1 to `losses` by the same factor at
    every step. A method without memory is asked once, at the end.
    """
    method.reset()
    observation = methods.placed(method, methods.Observation(gram, np.broadcast_to(losses, gram.shape[:-1]), steps - 1))
    if "history" in method.info.needs and steps > 1:
        way = np.arange(steps - 1)[:, None] / (steps - 1)
        method.advance(observation.replaced(step=0), steps - 1, np.array(losses) ** way)
    contributions = method.contributions(observation)
    outside = method.outside(observation)
    return contributions, np.zeros(gram.shape[:-2]) if outside is None else np.square(outside).sum(-1)
