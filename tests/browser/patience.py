"""Waiting for what takes the time it takes: an animation, an answer, a busy machine."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page

PATIENCE = 30.0  # seconds; nobody waits that long unless the test fails


def eventually(page: Page, check: Callable[[], object]) -> None:
    """Until `check` raises no AssertionError any more; what it asserted last is the failure."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            check()
        except AssertionError:
            if time.monotonic() > deadline:
                raise
            page.wait_for_timeout(50)
        else:
            return


def reads(page: Page, entry: Locator, value: str) -> None:
    """Until an entry says this; asked often, as `expect` asks once per second after the first one."""

    def says() -> None:
        assert entry.input_value() == value

    eventually(page, says)


STILL = """(element) => new Promise((done) => {
  let last = "", same = 0;
  const look = () => {
    const box = JSON.stringify(element.getBoundingClientRect());
    same = box === last ? same + 1 : 0;
    last = box;
    same < 8 ? requestAnimationFrame(look) : done();
  };
  look();
})"""


def still(element: Locator) -> None:
    """Until the element stands where it will stay: for eight frames, however long those take on a busy machine."""
    element.evaluate(STILL)
