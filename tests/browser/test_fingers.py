"""On a phone a finger moves what looks movable and scrolls elsewhere; the tips' own tests are test_tug_of_war.py's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.finger import PHONE, Finger
from tests.browser.live import button, step, wait_for_step

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def middle(found: Locator) -> tuple[float, float]:
    found.scroll_into_view_if_needed()
    box = found.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_finger_moves_a_slider(visit: Visit) -> None:
    page = visit("tug_of_war", **PHONE)
    track = page.locator(".st-key-lam_slider [role=group] > [data-orientation]")
    track.evaluate("track => track.scrollIntoView({ block: 'end' })")  # below the picture, which stays on the screen
    finger, start = Finger(page), middle(track)
    assert finger.drag(start, (80, 0)) == 0
    finger.lift()
    width = track.bounding_box()["width"]  # type: ignore[index]
    typed = page.locator(".st-key-lam input[type=number]")
    expect(typed).not_to_have_value("0.500")
    assert float(typed.input_value()) == pytest.approx(0.5 + 80 / width, abs=0.03)
    assert not finger.lost


def test_a_finger_scrubs_through_the_steps(visit: Visit) -> None:
    page = visit("live", **PHONE)
    wait_for_step(page, 30)
    button(page, "Pause").click()
    scrubber = page.get_by_label("Step shown")
    x, y = middle(scrubber)
    seen, width = int(scrubber.get_attribute("max") or 0), scrubber.bounding_box()["width"]  # type: ignore[index]
    thumb = x - width / 2 + 8 + (width - 16) * step(page) / seen
    finger = Finger(page)
    assert finger.drag((thumb, y), (x - width / 4 - thumb, 0)) == 0
    finger.lift()
    assert step(page) == pytest.approx(seen / 4, abs=0.05 * seen)
    assert not finger.lost


def test_a_tap_on_the_map_starts_a_walk_there_and_a_swipe_scrolls(visit: Visit) -> None:
    page = visit("landscape?walked=600", **PHONE)
    expect(page.locator(".computing")).to_be_hidden(timeout=30_000)
    x, y = middle(page.locator(".map svg"))
    finger = Finger(page)
    assert finger.drag((x, y), (0, -100)) > 40
    finger.lift()
    chosen = page.get_by_label("Arrows of").locator("option")
    expect(chosen).to_have_count(10)
    x, y = middle(page.locator(".map svg"))
    finger.tap((x + 40, y + 50))
    expect(chosen).to_have_count(12)
