"""A running app and a real Chromium for what only a browser can show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from mtlviz.ui.serving import WENT_WRONG
from tests.browser.app import CHROMIUM_FLAGS, running_app
from tests.browser.patience import PATIENCE
from tests.conftest import CHROMIUM

expect.set_options(timeout=1000 * PATIENCE)

# On a deep link Streamlit asks for these beside the page first, and gets a 404: harmless, and not ours.
KNOWN_404 = ("/_stcore/health", "/_stcore/host-config")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of the app, started once on a free port."""
    with running_app() as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    assert CHROMIUM, "MTLVIZ_REQUIRE_BROWSER is set, but no Chromium was found"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def contexts(chromium: Browser) -> Callable[..., BrowserContext]:
    """One context for each set of options, kept: scripts, styles and compiled code are loaded once for all tests."""
    return cache(lambda **options: chromium.new_context(**options))


@pytest.fixture
def visit(contexts: Callable[..., BrowserContext], server: str) -> Iterator[Callable[..., Page]]:
    """`visit("tug_of_war?ratio=500", width=390, dark=True)` opens a page that must stay free of errors to the end.

    wait: until the script has run to its end, which takes long where the page trains.

    Each call is a new session of Streamlit, and nothing that a page stored is found by a later test. At teardown a
    page error, a console error, a shown exception or a request to another host fails the test.
    """
    pages: list[Page] = []
    complaints: list[str] = []

    def complain_console(message: ConsoleMessage) -> None:
        address = message.location.get("url", "")
        if message.type == "error" and not address.endswith(KNOWN_404):
            complaints.append(f"console: {message.text} ({address})")

    def open_page(
        path: str = "",
        *,
        width: int = 1280,
        height: int = 800,
        dark: bool = False,
        reduced_motion: Literal["reduce", "no-preference"] = "no-preference",
        wait: bool = True,
        **options: Any,
    ) -> Page:
        page = contexts(**options).new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion=reduced_motion)
        page.on("console", complain_console)
        page.on("pageerror", lambda error: complaints.append(f"page error: {error}"))
        # No other host is ever reached (CHROMIUM_FLAGS): hearing of requests that fail is a lot cheaper than of all.
        page.on("requestfailed", lambda r: None if _own(r.url, server) else complaints.append(f"request to {r.url}"))
        page.goto(f"{server}/{path}")
        if wait:
            settled(page)
        return page

    yield open_page
    for page in pages:
        for error in page.get_by_test_id("stException").all_inner_texts():
            complaints.append(f"exception shown on {page.url}: {error}")
        if page.locator(f".st-key-{WENT_WRONG}").count():
            complaints.append(f"an uncaught error on {page.url}; the server's log says which")
        loaded = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
        complaints += [f"request to {url}" for url in loaded if not _own(url, server)]
        page.evaluate("localStorage.clear()")
        page.context.clear_cookies()
        page.close()
    assert not complaints, complaints


def _own(url: str, server: str) -> bool:
    return url.startswith((server, "data:", "blob:"))


def settled(page: Page) -> None:
    """Wait until Streamlit has run the page's script to its end."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
    page.wait_for_selector("[data-testid=stMain] h1", timeout=60_000)


def in_light(page: Page) -> None:
    """The same page in the light theme, from here on."""
    page.emulate_media(color_scheme="light")
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", "rgb(255, 255, 255)")
    settled(page)


def fits(page: Page) -> None:
    """Nothing scrolls sideways, the page or what it holds."""
    assert page.evaluate("document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth")
    assert page.get_by_test_id("stMain").evaluate("e => e.scrollWidth <= e.clientWidth")
