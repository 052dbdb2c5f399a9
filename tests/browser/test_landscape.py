"""What only a browser shows of the landscape: paths that play, pause and are scrubbed, clicks on the map, themes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
DONE = "landscape?walked=600"  # computed before one looks

INKED = """(canvas) => {
  const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  let count = 0;
  for (let i = 3; i < data.length; i += 4) count += data[i] > 0;
  return count / (data.length / 4);
}"""

GOLD = """(canvas) => { // GABA's colour, and not just the text's
  const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  for (let i = 0; i < data.length; i += 4) if (data[i] > data[i + 2] + 80 && data[i + 3] > 200) return true;
  return false;
}"""


def step(page: Page) -> int:
    shown = re.match(r"Step ([\d,]+) of", page.locator(".where").inner_text())
    assert shown is not None
    return int(shown[1].replace(",", ""))


def shows(page: Page, wanted: int) -> None:
    expect(page.locator(".where")).to_have_text(f"Step {wanted} of 600")


def inked(page: Page, layer: str) -> float:
    """Which part of a layer of the map has been drawn on."""
    return float(page.locator(f"canvas.{layer}").evaluate(INKED))


def scrub(page: Page, record: float) -> None:
    page.get_by_label("Step shown").evaluate(
        "(e, v) => { e.value = v; e.dispatchEvent(new Event('input', { bubbles: true })); }", str(record)
    )


def drawn(page: Page) -> None:
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def spot(page: Page, x1: float, x2: float) -> dict[str, float]:
    """Where a point of the two valleys stands in the map's box, in pixels (landscape_map.js: MTL_MAP_MARGIN)."""
    box = page.locator(".map svg").bounding_box()
    assert box is not None
    inner = box["width"] - 48
    return {"x": 38 + (x1 + 11) / 22 * inner, "y": 10 + (11 - x2) / 22 * inner}


def test_paths_play_pause_and_are_scrubbed(visit: Visit) -> None:
    page = visit(DONE)
    expect(page.locator(".computing")).to_be_hidden(timeout=30_000)
    page.get_by_role("button", name="Pause").click()
    here = step(page)
    page.wait_for_timeout(300)
    assert step(page) == here
    assert inked(page, "ground") > 0.5
    scrub(page, 0)
    shows(page, 0)
    drawn(page)
    bare = inked(page, "trails")
    scrub(page, 600)
    shows(page, 600)
    assert inked(page, "trails") > bare
    assert page.locator("canvas.trails").evaluate(GOLD)
    scrub(page, 0)
    shows(page, 0)
    assert inked(page, "trails") == bare  # a jump back takes the paths back
    page.get_by_role("button", name="Next").click()
    shows(page, 1)
    page.get_by_role("button", name="Play").click()
    expect(page.locator(".where")).not_to_have_text("Step 1 of 600")
    page.get_by_label("Landscape player").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    scrub(page, 590)
    page.get_by_role("button", name="Play").click()
    shows(page, 600)
    expect(page.get_by_role("button", name="Play")).to_be_visible()  # it stops at the end
    page.keyboard.press("Home")
    shows(page, 0)
    page.keyboard.press("End")
    shows(page, 600)
    page.keyboard.press("ArrowLeft")
    shows(page, 599)


def test_a_click_on_the_map_adds_a_start_and_one_on_a_marker_shows_its_arrows(visit: Visit) -> None:
    page = visit(DONE)
    chosen = page.get_by_label("Arrows of")
    expect(chosen.locator("option")).to_have_count(10)
    page.locator(".map svg").click(position=spot(page, 3, -3))  # type: ignore[arg-type]
    expect(chosen.locator("option")).to_have_count(12)
    expect(page).to_have_url(re.compile(r"own=3%2C\+?(%20)?-3"))
    expect(chosen.locator("option").nth(5)).to_have_text("Equal weights, start 6 (3, −3)")
    page.get_by_role("button", name="Pause").click()
    scrub(page, 0)
    page.locator(".map svg").click(position=spot(page, 9, 9))  # type: ignore[arg-type]
    expect(chosen.locator("option:checked")).to_have_text(re.compile("start 3"))
    for task in ("task 1", "task 2", "update"):
        expect(page.locator(".map svg text", has_text=task)).to_be_visible()
    scrub(page, 300)
    drawn(page)
    before = inked(page, "heads")
    page.get_by_role("button", name="GABA, raw", exact=True).click()
    drawn(page)
    assert inked(page, "heads") < before  # its markers are gone


def test_computing_can_be_stopped_and_goes_on(visit: Visit) -> None:
    page = visit("landscape?walked=90000")
    told = page.locator(".computing span")
    expect(told).to_have_text(re.compile(r"Computed [\d,]+ steps"))
    page.get_by_role("button", name="Stop").click()
    expect(told).to_have_text(re.compile("Stopped at"))
    expect(page.get_by_role("heading", name="Where every path stands")).to_be_visible()
    page.wait_for_timeout(700)
    stopped = told.inner_text()
    page.wait_for_timeout(700)
    assert told.inner_text() == stopped
    page.get_by_role("button", name="Go on").click()
    expect(told).not_to_have_text(stopped)
    expect(told).to_have_text(re.compile("Computed"))


def test_on_a_phone_in_the_dark_with_reduced_motion(visit: Visit) -> None:
    page = visit(DONE, width=390, height=844, dark=True, reduced_motion="reduce")
    expect(page.get_by_role("button", name="Play")).to_be_visible()  # nothing moves by itself
    box = page.locator(".map svg").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert inked(page, "ground") > 0.5
    expect(page.locator(".map svg")).to_have_attribute("aria-label", re.compile("Pareto front"))
    page.get_by_role("button", name="Magnitude bias").click()
    expect(page.locator(".where")).to_have_text(re.compile("of 1,500"))
    expect(page.get_by_text("From everywhere, equal weights rest at")).to_be_visible()
    expect(page).to_have_url(re.compile("land=Opposed"))


def test_the_keyboard_walks_the_map_and_starts_there(visit: Visit) -> None:
    page = visit(DONE, reduced_motion="reduce")
    page.get_by_role("group", name="Map. Arrow").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    expect(page.locator(".pointer")).to_have_text("Enter: a start at (1, −0.5).")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Arrows of").locator("option").nth(5)).to_have_text("Equal weights, start 6 (1, −0.5)")
    expect(page.locator(".where")).to_have_text(re.compile("^Step 0 of"))  # the arrows did not step through the frames
