"""What the tests of the live page share: its buttons, its step, and what its strips say of themselves."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

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
