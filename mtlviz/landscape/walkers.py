"""Who walks: every method of the registry under its own settings, equal weights, and GABA without its brakes."""

from __future__ import annotations

from mtlviz import methods, recipes
from mtlviz.recipes import Recipe

RAW = {"floor": 0.0, "beta": 0.0, "warmup": 0}  # GABA's formula alone; with two tasks it is the bisector, as IMTL-G


def walkers(lam: float = 0.5) -> dict[str, Recipe]:
    """Recipe by name, in the order in which pages show them; `lam` is the weight of task 1 in "fixed"."""
    found = {
        "equal": recipes.get("equal"),
        "fixed": recipes.get("fixed", lam=lam),
        "gaba_raw": Recipe("gaba_raw", "GABA, raw", "gaba", hyper=tuple(RAW.items())),
    }
    for name in methods.names():
        if name not in found:
            found[name] = Recipe(name, methods.info(name).title, name)
    return found
