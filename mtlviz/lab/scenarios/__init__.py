"""The scenarios, in the order in which they build on each other."""

from __future__ import annotations

from mtlviz.lab.scenario import Scenario
from mtlviz.lab.scenarios.accumulate import ACCUMULATE, CLEARED
from mtlviz.lab.scenarios.at_once import AT_ONCE
from mtlviz.lab.scenarios.chains import CONCATENATED, CONDITIONED
from mtlviz.lab.scenarios.clipping import CLIPPING
from mtlviz.lab.scenarios.cost import WEIGHTED
from mtlviz.lab.scenarios.cut import CUT
from mtlviz.lab.scenarios.disjoint import DISJOINT
from mtlviz.lab.scenarios.grad import GRAD
from mtlviz.lab.scenarios.in_place import IN_PLACE
from mtlviz.lab.scenarios.micro_batches import MICRO_BATCHES
from mtlviz.lab.scenarios.one_each import ONE_EACH
from mtlviz.lab.scenarios.owned import OWNED
from mtlviz.lab.scenarios.retain import TWICE
from mtlviz.lab.scenarios.steps import FORGOTTEN
from mtlviz.lab.scenarios.surgery import PCGRAD

SCENARIOS: tuple[Scenario, ...] = (
    TWICE,
    ACCUMULATE,
    CLEARED,
    FORGOTTEN,
    WEIGHTED,
    ONE_EACH,
    IN_PLACE,
    GRAD,
    AT_ONCE,
    CONCATENATED,
    CONDITIONED,
    CUT,
    OWNED,
    DISJOINT,
    PCGRAD,
    CLIPPING,
    MICRO_BATCHES,
)


def get(number: int) -> Scenario:
    """Scenario `number`, from 1; ValueError outside."""
    if not 1 <= number <= len(SCENARIOS):
        raise ValueError(f"there is no scenario {number}: they are numbered 1 to {len(SCENARIOS)}")
    return SCENARIOS[number - 1]
