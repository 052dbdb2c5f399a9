"""What the tug-of-war asks for beyond two gradients, and what it owns up to not showing."""

from __future__ import annotations

import numpy as np
import pytest

from mtlviz import geometry, hyper, methods
from mtlviz.lessons.arrival import REST, arrived
from tests.app.test_tug_of_war import data, opened
from tests.app.visits import ran

SHOWN = {"lam", "angle", "ratio"}


@pytest.mark.parametrize("name", methods.names())
def test_a_method_asks_for_what_it_needs_and_for_nothing_else(name: str) -> None:
    page = opened(methods=[methods.info(name).title])
    needs = methods.info(name).needs
    asked = {entry.key for entry in [*page.number_input, *page.toggle]} - SHOWN
    assert asked == {
        *(("loss_rul", "loss_health") if "losses" in needs else ()),
        *(("steps",) if "history" in needs else ()),
        *(setting.key for setting in hyper.settings(name) if not setting.range.trains),
    }


def test_the_losses_change_the_arrow_of_a_method_that_looks_at_them() -> None:
    page = opened(methods=["IMTL-L", "MGDA"])
    before = [m["contributions"] for m in data(page)["methods"]]
    ran(page.select_slider(key="loss_health_slider").set_value(0.1))
    assert page.number_input(key="loss_health").value == 0.1
    after = [m["contributions"] for m in data(page)["methods"]]
    expected, _ = arrived(methods.create("imtl_l"), geometry.two_gradients(3, 120), (1.0, 0.1), REST)
    np.testing.assert_allclose(after[0], expected)
    assert after[0][1][1] > before[0][1][1]
    assert after[1] == before[1]


def test_the_page_owns_up_to_what_a_plane_cannot_show() -> None:
    assert any("lies outside this plane" in c.value for c in opened(methods=["GradDrop"]).caption)
    assert not any("lies outside this plane" in c.value for c in opened(methods=["MGDA"]).caption)
