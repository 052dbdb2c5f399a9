"""Bench (c): frames while a tip or a slider of the tug-of-war is dragged, and the round trip of the method arrows.

Wanted: frames median ≤ 16.7 ms, p95 ≤ 33 ms; Python's answer (sent → arrows redrawn) p95 ≤ 100 ms.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from playwright.sync_api import Page, sync_playwright

from bench.common import Noise, table
from tests.browser.app import CHROMIUM_FLAGS, running_app
from tests.conftest import CHROMIUM

Point = tuple[float, float]
Path = Callable[[float], Point]  # seconds → where the pointer is

SECONDS = 6.0
MOVES = 125  # a second, as an ordinary mouse sends them
METHODS = ("PCGrad", "MGDA", "CAGrad", "GABA", "GradNorm")  # the last two are shown at rest, after 1,000 steps

# From outside: the library's own mount function is wrapped, so the page carries no stopwatch.
WATCH = """
() => {
  const mount = globalThis.mtlviz.mount.tug, sent = new Map();
  globalThis.watched = { frames: [], answers: [] };
  globalThis.mtlviz.mount.tug = (component) => {
    const seq = component.data.answer?.seq;
    const tell = (name, message) => {
      sent.set(message.seq, performance.now());
      component.setTriggerValue(name, message);
    };
    const result = mount({ ...component, setTriggerValue: tell });
    if (sent.has(seq)) watched.answers.push(performance.now() - sent.get(seq));
    sent.delete(seq);
    return result;
  };
  let then = null;
  const frame = (now) => {
    if (watched.on && then !== null) watched.frames.push(now - then);
    then = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}
"""


def main() -> None:
    rows = []
    with running_app() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        for name, methods in (("no method", ()), ("5 methods", METHODS)):
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(f"{address}/tug_of_war?" + "&".join(f"methods={method}" for method in methods))
            page.locator(".tip-rul").wait_for(timeout=60_000)
            page.evaluate(WATCH)
            page.get_by_role("button", name="Agreement").click()  # the next data goes through the watch
            page.wait_for_timeout(1500)
            for what, start, path in (("λ slider", *_lam(page)), ("angle slider", *_angle(page)), ("tip", *_tip(page))):
                frames, answers = _dragged(page, start, path)
                rows.append(_row(f"{what}, {name}: frame", frames))
                rows.append(_row(f"{what}, {name}: Python’s answer", answers))
            page.close()
        browser.close()
    print(table("Tug-of-war, while dragging (ms)", ["", "n", "min", "median", "p95", "max"], rows))


def _row(name: str, noise: Noise) -> list[str]:
    low, median, high = noise.cells(1)
    return [name, str(len(noise.samples)), low, median, f"{noise.percentile(95):,.1f}", high]


def _dragged(page: Page, start: Point, path: Path) -> tuple[Noise, Noise]:
    """Frame times and answer times while the pointer goes along `path` (of seconds)."""
    page.mouse.move(*start)
    page.mouse.down()
    page.evaluate("() => { watched.on = true; watched.frames = []; watched.answers = []; }")
    begin = time.perf_counter()
    while (now := time.perf_counter() - begin) < SECONDS:
        page.mouse.move(*path(now))
        time.sleep(max(0.0, begin + now + 1 / MOVES - time.perf_counter()))
    frames, answers = page.evaluate("() => { watched.on = false; return [watched.frames, watched.answers]; }")
    page.mouse.up()
    page.wait_for_timeout(800)
    return Noise(tuple(frames)), Noise(tuple(answers))


def _lam(page: Page) -> tuple[Point, Path]:
    return _slider(page, "lam", 0.5)


def _angle(page: Page) -> tuple[Point, Path]:
    return _slider(page, "angle", 40 / 180)


def _slider(page: Page, key: str, part: float) -> tuple[Point, Path]:
    box = page.locator(f".st-key-{key}_slider [role=group] > [data-orientation]").bounding_box()
    assert box
    x, y, width = box["x"], box["y"] + box["height"] / 2, box["width"]
    return (x + part * width, y), lambda t: (x + (0.5 + 0.4 * math.sin(2 * t)) * width, y)


def _tip(page: Page) -> tuple[Point, Path]:
    box = page.locator(".picture svg").bounding_box()
    hit = page.locator(".tip-rul .hit").bounding_box()
    assert box
    assert hit
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    start = (hit["x"] + hit["width"] / 2, hit["y"] + hit["height"] / 2)
    far = math.dist(start, (x, y))
    return start, lambda t: (x + far * (0.9 + 0.1 * math.cos(3 * t)) * math.cos(t), y - far * math.sin(t))


if __name__ == "__main__":
    main()
