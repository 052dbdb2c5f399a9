"""The methods page in Chromium: one cursor over all maps, keyboard, cards, links, a phone, both themes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from mtlviz import methods
from mtlviz.lessons import outcomes
from mtlviz.lessons.loss_shapes import SHAPES
from mtlviz.lessons.outcomes import Situation
from mtlviz.ui.methods_controls import VIEWS
from tests.browser.conftest import fits

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
READY = {"fix": "button[data-method]", "harm": ".plot", "family": ".families", "cards": ".staged"}


def opened(visit: Visit, view: str, link: str = "", **options: object) -> Page:
    page = visit(f"methods?view={VIEWS[view]}{link}", **options)
    page.wait_for_selector(READY[view])
    return page


def verdict(page: Page, name: str) -> str:
    return page.locator(f"[data-map={name}] .verdict").inner_text()


def test_one_cursor_reads_all_maps_and_leaves_the_state_where_it_was(visit: Visit) -> None:
    page = opened(visit, "harm")
    expect(page.locator("[data-map=fixed] .verdict")).to_have_text("against, cos −0.19")
    plot = page.locator("[data-map=fixed] .plot")
    box = plot.bounding_box()
    assert box
    plot.hover(position={"x": box["width"] * 2 / 3, "y": box["height"] * 0.1})
    expect(page.locator(".status")).to_have_text("Under the cursor: ratio 100×, 162°")
    column, row = 20, 27
    for name in ("fixed", "cagrad", "mgda", "pcgrad"):
        found = outcomes.landscape(name, Situation())
        assert verdict(page, name).startswith(outcomes.WORDS[int(outcomes.direction_of(found.cosines[row, column]))])
        effect = page.locator(f"[data-map={name}] .effect").inner_text()
        assert effect.startswith(outcomes.felt(found.effects[row, column]))
    page.mouse.move(5, 5)
    expect(page.locator("[data-map=fixed] .verdict")).to_have_text("against, cos −0.19")


def test_a_click_takes_the_state_there(visit: Visit) -> None:
    page = opened(visit, "harm", "&only=CAGrad")
    plot = page.locator("[data-map=cagrad] .plot")
    box = plot.bounding_box()
    assert box
    plot.click(position={"x": box["width"] / 3, "y": box["height"] / 2})
    expect(page.locator(".status")).to_contain_text("ratio 10×, 90°")
    page.mouse.move(5, 5)
    expect(page.locator(".status")).to_have_text("In the state chosen above: ratio 10×, 90°")
    assert "ratio=10" in page.url
    assert "angle=90" in page.url


def test_the_keyboard_reads_and_chooses(visit: Visit) -> None:
    page = opened(visit, "harm", "&ratio=10&only=MGDA")
    plot = page.locator("[data-map=mgda] .plot")
    plot.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".status")).to_have_text("Under the cursor: ratio 12.6×, 126°")
    assert "towards, cos" in (plot.get_attribute("aria-description") or "")
    page.keyboard.press("Enter")
    page.wait_for_url("**angle=126**")


def test_a_setting_is_behind_its_methods_name_and_goes_into_the_url(visit: Visit) -> None:
    page = visit("tug_of_war?methods=GABA&ratio=100")
    button = page.locator(".st-key-hyper button").first
    button.click()
    floor = page.get_by_label("GABA: floor", exact=True)
    floor.fill("0.2")
    floor.press("Enter")
    page.wait_for_function("location.search.includes('gaba.floor=0.2')")
    expect(button).to_contain_text("GABA: floor 0.2")
    page.get_by_role("button", name="As in the paper").click()
    page.wait_for_function("!location.search.includes('floor')")


def test_what_is_set_on_one_page_does_not_reach_another_and_is_found_again(visit: Visit) -> None:
    page = visit("tug_of_war?methods=GABA&gaba.floor=0")
    menu = page.get_by_test_id("stSidebar")
    button = page.locator(".st-key-hyper button").filter(has_text="GABA")
    expect(button).to_contain_text("GABA: floor 0")
    menu.get_by_role("link", name="Methods").click()
    page.get_by_text("Exact numbers, losses").click()
    expect(button).to_be_visible()
    expect(button).not_to_contain_text("floor")
    assert "floor" not in page.url
    menu.get_by_role("link", name="Tug-of-war").click()
    expect(button).to_contain_text("GABA: floor 0")
    page.wait_for_function("location.search.includes('gaba.floor=0')")


def test_from_the_map_to_a_card_to_the_tug_of_war(visit: Visit) -> None:
    page = opened(visit, "fix", "&ratio=40&angle=150")
    assert page.locator("button[data-method]").count() == len(methods.names()) + len(SHAPES)
    page.locator("button[data-method=pcgrad]").click()
    expect(page.locator(".staged")).to_have_count(1)
    expect(page.get_by_role("heading", name="PCGrad")).to_be_visible()
    page.get_by_role("link", name="Open in the tug-of-war").click()
    expect(page.get_by_role("heading", name="Tug-of-war", level=1)).to_be_visible()
    expect(page.locator(".st-key-ratio input")).to_have_value("40")
    expect(page.locator(".picture svg")).to_contain_text("PCGrad")


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_scrolls_sideways_on_a_phone(visit: Visit, view: str) -> None:
    link = "".join(f"&only={methods.info(name).title}" for name in ("gaba", "cagrad", "graddrop"))
    page = opened(visit, view, link if view == "cards" else "", width=390, height=844, dark=view in ("harm", "cards"))
    fits(page)
    smallest = page.locator(".mtl").evaluate_all(
        """roots => Math.min(...roots.flatMap(root => [...root.querySelectorAll('*:not(svg *)')]
             .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
             .map(e => parseFloat(getComputedStyle(e).fontSize))))"""
    )
    assert smallest is None or smallest >= 13


def test_against_is_hatched_and_sideways_is_dotted(visit: Visit) -> None:
    page = opened(visit, "harm", "&only=PCGrad&only=CAGrad")
    for direction in ("against", "sideways"):
        fill = page.locator(f".map path.{direction}").first.evaluate("e => getComputedStyle(e).fill")
        assert f"mtl-{direction}" in fill
