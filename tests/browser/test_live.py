"""The live page in a real Chromium: it streams, pauses, steps and looks back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live import Visit, button, chart, paused, stands_at, step, value, wait_for_step

pytestmark = pytest.mark.browser


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
    expect(page.locator(".player .sentence")).to_contain_text(re.compile(r"^Over the last \d+ steps \("))
    expect(page.locator(".player [aria-live]")).to_contain_text("Over the last")
    expect(page.locator(".player .plane")).to_contain_text("576-dimensional gradients")
    expect(page.get_by_text("Pause for zoomable figures and downloads.")).to_be_visible()


def test_while_it_runs_the_sentence_is_a_second_behind_the_charts_at_most(visit: Visit) -> None:
    """Every frame plays 0.1 s at most, so at 20 steps/s that is 22 steps, and 4 from text to text."""
    page = visit("live")
    wait_for_step(page, 20)
    behind, texts = page.locator("section.player").evaluate("""(player) => new Promise((done) => {
      const [seen, texts] = [[], new Set()];
      (function look() {
        const said = player.querySelector(".sentence").textContent;
        const last = Number(said.match(/[–-](\\d+)\\)/)?.[1] ?? NaN);
        const shown = Number(player.querySelector(".where").textContent.match(/\\d+/)[0]);
        if (shown > 120) return done([Math.max(...seen), texts.size]);
        seen.push(shown - last);
        texts.add(said);
        requestAnimationFrame(look);
      })();
    })""")
    assert 0 <= behind <= 28
    assert 3 <= texts <= 12, "calm: not a new text with every step"


def test_pause_stands_still_and_brings_figures_that_run_takes_away(visit: Visit) -> None:
    page = visit("live")
    wait_for_step(page, 10)
    button(page, "Pause").click()
    here = step(page)
    expect(page.get_by_text(f"How the update of step {here} came about")).to_be_visible(timeout=20_000)
    expect(page.locator("[data-testid=stPlotlyChart]")).to_have_count(4, timeout=20_000)
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


def test_the_sentence_of_a_pause_is_about_the_step_shown(visit: Visit) -> None:
    """Its numbers are those of the charts and of the picture, step for step."""
    page = paused(visit)
    for _ in range(4):
        button(page, "Step").click()
    for here in (4, 3, 2):
        stands_at(page, here)
        said = page.locator(".player .sentence").inner_text()
        ratio = re.search(r"ratio ([\d.,]+)", chart(page, "pull").split("At step")[1])
        assert ratio
        assert said.startswith(f"Step {here}: RUL’s gradient norm is {ratio[1].rstrip(',')} times health’s")
        angle = re.search(r"\(([\d.]+°)", said)
        assert angle
        assert f"at {angle[1]};" in (page.locator(".plane-picture desc").text_content() or "")
        button(page, "Step back").click()


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
