"""Every claim that a preset's notice makes, checked."""

import numpy as np
import pytest

from mtlviz import geometry
from mtlviz.lessons.presets import PRESETS, active
from mtlviz.lessons.state import State

BY_KEY = {preset.key: preset for preset in PRESETS}


def state(key: str, **changed: float) -> State:
    values = {k: v for k, v in {**BY_KEY[key].values, **changed}.items() if k != "scale"}
    return State(**values)


def turn_from_rul(s: State) -> float:
    x, y = s.weights @ geometry.plane(s.gram)
    return float(np.degrees(np.arctan2(y, x)))


def test_magnitude_wins_whatever_lambda_down_to_a_fifth() -> None:
    turns = [turn_from_rul(state("magnitude", lam=lam)) for lam in np.linspace(0.2, 1, 81)]
    assert max(turns) < 11
    assert state("magnitude", lam=0.1).window[1] < 0.1  # "gets a say only below 0.1"
    assert (state("magnitude", lam=0.09).facts.effects <= 0).all()


def test_tug_of_war_vanishes_and_any_other_lambda_hurts_one() -> None:
    assert state("tug").facts.update_norm == 0
    for lam in (0.0, 0.3, 0.49, 0.51, 1.0):
        assert (state("tug", lam=lam).facts.effects > 0).sum() == 1


def test_the_smaller_child_turns_and_the_update_by_half_a_degree() -> None:
    assert turn_from_rul(state("turn", angle=0)) == 0
    assert turn_from_rul(state("turn")) == pytest.approx(0.573, abs=0.001)


def test_the_books_500_spares_health_only_below_six_thousandths() -> None:
    assert state("book").facts.ratio == pytest.approx(500)
    assert 0.005 < state("book").window[1] < 0.006
    assert state("book").facts.effects[1] > 0


def test_in_agreement_both_gain_whatever_lambda() -> None:
    assert all((state("agreement", lam=lam).facts.effects < 0).all() for lam in np.linspace(0, 1, 21))


@pytest.mark.parametrize("preset", PRESETS, ids=lambda p: p.key)
def test_a_preset_is_recognised_until_something_moves(preset: object) -> None:
    values = dict(preset.values)  # type: ignore[attr-defined]
    assert active(values) == preset
    assert active({**values, "lam": 0.123}) is None
