import contextlib
import io
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings

from mtlviz.arithmetic import RESOLUTION
from mtlviz.lessons.snippet import numpy_snippet
from mtlviz.lessons.state import LEARNING_RATE, State
from tests.lessons.positions import positions


def run(state: State) -> tuple[dict[str, Any], str]:
    """The snippet's variables and what it printed, as if pasted into a fresh interpreter."""
    names: dict[str, Any] = {}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), np.errstate(all="raise"):
        exec(compile(numpy_snippet(state), "snippet", "exec"), names)
    return names, printed.getvalue()


@settings(max_examples=150, deadline=None)
@given(positions())
@example(State(0.5, 180, 1))
@example(State(0.25, 180, 3))
@example(State(0.5, 180, 10**1e-8))  # two pulls that cancel but for rounding
@example(State(0.5, 180, 10**2.7e-6))
@example(State(0.5, 180, 10**2e-12))
@example(State(1.0, 90, 1000))
def test_it_computes_the_numbers_on_the_screen(state: State) -> None:
    names, _ = run(state)
    facts = state.facts
    pulls = (state.weights * facts.norms).sum()
    rounding = 2 * RESOLUTION * pulls**2  # of ‖d‖², which the page sums from inner products, and the snippet does not
    close = {"rtol": 1e-6, "atol": 1e-11}
    np.testing.assert_allclose([names["n_rul"], names["n_health"]], facts.norms, **close)
    np.testing.assert_allclose(names["n"] ** 2, facts.update_norm**2, rtol=1e-6, atol=rounding)
    np.testing.assert_allclose(names["cosine"], facts.cosine, **close)
    np.testing.assert_allclose(names["effects"], LEARNING_RATE * facts.effects, **close)
    np.testing.assert_allclose(names["pull"], facts.pull, **close)
    np.testing.assert_allclose(names["gms"], facts.gms, **close)
    np.testing.assert_allclose([names["low"], names["high"]], state.window, **close)
    if facts.update_norm > 1e-4 * pulls:  # closer to zero, shares are rounding over rounding
        np.testing.assert_allclose(names["shares"], facts.shares, rtol=1e-4, atol=1e-8)
        np.testing.assert_allclose(names["book_shares"], facts.book_shares, rtol=1e-4, atol=1e-8)


def test_the_books_listing() -> None:
    """The seed chapter prints 5.000, 0.050, 100.0×, 2.525, 99.0 % and 1.0 %."""
    _, printed = run(State(0.5, 0, 100))
    for figure in ("5.000", "0.050", "100.0x", "2.525", "99.0%", "1.0%"):
        assert figure in printed


@pytest.mark.parametrize(("side", "sign"), [("left", 1), ("right", -1)])
def test_health_lies_on_the_side_shown(side: str, sign: int) -> None:
    names, _ = run(State(0.5, 120, 3, side))
    assert np.sign(names["g_health"][1]) == sign
