"""Make the README's pictures from the running app: `make screenshots` (needs Chromium)."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.app import CHROMIUM_FLAGS, running_app
from tests.conftest import CHROMIUM

IMAGES = Path(__file__).with_name("images")
SHOTS = {  # file: (page, seconds to let it run)
    "home": ("", 1.0),
    "tug_of_war": ("tug_of_war?ratio=3&angle=130&methods=PCGrad", 1.5),
    "live": ("live", 12.0),
    "methods": ("methods?ratio=20&angle=120&view=Where+they+fail", 4.0),
    "compare": ("compare", 2.0),  # once its default run has ended, from its curves on
    "landscape": ("landscape", 20.0),
    "autograd_lab": ("autograd_lab?scenario=1&line=9", 4.0),
}


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with running_app() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        for name, (path, seconds) in SHOTS.items():
            _shoot(browser, f"{address}/{path}", seconds, IMAGES / f"{name}.png")
        browser.close()


def _shoot(browser: Browser, url: str, seconds: float, file: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 860})
    page.goto(url)
    page.wait_for_selector("[data-testid=stMain] h1", timeout=60_000)
    if file.stem == "compare":
        page.get_by_text("steps, finished.").wait_for(timeout=300_000)
        page.get_by_role("heading", name="Curves").evaluate("title => title.scrollIntoView()")
    page.wait_for_timeout(1000 * seconds)
    page.screenshot(path=file)
    page.close()
    print(file)


if __name__ == "__main__":
    main()
