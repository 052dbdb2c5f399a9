"""What the live page looks like: on a phone, in the dark, on the first screen, under the pointer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import fits, in_light
from tests.browser.live import Visit, button, chart, paused, stands_at, wait_for_step

pytestmark = pytest.mark.browser


def test_charts_answer_the_pointer_and_hide_lines(visit: Visit) -> None:
    page = paused(visit)
    for _ in range(12):
        button(page, "Step").click()
    box = page.locator(".strip[data-strip=norms] canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 51, box["y"] + 50)
    for name in ("norms", "losses"):  # one crosshair for all strips
        assert "At step 0:" in chart(page, name)
    page.mouse.move(5, 5)
    assert "At step 12:" in chart(page, "norms")
    canvas = page.locator(".strip[data-strip=norms] canvas")
    picture = "c => c.toDataURL()"
    before = canvas.evaluate(picture)
    hide = page.locator(".strip[data-strip=norms]").get_by_role("button", name=re.compile("health"))
    hide.focus()
    page.keyboard.press("Enter")
    expect(hide).to_have_attribute("aria-pressed", "false")
    page.wait_for_function("([c, before]) => c.toDataURL() !== before", arg=[canvas.element_handle(), before])
    page.locator(".strip[data-strip=norms] canvas").click(position={"x": 51, "y": 50})
    stands_at(page, 0)


def test_a_phone_scrolls_one_way_only(visit: Visit) -> None:
    page = visit("live", width=390, height=844, dark=True, device_scale_factor=2, has_touch=True)
    wait_for_step(page, 5)
    scrolls_one_way_only(page)
    in_light(page)
    scrolls_one_way_only(page)


def scrolls_one_way_only(page: Page) -> None:
    fits(page)
    canvas = page.locator(".strip[data-strip=norms] canvas")
    canvas.scroll_into_view_if_needed()
    dense = "c => Math.abs(c.width / c.clientWidth - 2) < 0.05"  # pixels
    page.wait_for_function(dense, arg=canvas.element_handle())
    width = page.locator(".player").evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert width[0] <= width[1]


def test_dark_pages_get_the_bright_palette(visit: Visit) -> None:
    page = paused(visit, dark=True)
    for colour in ("#5DB8F0", "#0072B2"):
        page.wait_for_function(
            "([e, colour]) => getComputedStyle(e).getPropertyValue('--mtl-health').trim() === colour",
            arg=[page.locator(".player").element_handle(), colour],
        )
        page.emulate_media(color_scheme="light", reduced_motion="reduce")


def test_the_first_screen_shows_buttons_picture_and_two_strips(visit: Visit) -> None:
    page = visit("live")
    wait_for_step(page, 1)
    for part in (button(page, "Pause"), page.locator(".plane-picture svg"), page.locator(".strip").nth(1)):
        box = part.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 800
