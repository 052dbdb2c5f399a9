"""The autograd lab in a browser: one line in code, graph and table, by mouse, key and link."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import fits, settled
from tests.browser.patience import reads

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def at_line(page: Page, line: int) -> None:
    """Code, bar, and once it has come to rest the typed line agree."""
    expect(page.locator(".lab .place")).to_have_text(re.compile(rf"^Line {line} of \d+$"), timeout=30_000)
    here = page.locator(".lab .line.here")
    expect(here.first).to_have_attribute("data-line", str(line))
    expect(here.first).to_have_attribute("aria-selected", "true")
    reads(page, page.locator(".st-key-line input"), str(line))


def test_predict_run_and_step(visit: Visit) -> None:
    page = visit("autograd_lab")
    expect(page.locator(".lab .line")).to_have_count(11)
    expect(page.locator(".lab .line.here")).to_have_count(0)
    expect(page.locator(".lab .graph")).to_be_hidden()
    page.get_by_role("radio", name="Yes.").check(force=True)
    page.get_by_role("radio", name="Zeros.").check(force=True)
    page.get_by_role("button", name="Run it").click()
    at_line(page, 10)
    expect(page.get_by_text("The run says:")).to_have_count(2)
    expect(page.locator(".lab .note.raised")).to_contain_text("Trying to backward through the graph a second time")
    # The line that raised, in the picture and in the table.
    expect(page.locator(".lab svg .node.broke")).to_contain_text("stops here")
    assert page.locator(".lab tr.hot th").all_inner_texts() == ["fc3.weight changed", "fc3.bias changed"]

    page.locator(".lab").get_by_role("button", name="Back").click()
    at_line(page, 9)
    expect(page.locator(".lab .note.raised")).to_be_hidden()
    expect(page.locator(".lab svg .node.broke")).to_have_count(0)
    expect(page.locator(".lab tr.hot")).to_have_count(4)
    expect(page.locator(".lab svg .node.parameter.hot")).to_have_count(4)

    code = page.get_by_role("listbox", name="Code")
    code.focus()
    for key in ("ArrowUp", "ArrowUp", "ArrowLeft", "ArrowRight"):
        page.keyboard.press(key)
    at_line(page, 6)
    expect(page.locator(".lab .said")).to_have_text("The graph grows by 2 nodes.")
    page.keyboard.press("Home")
    at_line(page, 1)
    expect(page.locator(".lab .empty")).to_be_visible()
    page.keyboard.press("End")
    at_line(page, 10)
    page.locator(".lab .line[data-line='5']").click()
    at_line(page, 5)
    assert "line=5" in page.url
    page.locator(".st-key-line input").fill("7")
    page.locator(".st-key-line input").press("Enter")
    at_line(page, 7)


def test_a_link_opens_a_scenario_at_a_line_and_the_picture_speaks(visit: Visit) -> None:
    page = visit("autograd_lab?scenario=12&listing=detach()&line=8", dark=True)
    at_line(page, 8)
    picture = page.get_by_role("img", name=re.compile("Autograd graph of 9 nodes"))
    expect(picture).to_be_visible()
    assert "B.weight.grad" in (picture.get_attribute("aria-label") or "")
    expect(page.locator(".lab svg .node.hot")).to_have_count(5)  # the pass comes through B alone
    page.get_by_text("The graph in words").click()
    expect(page.locator(".lab .words li").first).to_contain_text("AddmmBackward0")


def test_a_statement_of_several_lines_is_one_step(visit: Visit) -> None:
    page = visit("autograd_lab?scenario=15&line=8")
    expect(page.locator(".lab .place")).to_have_text("Lines 7–9 of 9", timeout=30_000)
    expect(page.locator(".lab .line.here")).to_have_count(3)


def test_listing_and_scenario_are_kept_by_link_reload_and_back(visit: Visit) -> None:
    page = visit("autograd_lab?scenario=3&line=11")
    at_line(page, 11)
    page.get_by_role("radio", name="Fix: clear once").click()
    at_line(page, 9)
    page.reload()
    settled(page)
    at_line(page, 9)
    expect(page.locator(".lab .about")).to_contain_text("Clear once per step")
    page.get_by_role("button", name="Next: 4.").click()
    expect(page.get_by_text("What do you predict?")).to_be_visible()
    page.go_back()
    expect(page.locator(".lab .line")).not_to_have_count(0)
    settled(page)


def test_it_fits_a_phone_and_everything_can_be_reached(visit: Visit) -> None:
    page = visit("autograd_lab?scenario=7&line=11", width=390, height=844)
    at_line(page, 11)
    fits(page)
    for name in ("First", "Back", "Forward", "Last"):
        box = page.locator(".lab").get_by_role("button", name=name).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert box["height"] >= 40
    # Text in the graph stays legible: the picture scrolls in its frame rather than shrink away.
    assert page.locator(".lab svg text").first.evaluate("e => e.getBoundingClientRect().height") >= 9


@pytest.mark.parametrize("link", ["scenario=5&line=18", "scenario=13&line=18"], ids=["beside the code", "below it"])
def test_the_graph_is_drawn_at_full_size_and_whole(visit: Visit, link: str) -> None:
    page = visit(f"autograd_lab?{link}")
    picture = page.get_by_role("img", name=re.compile("Autograd graph"))
    expect(picture).to_be_visible(timeout=30_000)
    scale, spare = picture.evaluate(
        "svg => [svg.getScreenCTM().a, svg.parentElement.clientWidth - svg.getBoundingClientRect().width]"
    )
    assert scale >= 1  # its text is 12 to 12.5 pixels high
    assert spare >= -0.5
