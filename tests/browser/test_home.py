"""What only a browser shows of the frame: deep links on a cold server, width, themes, silence."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from mtlviz.ui import frame
from tests.browser.app import running_app
from tests.browser.conftest import fits, in_light, settled
from tests.figures.colour_vision import contrast

pytestmark = pytest.mark.browser
PATHS = ["", *(script.removeprefix("pages/").removesuffix(".py") for script in frame.PAGES if script != frame.HOME)]
PATHS[PATHS.index("compare")] += "?budget=7"  # by itself it trains for many seconds; its own tests look at its results


def test_a_deep_link_opens_on_a_cold_server(chromium: Browser) -> None:
    with running_app() as address:
        page = chromium.new_page()
        page.goto(f"{address}/tug_of_war?ratio=500")
        settled(page)
        expect(page.get_by_role("heading", name="Tug-of-war", level=1)).to_be_visible()
        expect(page.locator(".st-key-ratio input")).to_have_value("500")
        assert page.title() == "Tug-of-war · mtlviz"
        page.close()


@pytest.mark.parametrize("path", PATHS)
def test_no_page_scrolls_sideways_on_a_phone_in_either_theme(visit: Callable[..., Page], path: str) -> None:
    page = visit(path, width=390, height=844, dark=True)
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", "rgb(18, 23, 26)")
    fits(page)
    in_light(page)
    fits(page)


def test_code_is_legible_in_either_theme(visit: Callable[..., Page]) -> None:
    page = visit("takeaways", dark=True)
    page.locator(".stCode .token").first.scroll_into_view_if_needed()
    legible(page)
    in_light(page)
    legible(page)


def legible(page: Page) -> None:
    """All ink of code stands out from its ground, as WCAG 2 asks of small text."""
    tokens = page.locator(".stCode .token")
    expect(tokens.first).to_be_attached()
    ground = page.locator(".stCode pre").first.evaluate("e => getComputedStyle(e).backgroundColor")
    for ink in tokens.evaluate_all("all => [...new Set(all.map(e => getComputedStyle(e).color))]"):
        assert contrast(hexed(ink), hexed(ground)) >= 4.5, (ink, ground)


def hexed(rgb: str) -> str:
    """`rgb(0, 86, 63)` as `#00563f`."""
    red, green, blue = (int(part) for part in re.findall(r"\d+", rgb)[:3])
    return f"#{red:02x}{green:02x}{blue:02x}"


def test_home_leads_to_the_tug_of_war_in_the_state_it_shows(visit: Callable[..., Page]) -> None:
    page = visit()
    page.get_by_role("link", name="Open at 20× at 90°").click()
    expect(page.get_by_role("heading", name="Tug-of-war", level=1)).to_be_visible()
    expect(page.locator(".st-key-ratio input")).to_have_value("20")
    expect(page.locator(".st-key-angle input")).to_have_value("90")


def test_the_menu_leads_everywhere(visit: Callable[..., Page]) -> None:
    page = visit()
    for script, (title, _, _) in list(frame.PAGES.items())[1:]:
        page.get_by_role("link", name=title, exact=True).first.click()
        expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
        assert script.removeprefix("pages/").removesuffix(".py") in page.url
