"""What a page, a link, a file or a command may set of a method: one Setting for each number of its `Info.ranges`.

A setting is written `gaba.floor`. What is set travels as Hyper: pairs (key, value), only what differs from the papers'
values, in the registry's order, so that equal settings are equal keys of a cache. The λ of fixed weights is not here:
it belongs to every page.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mtlviz import methods
from mtlviz.methods import Range

Hyper = tuple[tuple[str, float], ...]

WORDS = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "mu": "μ",
    "lr": "learning rate",
    "warmup": "warm-up",
    "keep_length": "keep the norm",
}


@dataclass(frozen=True)
class Setting:
    """One hyper-parameter `name` of `method`; `default` is the paper's."""

    method: str
    name: str
    default: float
    range: Range

    @property
    def key(self) -> str:
        """Its name in links and files."""
        return f"{self.method}.{self.name}"

    @property
    def word(self) -> str:
        """Its name on a page.

        >>> settings("gaba")[1].word
        'β'
        """
        return WORDS.get(self.name, self.name)

    @property
    def switch(self) -> bool:
        """Whether it is on or off."""
        return isinstance(self.default, bool)

    def taken(self, value: float) -> float:
        """`value` as the method takes it: within the range; a whole number or True and False where that is asked."""
        inside = min(max(value, self.range.low), self.range.high)
        if self.switch:
            return bool(inside)
        return round(inside) if self.range.whole else float(inside)

    def check(self, value: object) -> None:
        """ValueError if the method cannot take this value as it is."""
        number = isinstance(value, int | float) and -math.inf < value < math.inf
        if not number or isinstance(value, bool) is not self.switch or self.taken(value) != value:  # type: ignore[arg-type]
            kind = "true or false" if self.switch else "a whole number" if self.range.whole else "a number"
            span = "" if self.switch else f" from {self.range.low:g} to {self.range.high:g}"
            raise ValueError(f"{self.key} is {str(value)[:40]}; expected {kind}{span}")

    def said(self, value: float) -> str:
        """The setting in words.

        >>> settings("gaba")[0].said(0.0), settings("gaba")[3].said(True)
        ('floor 0', 'keep the norm')
        """
        if self.switch:
            return self.word if value else f"not {self.word}"
        return f"{self.word} {value:g}"


def settings(method: str) -> tuple[Setting, ...]:
    """What can be set of a method. A seed only where it matters with two tasks, as on every page."""
    info, defaults = methods.info(method), methods.create(method).settings()
    return tuple(
        Setting(method, name, defaults[name], known)
        for name, known in info.ranges.items()
        if name != "seed" or info.random
    )


def held(values: Mapping[str, Any], names: Iterable[str] | None = None) -> Hyper:
    """What `values`, by key, say about the methods `names` (None: all); what is as in the paper is left out.

    >>> held({"gaba.floor": 0.0, "gaba.beta": 0.99, "lam": 0.2})
    (('gaba.floor', 0.0),)
    """
    wanted = None if names is None else set(names)
    found = []
    for method in methods.names():
        for setting in settings(method) if wanted is None or method in wanted else ():
            value = values.get(setting.key)
            taken = setting.default if value is None else setting.taken(value)
            if taken != setting.default:
                found.append((setting.key, taken))
    return tuple(found)


def read(told: Mapping[str, Any], names: Iterable[str]) -> Hyper:
    """What a file or a command says about the methods `names`; ValueError for a key or value that they do not have.

    >>> read({"gaba.floor": 0, "gaba.beta": 0.99}, ["gaba", "fixed"])
    (('gaba.floor', 0.0),)
    >>> read({"gaba.floor": 7}, ["gaba"])
    Traceback (most recent call last):
    ValueError: gaba.floor is 7; expected a number from 0 to 0.5
    """
    names = tuple(dict.fromkeys(names))
    known = {setting.key: setting for name in names for setting in settings(name)}
    for key, value in told.items():
        if key not in known:
            wanted = f"expected {', '.join(known)}" if known else "the chosen recipes have no settings: leave it out"
            raise ValueError(f"found setting {str(key)[:40]!r}; {wanted}")
        known[key].check(value)
    return held(told, names)


def only(method: str, hyper: Hyper) -> Hyper:
    """The part of `hyper` that belongs to a method: the rest must not be in a cache's key."""
    return tuple(pair for pair in hyper if pair[0].partition(".")[0] == method)


def of(method: str, hyper: Hyper) -> dict[str, float]:
    """The part of `hyper` that belongs to a method, for `methods.create`.

    >>> of("gaba", (("gaba.floor", 0.0), ("cagrad.c", 0.2)))
    {'floor': 0.0}
    """
    return {key.partition(".")[2]: value for key, value in only(method, hyper)}


def said(method: str, hyper: Hyper) -> str:
    """What is set of a method, in words; "" if all is as in the paper.

    >>> said("gaba", (("gaba.floor", 0.0), ("gaba.beta", 0.9)))
    'floor 0, β 0.9'
    """
    mine = of(method, hyper)
    return ", ".join(setting.said(mine[setting.name]) for setting in settings(method) if setting.name in mine)
