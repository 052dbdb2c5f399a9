"""Visitors on Live whose connection is cut, who look at another page, or who come back when their run is gone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.live import Visit, button, step, value, wait_for_step

pytestmark = pytest.mark.browser
Line = tuple[WebSocketRoute, WebSocketRoute]  # of the page, and on to the server


def cuttable(page: Page) -> list[Line]:
    """The page's connections from its next load on, the latest last."""
    lines: list[Line] = []
    page.add_init_script(  # while it is cut, Streamlit says so in the console, as an error
        "const say = console.error;"
        "console.error = (...a) => String(a[0]).startsWith('Cannot send rerun backMessage') || say(...a);"
    )
    page.route_web_socket("**/_stcore/stream", lambda ws: lines.append((ws, ws.connect_to_server())))
    page.reload()
    return lines


def test_a_cut_connection_plays_on(visit: Visit) -> None:
    page = visit("live?recipe=gaba&seed=3")
    lines = cuttable(page)
    wait_for_step(page, 30)
    run, first = page.evaluate("globalThis.mtlRun"), value(page, "norms", "RUL")
    assert first > 0
    for line in lines.pop():
        line.close()
    wait_for_step(page, step(page) + 60)  # more than the player had when it was cut
    assert len(lines) == 1, "the frontend did not connect again"
    assert page.evaluate("globalThis.mtlRun") == run
    expect(button(page, "Pause")).to_be_visible()
    expect(page.locator(".player .notice")).to_be_hidden()


def test_who_looks_at_another_page_finds_the_run_playing_on(visit: Visit) -> None:
    page = visit("live")
    wait_for_step(page, 25)
    here = step(page)
    for title, heading in (("Tug-of-war", "Tug-of-war"), ("Live training", "Live training")):
        page.locator("[data-testid=stSidebar]").get_by_role("link", name=title).click()
        expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible(timeout=20_000)
    wait_for_step(page, here + 40)
    expect(button(page, "Pause")).to_be_visible()


def test_who_comes_back_to_a_new_run_is_told_so(visit: Visit) -> None:
    page = visit("live?recipe=gaba")
    wait_for_step(page, 10)
    notice = page.locator(".player .notice")
    expect(notice).to_be_hidden()
    page.evaluate("globalThis.mtlRun = 'the run before the laptop was closed'")
    page.locator("[data-testid=stSidebar]").get_by_role("link", name="Tug-of-war").click()
    expect(page.get_by_role("heading", name="Tug-of-war", level=1)).to_be_visible(timeout=20_000)
    page.locator("[data-testid=stSidebar]").get_by_role("link", name="Live training").click()
    expect(notice).to_have_text(re.compile("this is a new run"), timeout=20_000)
    button(page, "Pause").click()
    expect(notice).to_be_hidden()
