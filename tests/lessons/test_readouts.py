import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtlviz import methods
from mtlviz.lessons.making import making
from mtlviz.lessons.readouts import Row, readouts
from mtlviz.lessons.state import State
from tests.lessons.positions import positions


def rows(state: State) -> dict[str, Row]:
    return {row.label: row for row in readouts(state)}


@given(positions())
def test_every_row_has_words_and_help_and_no_nan(state: State) -> None:
    for row in readouts(state):
        assert len(row.cells) in (1, 2)
        assert all(row.cells)
        assert row.help.endswith((".", ")."))
        assert "nan" not in " ".join(row.cells)


@given(positions())
def test_a_hurt_task_is_told_by_sign_and_word(state: State) -> None:
    row = rows(state)["Effect on the loss"]
    for text, hurt, effect in zip(row.cells, row.hurt, state.facts.effects, strict=True):
        assert hurt == (effect > 0)
        assert ("(hurt)" in text) == hurt
        assert text[0] == ("+" if hurt else "−" if effect < 0 else "0")


def test_the_books_figures() -> None:
    found = rows(State(0.5, 0, 100))
    assert found["Norm ‖g‖"].cells == ("5.000", "0.050")
    assert found["Ratio of the norms"].cells == ("100.0×",)
    assert found["Norm of the update ‖d‖"].cells == ("2.525",)
    assert found["Share of the update"].cells == ("99.0 %", "1.0 %")
    assert found["The book’s share"].cells == ("99.0 %", "1.0 %")


def test_in_conflict_the_exact_shares_are_signed_and_the_books_exceed_100() -> None:
    found = rows(State(0.5, 120, 3))
    assert found["Share of the update"].cells == ("107.1 %", "−7.1 %")
    assert found["The book’s share"].cells == ("113.4 %", "37.8 %")


@given(positions(), st.sampled_from(methods.names()))
def test_how_a_method_makes_its_arrow_in_words(state: State, name: str) -> None:
    contributions = state.contributions(name, 150)
    words = making(state, contributions)
    weights = contributions.sum(axis=0)
    for task, weight in zip(("RUL", "health"), weights, strict=True):
        found = re.search(rf"([\d.]+(?:e[+-]\d+)?)?\s?g\({task}\)", words.summed)
        assert (found is not None) == (weight != 0)
        if found:
            assert float(found[1] or 1) == pytest.approx(abs(weight), rel=5.1e-3)
    assert np.array_equal(words.hurt, ["(hurt)" in text for text in words.effects])


def test_pcgrad_takes_away_what_points_against_the_other() -> None:
    state = State(0.5, 120, 1)
    assert making(state, state.contributions("pcgrad", 1)).changed == (
        "RUL: g(RUL) + 0.5 g(health) · health: 0.5 g(RUL) + g(health)"
    )
