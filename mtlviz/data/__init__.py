"""Sources of batches: `load(name, **options)` gives data split and scaled, `names()` says what there is.

>>> from mtlviz import data
>>> source = data.load("turbofan", units=10)
>>> source.train.inputs.shape[1], sorted({*source.train.units} & {*source.validation.units})
(17, [])
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from mtlviz.data import cmapss, seed_batch, turbofan
from mtlviz.data.base import CLASSES, INPUTS, RUL_CAP, Batches, DataError, Source, Table, health_of

__all__ = [
    "CLASSES",
    "INPUTS",
    "RUL_CAP",
    "SOURCES",
    "Batches",
    "DataError",
    "Source",
    "Table",
    "available",
    "cmapss",
    "health_of",
    "load",
    "names",
]

SOURCES: Mapping[str, Callable[..., Source]] = MappingProxyType(
    {"turbofan": turbofan.load, "seed_batch": seed_batch.load, "cmapss": cmapss.load}
)


def names() -> tuple[str, ...]:
    """The sources there are, whether or not their data is at hand; the first is the default.

    >>> names()
    ('turbofan', 'seed_batch', 'cmapss')
    """
    return tuple(SOURCES)


def available() -> tuple[str, ...]:
    """The sources that `load(name)` can load right now, without options."""
    return tuple(name for name in SOURCES if name != "cmapss" or cmapss.available())


def load(name: str = "turbofan", **options: Any) -> Source:
    """Load a source by name; the options are those of its own `load`. DataError says what is wrong, and where.

    >>> load("turbofan", engines=3)
    Traceback (most recent call last):
    mtlviz.data.base.DataError: found option 'engines'; expected seed, units, regimes, noise for the source 'turbofan'.
    """
    if name not in SOURCES:
        raise DataError(f"found source {name!r}; expected one of {', '.join(SOURCES)}.")
    known = inspect.signature(SOURCES[name]).parameters
    for option in options:
        if option not in known:
            expected = ", ".join(known) or "no options"
            raise DataError(f"found option {option!r}; expected {expected} for the source {name!r}.")
    return SOURCES[name](**options)
