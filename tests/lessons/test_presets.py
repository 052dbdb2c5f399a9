"""Every claim that a preset's notice makes, checked."""

import re

import numpy as np
import pytest

from mtlviz import geometry
from mtlviz.lessons.numbers import percent
from mtlviz.lessons.presets import LISTING_PRINTED, PRESETS, active
from mtlviz.lessons.snippet import numpy_snippet
from mtlviz.lessons.state import State
from tests.lessons.test_snippet import run

BY_KEY = {preset.key: preset for preset in PRESETS}


def state(key: str, **changed: float) -> State:
    values = {k: v for k, v in {**BY_KEY[key].values, **changed}.items() if k != "scale"}
    return State(**values)


def turn_from_rul(s: State) -> float:
    x, y = s.weights @ geometry.plane(s.gram)
    return float(np.degrees(np.arctan2(y, x)))


def test_twice_the_size_leaves_a_quarter_and_drags_health_backwards() -> None:
    facts = state("twice").facts
    assert facts.ratio == 2
    assert facts.update_norm / facts.norms[0] == pytest.approx(1 / 4)
    assert facts.effects[1] > 0
    assert state("twice").window == pytest.approx((1 / 3, 1 / 3))
    assert state("twice", lam=1 / 3).facts.update_norm == 0


def test_magnitude_wins_whatever_lambda_down_to_a_fifth() -> None:
    turns = [turn_from_rul(state("magnitude", lam=lam)) for lam in np.linspace(0.2, 1, 81)]
    assert max(turns) < 11
    assert state("magnitude").window[1] == pytest.approx(0.0909, abs=5e-5)  # "unless λ is below 0.091"
    assert (state("magnitude", lam=0.09).facts.effects <= 0).all()
    assert state("magnitude", lam=0.0915).facts.effects[1] > 0


def test_tug_of_war_vanishes_and_any_other_lambda_hurts_one() -> None:
    assert state("tug").facts.update_norm == 0
    for lam in (0.0, 0.3, 0.49, 0.51, 1.0):
        assert (state("tug", lam=lam).facts.effects > 0).sum() == 1


def test_the_smaller_child_turns_and_the_update_by_half_a_degree() -> None:
    preset = BY_KEY["turn"]
    assert preset.start == {"angle": 0.0}
    assert turn_from_rul(state("turn", **preset.start)) == 0
    assert turn_from_rul(state("turn")) == pytest.approx(0.573, abs=0.001)


def test_the_books_numpy_listing_prints_what_the_notice_says() -> None:
    _, printed = run(state("numpy"))
    for figure in ("5.000", "0.050", "100.0", "2.525", "99.0", "1.0"):  # as the book prints them
        assert figure in BY_KEY["numpy"].notice
        assert figure in printed
    facts = state("numpy").facts
    np.testing.assert_allclose(facts.shares, facts.book_shares)
    assert state("numpy", angle=120).facts.book_shares.sum() > 1.01


def test_the_books_500_drags_health_along_by_luck() -> None:
    facts = state("book").facts
    assert facts.ratio == pytest.approx(500)
    assert 0 < facts.shares[1] < 0.001
    assert percent(facts.shares[1]) == "0.035 %"
    assert percent(facts.shares[1]) in BY_KEY["book"].notice
    assert facts.effects[1] < 0
    assert state("book", angle=110).facts.effects[1] > 0  # luck: a few degrees more, and it loses


def test_in_conflict_500_spares_health_only_below_the_named_lambda() -> None:
    assert state("dragged").facts.ratio == pytest.approx(500)
    assert "0.0058" in BY_KEY["dragged"].notice
    assert 0.0058 < state("dragged").window[1] < 0.0059
    assert state("dragged").facts.effects[1] > 0


def test_the_pytorch_listing_stands_at_what_running_it_gives() -> None:
    """tests/data/test_seed_batch.py runs it: 60.135 / 0.17792, cosine +0.1795."""
    facts, notice = state("pytorch").facts, BY_KEY["pytorch"].notice
    assert facts.ratio == pytest.approx(60.135 / 0.17792, rel=1e-4)
    assert facts.cosine == pytest.approx(0.1795, abs=5e-5)
    assert f"{LISTING_PRINTED:g}×" in notice
    assert f"{facts.ratio:.1f}×" in notice
    assert f"{facts.cosine:+.4f}" in notice
    assert facts.norms[0] == 5


def test_in_agreement_both_gain_whatever_lambda() -> None:
    assert all((state("agreement", lam=lam).facts.effects < 0).all() for lam in np.linspace(0, 1, 21))


@pytest.mark.parametrize("preset", PRESETS, ids=lambda p: p.key)
def test_a_preset_is_recognised_until_something_moves(preset: object) -> None:
    values = dict(preset.values)  # type: ignore[attr-defined]
    assert active(values) == preset
    assert active({**values, "lam": 0.123}) is None


def test_every_notice_is_short_and_ends_as_a_sentence() -> None:
    for preset in PRESETS:
        assert preset.notice.endswith(".")
        assert len(re.sub(r"\]\(.*?\)", "", preset.notice)) < 300  # without what its links carry
        assert not re.search(r"\b(nan|inf)\b", preset.notice)
        assert numpy_snippet(preset.state)
