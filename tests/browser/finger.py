"""A finger on the glass: real touch events, of which Chromium makes pointer events, taps and scrolling."""

from __future__ import annotations

from playwright.sync_api import Page

Point = tuple[float, float]
PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}


class Finger:
    """One finger on a page that was opened with `**PHONE`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._events = page.context.new_cdp_session(page)
        page.evaluate("addEventListener('pointercancel', () => (window.fingerLost = true), true)")

    def drag(self, start: Point, way: Point, steps: int = 20) -> float:
        """Down, and along the way, without lifting; returns by how many pixels the page scrolled."""
        before = self._scrolled()
        for n in range(steps + 1):
            self._send(
                "Move" if n else "Start", {"x": start[0] + way[0] * n / steps, "y": start[1] + way[1] * n / steps}
            )
        self.page.wait_for_timeout(100)
        return self._scrolled() - before

    def tap(self, at: Point) -> None:
        self._send("Start", {"x": at[0], "y": at[1]})
        self.lift()

    def lift(self) -> None:
        self._send("End")

    @property
    def lost(self) -> bool:
        """Whether the browser took the drag away from the page (`pointercancel`), to scroll."""
        return bool(self.page.evaluate("window.fingerLost ?? false"))

    def _scrolled(self) -> float:
        return float(self.page.locator("[data-testid=stMain]").evaluate("e => e.scrollTop"))

    def _send(self, kind: str, *points: dict[str, float]) -> None:
        self._events.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": list(points)})
