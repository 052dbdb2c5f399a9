"""The families in a state of the page, against the literature's closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from mtlviz import methods
from mtlviz.lessons.family import Family, families
from mtlviz.lessons.state import State

STATES = [State(0.5, 120, 3), State(0.3, 30, 1), State(0.8, 170, 1000)]


def kin_of(title: str, state: State) -> Family:
    return next(f for f in families(state) if title in titles(f))


def titles(family: Family) -> set[str]:
    return {member.title for member in family.members}


def test_the_bisector_family_is_found_and_no_stranger_in_it() -> None:
    found = titles(kin_of("IMTL-G", State()))
    assert {"Nash-MTL", "FairGrad", "ConFIG", "MGDA on unit gradients", "GABA without floor and memory"} <= found
    assert not {"GABA", "MGDA", "CAGrad", "Aligned-MTL", "PCGrad", "Fixed weights"} & found


@pytest.mark.parametrize("state", STATES)
def test_measured_lengths_are_those_of_the_closed_forms(state: State) -> None:
    family = kin_of("IMTL-G", state)
    known = [member for member in family.members if member.known is not None]
    assert len(known) >= 8
    for member in [*known, *kin_of("PCGrad", state).members]:
        assert member.length == pytest.approx(member.known, rel=1e-8)
    assert family.angle == pytest.approx(state.angle / 2)


def test_the_lengths_of_the_literature_at_ratio_3_and_120_degrees() -> None:
    n, m = 5.0, 5 / 3  # ‖u_1 + u_2‖ = 2 cos 60° = 1
    expected = {
        "IMTL-G": n * m / (n + m),
        "GradNorm at rest (α = 0)": 2 * n * m / (n + m),
        "MGDA on unit gradients": 0.5,
        "Nash-MTL": 1 / np.sqrt(0.5),
        "ConFIG": (n + m) / 2,
        "DB-MTL": n,
    }
    found = {member.title: member.length for member in kin_of("IMTL-G", State(0.5, 120, 3)).members}
    assert {title: found[title] for title in expected} == pytest.approx(expected)


def test_pcgrad_is_twice_upgrad_everywhere_and_gradvacs_first_step() -> None:
    family = kin_of("PCGrad", State(0.5, 60, 2))
    assert {member.title: member.factor for member in family.members} == {
        "PCGrad": 1,
        "UPGrad": pytest.approx(0.5),
        "GradVac’s first step": pytest.approx(1),
    }


def test_opposed_gradients_leave_a_family_without_direction() -> None:
    family = kin_of("IMTL-G", State(0.5, 180, 5))
    assert family.angle is None
    assert {member.length for member in family.members} == {0}


def test_every_method_of_the_registry_has_a_place() -> None:
    members = [member for family in families(State()) for member in family.members]
    assert {methods.info(name).title for name in methods.names()} <= {member.title for member in members}
    assert len({member.title for member in members}) == len(members)
