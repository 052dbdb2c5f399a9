"""The compare page in a real Chromium: it starts, streams, stops at once, goes on by itself, and fits a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import fits, in_light, settled
from tests.browser.patience import eventually

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
LONG = "compare?v=1&seeds=5&recipes=Equal+weights&recipes=PCGrad&budget=20000"  # there is time to look and to stop
SHORT = "compare?v=1&recipes=Equal+weights&recipes=PCGrad&seeds=2&budget=20"


def button(page: Page, name: str) -> Locator:
    return page.get_by_test_id("stMain").get_by_role("button", name=name, exact=True)


def test_run_streams_and_stop_stops(visit: Visit) -> None:
    page = visit(LONG)
    button(page, "Run").click()
    progress = page.get_by_text(re.compile(r"^Step [\d,]+ of 20,000"))
    expect(progress).to_be_visible(timeout=30_000)
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible(timeout=30_000)  # while it trains
    expect(progress).to_be_visible()
    button(page, "Stop").click()
    notice = page.get_by_text(re.compile(r"It was stopped after [\d,]+ of 20,000 steps"))
    expect(notice).to_be_visible(timeout=30_000)
    done = re.search(r"stopped after ([\d,]+) of", notice.inner_text())
    assert done is not None
    assert 0 < int(done[1].replace(",", "")) < 20000
    expect(progress).to_have_count(0)
    expect(page.get_by_role("region", name=re.compile("on validation data"))).to_be_visible()
    expect(button(page, "Run")).to_be_enabled()
    expect(button(page, "Stop")).to_be_disabled()


def test_it_opens_with_its_default_run_under_way(visit: Visit) -> None:
    page = visit("compare", wait=False)
    expect(page.get_by_text(re.compile(r"^Step [\d,]+ of 2,000|finished\.$"))).to_be_visible(timeout=60_000)
    expect(page.locator(".js-plotly-plot .scatterlayer path.js-line").first).to_be_attached(timeout=60_000)
    if button(page, "Stop").is_enabled():
        button(page, "Stop").click()
        expect(page.get_by_text("It was stopped after")).to_be_visible(timeout=30_000)


def test_a_loop_that_was_stopped_from_outside_goes_on(visit: Visit) -> None:
    page = visit(LONG.replace("seeds=5", "seeds=4"))
    button(page, "Run").click()
    progress = page.get_by_text(re.compile(r"^Step [\d,]+ of 20,000"))
    expect(progress).to_be_visible(timeout=30_000)
    outside = page.get_by_test_id("stStatusWidget").get_by_role("button", name="Stop", include_hidden=True)
    expect(outside).to_be_hidden()
    outside.dispatch_event("click")  # Streamlit's own, which our style hides
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    stood = progress.inner_text()
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=running]", timeout=10_000)
    expect(progress).not_to_have_text(stood, timeout=10_000)
    button(page, "Stop").click()
    expect(page.get_by_text("It was stopped after")).to_be_visible(timeout=30_000)


def test_a_finished_run_leaves_with_its_files(visit: Visit, chromium: Browser) -> None:
    page = visit(SHORT)
    button(page, "Run").click()
    expect(button(page, "Report (HTML)")).to_be_visible(timeout=60_000)
    settled(page)
    with page.expect_download() as download:
        button(page, "Report (HTML)").click()
    saved = Path(download.value.path())
    context = chromium.new_context(offline=True)
    report, complaints = context.new_page(), []  # type: ignore[var-annotated]
    report.on("pageerror", lambda error: complaints.append(str(error)))
    report.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    report.set_content(saved.read_text(encoding="utf-8"))
    expect(report.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    assert report.locator(".js-plotly-plot").count() == 9
    context.close()
    assert not complaints


def test_results_fit_a_phone_in_either_theme(visit: Visit) -> None:
    page = visit(SHORT, width=390, height=844, dark=True)
    if button(page, "Run").is_enabled() and not page.get_by_text("Take it with you").count():
        button(page, "Run").click()
    expect(page.get_by_text("Take it with you")).to_be_visible(timeout=60_000)
    settled(page)
    fit(page)
    in_light(page)
    eventually(page, lambda: fit(page))  # the charts are drawn anew


def fit(page: Page) -> None:
    expect(page.locator(".js-plotly-plot .main-svg").last).to_be_visible()
    fits(page)
    for chart in page.locator(".js-plotly-plot").all():
        assert chart.evaluate("e => e.getBoundingClientRect().right <= innerWidth")
