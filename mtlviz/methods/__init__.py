"""The methods, by name. To add one: a file in this folder and a line in `REGISTRY`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mtlviz.methods.base import Array, Info, Method, Need, Observation, diagonal
from mtlviz.methods.cagrad import CAGrad
from mtlviz.methods.fixed import Fixed
from mtlviz.methods.gaba import GABA
from mtlviz.methods.gradnorm import GradNorm
from mtlviz.methods.imtl_g import IMTLG
from mtlviz.methods.mgda import MGDA
from mtlviz.methods.pcgrad import PCGrad

__all__ = ["REGISTRY", "Info", "Method", "Need", "Observation", "create", "diagonal", "info", "names", "settle"]

REGISTRY: dict[str, type[Method]] = {
    "fixed": Fixed,
    "gaba": GABA,
    "gradnorm": GradNorm,
    "pcgrad": PCGrad,
    "mgda": MGDA,
    "imtl_g": IMTLG,
    "cagrad": CAGrad,
}


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

    A method that remembers sees the same gradients (and losses) at step 0, 1, …; one that does not is asked once.
    """
    if steps < 1:
        raise ValueError(f"steps is {steps}; expected at least 1")
    method.reset()
    if "history" in method.info.needs:
        for step in range(steps - 1):
            method.contributions(replace(observation, step=step))
    return method.contributions(replace(observation, step=steps - 1))


def _find(name: str) -> type[Method]:
    if name not in REGISTRY:
        raise ValueError(f"unknown method {name!r}; expected {_listed(REGISTRY)}")
    return REGISTRY[name]


def _listed(names: Any) -> str:
    return ", ".join(names)
