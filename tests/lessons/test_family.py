"""The family portrait against the literature's closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from mtlviz import methods
from mtlviz.lessons.family import Family, Form, families, forms
from mtlviz.lessons.field import Situation
from mtlviz.lessons.state import State

STATES = [State(0.5, 120, 3), State(0.3, 30, 1), State(0.8, 170, 1000)]


def kin_of(title: str, situation: Situation) -> Family:
    return next(f for f in families(situation) if any(m.form.title == title for m in f.members))


def titles(family: Family) -> set[str]:
    return {member.form.title for member in family.members}


def test_the_bisector_family_is_found_and_no_stranger_in_it() -> None:
    found = titles(kin_of("IMTL-G", Situation()))
    assert {
        "Nash-MTL",
        "FairGrad",
        "ConFIG",
        "MGDA on unit gradients",
        "GABA without floor, memory and warm-up",
    } <= found
    assert {"GradNorm at rest, α = 0", "DB-MTL without memory, equal losses"} <= found
    assert not {"GABA", "MGDA", "CAGrad", "Aligned-MTL", "PCGrad", "Fixed weights"} & found


@pytest.mark.parametrize("state", STATES)
def test_measured_lengths_are_those_of_the_closed_forms(state: State) -> None:
    family = kin_of("IMTL-G", Situation(state))
    known = [member for member in family.members if member.known is not None]
    assert len(known) >= 8
    for member in known:
        assert member.length == pytest.approx(member.known, rel=1e-9)
    assert family.angle == pytest.approx(state.angle / 2)


def test_the_lengths_of_the_literature_at_ratio_3_and_120_degrees() -> None:
    n, m, chord = 5.0, 5 / 3, 1.0  # |u_1 + u_2| = 2 cos 60°
    expected = {
        "IMTL-G": n * m / (n + m),
        "GradNorm at rest, α = 0": 2 * n * m / (n + m),
        "MGDA on unit gradients": 0.5,
        "Nash-MTL": 1 / np.sqrt(0.5),
        "ConFIG": (n + m) / 2,
        "DB-MTL without memory, equal losses": n,
    }
    found = {m.form.title: m.length for m in kin_of("IMTL-G", Situation()).members}
    assert {title: found[title] for title in expected} == pytest.approx({t: f * chord for t, f in expected.items()})


def test_pcgrad_is_twice_upgrad_everywhere_and_gradvacs_first_step() -> None:
    family = kin_of("PCGrad", Situation(State(0.5, 60, 2)))
    assert {m.form.title: m.factor for m in family.members} == {
        "PCGrad": 1,
        "UPGrad": pytest.approx(0.5),
        "GradVac, first step": pytest.approx(1),
    }


def test_losses_that_differ_part_the_methods_that_look_at_them_from_fixed_weights() -> None:
    assert "Uncertainty weighting" in titles(kin_of("Fixed weights", Situation()))
    assert "Uncertainty weighting" not in titles(kin_of("Fixed weights", Situation(losses=(0.2, 1.0))))


def test_opposed_gradients_leave_a_family_without_direction() -> None:
    assert kin_of("IMTL-G", Situation(State(0.5, 180, 5))).angle is None


def test_every_method_of_the_registry_has_a_place_once() -> None:
    members = [m.form for f in families(Situation()) for m in f.members]
    assert len(members) == len(forms())
    assert set(methods.names()) <= {form.name for form in members if not form.hyper}


def test_a_form_can_be_a_key() -> None:
    assert hash(Form("gaba", "GABA", {"floor": 0.0})) == hash(Form("gaba", "GABA", {"floor": 0.0}))
