"""Bench (e): from `streamlit run` to the first painted page, and that the tug-of-war opens without torch."""

from __future__ import annotations

import sys
import time

import psutil
from playwright.sync_api import Browser, sync_playwright

from bench.common import Noise, table
from tests.browser.app import CHROMIUM_FLAGS, running_process
from tests.conftest import CHROMIUM

ROUNDS = 3
PAGES = {  # page: what has to be on the screen before it counts as painted
    "": "svg[role=img]",
    "tug_of_war": ".tip-rul",
    "live": "canvas",
}


def main() -> None:
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        baseline = Noise(tuple(_bare_server() for _ in range(ROUNDS)))
        rows.append(["an interpreter that imports streamlit", *baseline.cells(), "", "", ""])
        for path, sign in PAGES.items():
            opened = [_cold(browser, path, sign) for _ in range(ROUNDS)]
            seconds = Noise(tuple(first for first, _, _ in opened))
            warm = Noise(tuple(second for _, second, _ in opened))
            torch = "yes" if any(loaded for _, _, loaded in opened) else "no"
            rows.append(
                [f"/{path}", *seconds.cells(), f"{seconds.median / baseline.median:.1f}×", warm.cells()[1], torch]
            )
        browser.close()
    header = ["seconds to the first painted page", "min", "median", "max", "÷ import", "2nd visit", "torch loaded"]
    print(table("Cold start: fresh server, fresh browser profile", header, rows))


def _bare_server() -> float:
    start = time.perf_counter()
    psutil.Popen([sys.executable, "-c", "import streamlit.web.bootstrap"]).wait()
    return time.perf_counter() - start


def _cold(browser: Browser, path: str, sign: str) -> tuple[float, float, bool]:
    """Seconds of the first visit (server start included) and of a second one, and whether the server loaded torch."""
    start = time.perf_counter()
    with running_process() as (address, process):
        first = _painted(browser, f"{address}/{path}", sign, start)
        second = _painted(browser, f"{address}/{path}", sign, time.perf_counter())
        loaded = any("libtorch" in m.path for m in psutil.Process(process.pid).memory_maps())
    return first, second, loaded


def _painted(browser: Browser, url: str, sign: str, start: float) -> float:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(url)
    page.locator(sign).first.wait_for(state="visible", timeout=60_000)
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    seconds = time.perf_counter() - start
    context.close()
    return seconds


if __name__ == "__main__":
    main()
