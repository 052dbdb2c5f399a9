"""Who walks: every method of the registry as it is set, equal weights, and GABA without its brakes."""

from __future__ import annotations

from mtlviz import hyper, methods, recipes
from mtlviz.hyper import Hyper
from mtlviz.recipes import Recipe

RAW = {"floor": 0.0, "beta": 0.0, "warmup": 0}  # GABA's formula alone; with two tasks it is the bisector, as IMTL-G


def walkers(lam: float = 0.5, settings: Hyper = ()) -> dict[str, Recipe]:
    """Recipe by name, in the order in which pages show them; `lam` is the weight of task 1 in "fixed".

    settings: what is set of the methods, where it differs from the papers; raw GABA has its own.
    """
    found = {
        "equal": recipes.get("equal"),
        "fixed": recipes.get("fixed", lam=lam),
        "gaba_raw": Recipe("gaba_raw", "GABA, raw", "gaba", hyper=tuple(RAW.items())),
    }
    for name in methods.names():
        if name not in found:
            own, said = hyper.of(name, settings), hyper.said(name, settings)
            title = methods.info(name).title
            found[name] = Recipe(name, f"{title} ({said})" if said else title, name, hyper=tuple(own.items()))
    return found
