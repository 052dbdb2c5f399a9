"""The live page in a real Chromium: it streams, obeys, never remounts, and keeps its run."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import settled

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def step(page: Page) -> int:
    """The step at the playhead."""
    text = page.locator(".player .where").inner_text()
    return int(re.sub(r"\D", "", text.split(" of ")[0]))


def wait_for_step(page: Page, at_least: int) -> None:
    page.wait_for_function(
        """least => {
          const host = [...document.querySelectorAll("*")].find((e) => e.shadowRoot?.querySelector(".player"));
          const text = host?.shadowRoot.querySelector(".where").textContent.split(" of ")[0] ?? "";
          return Number(text.replace(/\\D/g, "")) >= least && text !== "";
        }""",
        arg=at_least,
        timeout=30_000,
    )


def stands_at(page: Page, number: int) -> None:
    expect(page.locator(".player .where")).to_have_text(re.compile(rf"^Step {number}( of \d+)?$"))


def button(page: Page, name: str) -> Locator:
    return page.locator(".player").get_by_role("button", name=name, exact=True)


def chart(page: Page, name: str) -> str:
    """What a strip says of itself."""
    return page.locator(f".strip[data-strip={name}] canvas").get_attribute("aria-label") or ""


def value(page: Page, name: str, line: str) -> float:
    found = re.search(rf"{line} ([\d.,]+)", chart(page, name).split("At step")[1])
    assert found, chart(page, name)
    return float(found[1].rstrip(".,").replace(",", ""))


def paused(visit: Visit, path: str = "live", **options: object) -> Page:
    """A visitor who asked for less motion: the page opens at step 0, standing still."""
    page = visit(path, reduced_motion="reduce", **options)
    expect(button(page, "Run")).to_be_visible(timeout=30_000)
    wait_for_step(page, 0)
    return page


def cut_the_line(page: Page) -> None:
    page.evaluate("WebSocket.prototype.send = () => {}")


def test_it_opens_running_and_streams(visit: Visit) -> None:
    page = visit("live")
    wait_for_step(page, 70)  # beyond the first chunk
    ink = page.locator(".strip[data-strip=norms] canvas").evaluate(
        "c => new Set(c.getContext('2d').getImageData(0, 0, c.width, c.height).data).size"
    )
    assert ink > 20, "the chart is blank"
    for name in ("norms", "pull", "cosine", "weights", "losses", "rmse", "accuracy", "nasa"):
        assert re.search(r"At step \d+: .*\d", chart(page, name)), name
    expect(page.locator(".player .sentence")).to_contain_text("RUL")
    expect(page.locator(".player .plane")).to_contain_text("576-dimensional gradients")
    expect(page.get_by_text("Pause to look closer")).to_be_visible()


def test_pause_stands_still_and_brings_figures_that_run_takes_away(visit: Visit) -> None:
    page = visit("live")
    wait_for_step(page, 10)
    button(page, "Pause").click()
    here = step(page)
    expect(page.get_by_text(f"How the update of step {here} came about")).to_be_visible(timeout=20_000)
    expect(page.locator("[data-testid=stPlotlyChart]")).to_have_count(2, timeout=20_000)
    stands_at(page, here)
    expect(page.get_by_role("button", name="Table (CSV)")).to_be_visible()
    button(page, "Run").click()
    wait_for_step(page, here + 5)
    expect(page.locator("[data-testid=stPlotlyChart]")).to_have_count(0, timeout=20_000)


def test_steps_and_keys(visit: Visit) -> None:
    page = paused(visit)
    button(page, "Step").click()
    button(page, "Step").click()
    stands_at(page, 2)
    button(page, "Step back").click()
    stands_at(page, 1)
    for key, expected in (("ArrowRight", 2), ("ArrowRight", 3), ("ArrowLeft", 2), ("Home", 0), ("End", 3)):
        page.keyboard.press(key)
        stands_at(page, expected)
    expect(button(page, "Step back")).to_be_enabled()
    page.locator("section.player").focus()
    page.keyboard.press(" ")
    wait_for_step(page, 10)
    page.keyboard.press(" ")
    expect(button(page, "Run")).to_be_visible()


def test_looking_back_needs_no_server(visit: Visit) -> None:
    page = visit("live")
    wait_for_step(page, 30)
    button(page, "Pause").click()
    here, norms = step(page), value(page, "norms", "RUL")
    cut_the_line(page)
    page.get_by_role("slider", name="Step shown").fill("7")
    stands_at(page, 7)
    assert "At step 7:" in chart(page, "norms")
    assert value(page, "norms", "RUL") != norms
    button(page, "Step back").click()
    stands_at(page, 6)
    page.keyboard.press("End")
    stands_at(page, here)
    assert value(page, "norms", "RUL") == norms


def test_step_by_step_past_what_was_computed(visit: Visit) -> None:
    page = paused(visit)
    for _ in range(66):
        button(page, "Step").click()
    wait_for_step(page, 62)


def test_reset_returns_to_the_same_initial_weights(visit: Visit) -> None:
    page = visit("live")
    wait_for_step(page, 15)
    button(page, "Pause").click()
    page.keyboard.press("Home")
    stands_at(page, 0)
    first = value(page, "norms", "RUL")
    page.keyboard.press("End")
    button(page, "Reset").click()
    expect(page.locator(".player .where")).to_have_text("Step 0", timeout=10_000)
    expect(button(page, "Run")).to_be_visible()
    assert value(page, "norms", "RUL") == first


def test_another_weight_while_it_trains(visit: Visit) -> None:
    page = visit("live?recipe=fixed")
    page.locator(".player").evaluate("e => (e.isTheSame = true)")
    wait_for_step(page, 20)
    assert value(page, "weights", "RUL") == 0.5
    slider = page.locator(".st-key-weight").get_by_role("slider")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".strip[data-strip=weights] canvas")).to_have_attribute(
        "aria-label", re.compile("RUL 0.53"), timeout=10_000
    )
    assert step(page) >= 20, "the run was started over"
    assert page.locator(".player").evaluate("e => e.isTheSame === true"), "the player was mounted anew"
    expect(page).to_have_url(re.compile("weight=0.53"))
    button(page, "Pause").click()
    page.keyboard.press("Home")
    stands_at(page, 0)
    assert value(page, "weights", "RUL") == 0.5, "the steps before the change were changed too"


def test_another_recipe_while_it_stands_still_redraws_this_step(visit: Visit) -> None:
    page = paused(visit)
    for _ in range(5):
        button(page, "Step").click()
    page.locator(".st-key-recipe").get_by_role("combobox").click()
    page.get_by_role("option", name="IMTL-G").click()
    expect(page.locator(".strip[data-strip=pull] canvas")).to_have_attribute(
        "aria-label", re.compile(r"At step 5: ratio [\d,]+, pull 1\."), timeout=10_000
    )
    expect(page.locator(".player .code")).to_contain_text('methods.create("imtl_g")')


def test_a_new_seed_is_a_new_run(visit: Visit) -> None:
    page = paused(visit)
    first = value(page, "norms", "RUL")
    page.get_by_role("button", name="Data, seed").click()
    page.get_by_role("button", name="New seed").click()
    page.wait_for_url(re.compile("seed=1"))
    page.wait_for_timeout(500)
    stands_at(page, 0)
    assert value(page, "norms", "RUL") != first


def test_a_diverging_run_says_so_and_can_be_taken_up_again(visit: Visit) -> None:
    page = visit("live?lr=1000000&opt=sgd")
    sentence = page.locator(".player .sentence")
    expect(sentence).to_contain_text("stopped at step", timeout=20_000)
    expect(sentence).to_contain_text("learning rate")
    expect(button(page, "Run")).to_be_visible()
    assert step(page) >= 1
    page.keyboard.press("Tab")
    page.get_by_role("slider", name="Step shown").fill("0")
    expect(sentence).not_to_contain_text("stopped")
    slider = page.locator(".st-key-lr").get_by_role("slider")
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator(".st-key-lr").get_by_role("slider")).to_have_attribute("aria-valuetext", "1e-05")
    expect(page).to_have_url(re.compile("lr=1e-05"))
    page.wait_for_timeout(1500)
    button(page, "Run").click()
    wait_for_step(page, 30)


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
    page.wait_for_timeout(100)
    assert canvas.evaluate(picture) != before
    page.locator(".strip[data-strip=norms] canvas").click(position={"x": 51, "y": 50})
    stands_at(page, 0)


def test_two_visitors_do_not_disturb_each_other(visit: Visit) -> None:
    one, two = paused(visit, "live?recipe=fixed&weight=0.9"), paused(visit, "live")
    button(two, "Run").click()
    wait_for_step(two, 15)
    stands_at(one, 0)
    assert value(one, "weights", "RUL") == 0.9
    assert value(two, "weights", "RUL") == 0.5


def test_a_link_and_a_reload_restore_the_settings(visit: Visit) -> None:
    page = paused(visit, "live?recipe=gaba&lr=0.003&opt=momentum&seed=4")
    page.reload()
    settled(page)
    wait_for_step(page, 0)
    for key, shown in (("recipe", "GABA"), ("opt", "Momentum")):
        expect(page.locator(f".st-key-{key}").get_by_role("combobox")).to_have_value(shown)
    expect(page.locator(".st-key-lr").get_by_role("slider")).to_have_attribute("aria-valuetext", "0.003")
    expect(page).to_have_url(re.compile(r"seed=4"))


def test_a_step_is_carried_to_the_tug_of_war_and_the_run_is_kept(visit: Visit) -> None:
    page = visit("live")
    wait_for_step(page, 25)
    button(page, "Pause").click()
    here, norms = step(page), value(page, "norms", "RUL")
    ratio, cosine = value(page, "pull", "ratio"), page.locator(".strip[data-strip=cosine]").inner_text()
    button(page, "Open this step in the tug-of-war").click()
    page.wait_for_url(re.compile(r"tug_of_war.*ratio="), timeout=20_000)
    carried = float(re.search(r"ratio=([\d.]+)", page.url)[1])  # type: ignore[index]
    assert carried == pytest.approx(min(ratio, 1000), rel=0.01), cosine
    page.locator("[data-testid=stSidebar]").get_by_role("link", name="Live training").click()
    page.wait_for_url(re.compile("live"))
    wait_for_step(page, here)
    stands_at(page, here)
    assert value(page, "norms", "RUL") == norms


@pytest.mark.parametrize("dark", [False, True])
def test_a_phone_scrolls_one_way_only(visit: Visit, dark: bool) -> None:
    page = visit("live", width=390, height=844, dark=dark, device_scale_factor=2, has_touch=True)
    wait_for_step(page, 5)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    canvas = page.locator(".strip[data-strip=norms] canvas")
    canvas.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    assert canvas.evaluate("c => c.width / c.clientWidth") == pytest.approx(2, abs=0.05)
    width = page.locator(".player").evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert width[0] <= width[1]


def test_dark_pages_get_the_bright_palette(visit: Visit) -> None:
    colours = []
    for dark in (False, True):
        page = paused(visit, dark=dark)
        colours.append(
            page.locator(".player").evaluate("e => getComputedStyle(e).getPropertyValue('--mtl-health').trim()")
        )
    assert colours == ["#0072B2", "#5DB8F0"]


def test_the_first_screen_shows_buttons_picture_and_two_strips(visit: Visit) -> None:
    page = visit("live")
    wait_for_step(page, 1)
    for part in (button(page, "Pause"), page.locator(".plane-picture svg"), page.locator(".strip").nth(1)):
        box = part.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 800
