"""The methods, by name. To add one: a file in this folder and its name in `_FILES`."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from mtlviz.methods.base import Array, Aspect, Info, Method, Need, Observation, Promise, Range, diagonal
from mtlviz.solvers import span

__all__ = [
    "REGISTRY",
    "Aspect",
    "Info",
    "Method",
    "Need",
    "Observation",
    "Promise",
    "Range",
    "create",
    "diagonal",
    "info",
    "names",
    "placed",
    "settle",
]

# One file and one class each, in the order in which pages show them. This is the line to add.
_FILES = (
    "fixed",
    "gaba",
    "gradnorm",
    "pcgrad",
    "mgda",
    "imtl_g",
    "cagrad",
    "nash",
    "fairgrad",
    "aligned",
    "upgrad",
    "dualproj",
    "config",
    "gradvac",
    "uw",
    "dwa",
    "rlw",
    "imtl_l",
    "famo",
    "stch",
    "db_mtl",
    "graddrop",
)

PARAMETERS = 576  # the app's shared layer


def _class_in(file: str) -> type[Method]:
    module = import_module(f"{__name__}.{file}")
    here = (thing for thing in vars(module).values() if getattr(thing, "__module__", "") == module.__name__)
    (found,) = (thing for thing in here if isinstance(thing, type) and issubclass(thing, Method))
    return found


REGISTRY: dict[str, type[Method]] = {file: _class_in(file) for file in _FILES}


def names() -> tuple[str, ...]:
    """The names of all methods, in the order in which pages show them."""
    return tuple(REGISTRY)


def create(name: str, **hyper: Any) -> Method:
    """A fresh method; ValueError for an unknown name, hyper-parameter or value.

    >>> create("gaba", floor=0.1)
    GABA(floor=0.1, beta=0.99, warmup=100, keep_length=False)
    """
    cls = _find(name)
    known = cls.hyper_parameters()
    unknown = [key for key in hyper if key not in known]
    if unknown:
        raise ValueError(f"{name} has no hyper-parameter {unknown[0]!r}; expected {_listed(known) or 'none'}")
    return cls(**hyper)


def info(name: str) -> Info:
    """What is said about a method: title, equation, paper, what it fixes, when it fails."""
    return _find(name).info


def settle(method: Method, observation: Observation, steps: int) -> Array:
    """(..., K, K) contributions of `method` after `steps` steps in the state `observation`, from a fresh start.

    A method that remembers sees the same gradients (and losses) at step 0, 1, …; one that does not is asked once. One
    that needs the gradients, where only their gram is known, gets stand-ins with that gram (`placed`).
    """
    if steps < 1:
        raise ValueError(f"steps is {steps}; expected at least 1")
    method.reset()
    observation = placed(method, observation)
    if "history" in method.info.needs and steps > 1:
        method.advance(observation.replaced(step=0), steps - 1)
    return method.contributions(observation.replaced(step=steps - 1))


def placed(method: Method, observation: Observation) -> Observation:
    """`observation`, with gradients if `method` needs them and there are none: random ones that have its gram.

    Norms and angles decide most answers: K parameters do. A method that looks at single ones gets PARAMETERS.
    """
    if "gradients" not in method.info.needs or observation.gradients is not None:
        return observation
    parameters = PARAMETERS if method.info.coordinatewise else observation.tasks
    return observation.replaced(gradients=span.stand_in(observation.gram, parameters))


def _find(name: str) -> type[Method]:
    if name not in REGISTRY:
        raise ValueError(f"unknown method {name!r}; expected {_listed(REGISTRY)}")
    return REGISTRY[name]


def _listed(names: Any) -> str:
    return ", ".join(names)
