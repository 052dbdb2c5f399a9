"""A recipe = loss shape × method × hyper-parameters: what a page offers and a run names. No torch.

"amnl" and "grace" are no methods of their own: they are the failure-biased loss, with fixed weights and with GABA's.
Every registered method is a recipe under its own name, on the plain squared error.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from mtlviz import methods
from mtlviz.hyper import Hyper, of, settings


@dataclass(frozen=True)
class Recipe:
    """One way to train; `hyper` are the (name, value) pairs that differ from the method's defaults."""

    name: str
    title: str
    method: str
    regression_loss: Literal["mse", "amnl"] = "mse"
    hyper: tuple[tuple[str, Any], ...] = ()

    def create(self) -> methods.Method:
        """A fresh method for a run."""
        return methods.create(self.method, **dict(self.hyper))


_NAMED = (
    Recipe("equal", "Equal weights", "fixed"),
    Recipe("fixed", "Fixed weights", "fixed"),
    Recipe("amnl", "Failure-biased (AMNL)", "fixed", "amnl"),
    Recipe("gaba", "GABA", "gaba"),
    Recipe("grace", "GRACE (GABA on AMNL)", "gaba", "amnl"),
)


@cache
def _recipes(registered: tuple[str, ...]) -> dict[str, Recipe]:
    named = {recipe.name: recipe for recipe in _NAMED}
    own = (name for name in registered if name not in named)
    return named | {name: Recipe(name, methods.info(name).title, name, hyper=tuple(told(name).items())) for name in own}


def told(method: str) -> dict[str, Any]:
    """What a method has to know about RUL and health: that task 0 has a squared error, task 1 a cross-entropy.

    >>> told("uw"), told("gaba")
    ({'regression': (0,)}, {})
    """
    return {"regression": (0,)} if "regression" in methods.REGISTRY[method].hyper_parameters() else {}


def names() -> tuple[str, ...]:
    """The names of all recipes, in the order in which pages show them."""
    return tuple(_recipes(methods.names()))


def get(name: str, **hyper: Any) -> Recipe:
    """The recipe called `name`; `hyper` are its method's hyper-parameters, or `lam` for the λ of "fixed".

    ValueError for an unknown name, hyper-parameter or value: a recipe that exists can be created.

    >>> get("fixed", lam=0.25).hyper
    (('weights', (0.25, 0.75)),)
    >>> get("gaba", floor=0.0).title
    'GABA (floor 0)'
    """
    known = _recipes(methods.names())
    if name not in known:
        raise ValueError(f"unknown recipe {name!r}; expected {', '.join(known)}")
    recipe = known[name]
    if name in ("equal", "amnl") and hyper:
        raise ValueError(f"{name} has equal weights and nothing to set, found {', '.join(hyper)}; expected no settings")
    if not hyper:
        return recipe
    label = ", ".join(_said(recipe.method, key, value) for key, value in hyper.items())
    if name == "fixed" and "lam" in hyper:
        hyper = _split(**hyper)
    recipe = replace(recipe, title=f"{recipe.title} ({label})", hyper=tuple({**dict(recipe.hyper), **hyper}.items()))
    recipe.create()
    return recipe


def chosen(name: str, lam: float | None = None, hyper: Hyper = ()) -> Recipe:
    """The recipe called `name` as a page, a file or a command has set it.

    lam is the λ of "fixed" (None: ½), which has nothing else to set; `hyper` may be of any methods.

    >>> chosen("grace", 0.1, (("cagrad.c", 0.2), ("gaba.floor", 0.0))).hyper
    (('floor', 0.0),)
    """
    if name == "fixed":
        return get(name) if lam is None else get(name, lam=lam)
    return get(name, **of(get(name).method, hyper))


def _said(method: str, name: str, value: Any) -> str:
    """A hyper-parameter as the pages write it."""
    if name == "lam":
        return f"λ = {value}"
    known = (setting for setting in settings(method) if setting.name == name)
    setting = next(known, None)
    return setting.said(value) if setting and isinstance(value, int | float) else f"{name} {value}"


def _split(lam: float, **rest: Any) -> dict[str, Any]:
    """λ as the two weights it stands for."""
    if rest:
        raise ValueError(f"fixed got lam and {', '.join(rest)}; expected either lam or weights")
    if not 0 <= lam <= 1:
        raise ValueError(f"lam is {lam!r}; expected a number from 0 to 1")
    return {"weights": (lam, 1 - lam)}
