"""The 2-D landscapes of two losses, and the paths that methods take over them. Numpy only."""

from mtlviz.landscape.base import Landscape, Point
from mtlviz.landscape.ends import End, ends, nearest
from mtlviz.landscape.quadratics import Quadratics, opposed
from mtlviz.landscape.valleys import CAGRAD_STARTS, NASH_STARTS, Valleys
from mtlviz.landscape.walk import COLUMNS, Walk, WalkConfig
from mtlviz.landscape.walkers import walkers

__all__ = [
    "CAGRAD_STARTS",
    "COLUMNS",
    "NASH_STARTS",
    "End",
    "Landscape",
    "Point",
    "Quadratics",
    "Valleys",
    "Walk",
    "WalkConfig",
    "ends",
    "nearest",
    "opposed",
    "walkers",
]
