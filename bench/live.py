"""Bench (d): the live page in Chromium, alone and beside 10 and 30 raw websocket clients that play it too.

Wanted: frames median ≤ 16.7 ms; pause painted ≤ 50 ms; a change of λ on the screen ≤ 200 ms (p95 350), beside others
p95 ≤ 400 ms; no stall at 20 steps/s; no blank frame in the screencast.

The browser draws in software and shares the server's processors, as it would not in a classroom: so the last rows are
of 30 visitors without it.
"""

from __future__ import annotations

import base64
import io
import re
import threading
import time
from contextlib import suppress
from typing import Any

import numpy as np
import psutil
from PIL import Image
from playwright.sync_api import CDPSession, Error, Page, sync_playwright

from bench.common import Noise, table
from bench.rawclients import Visitor, crowd
from tests.browser.app import CHROMIUM_FLAGS, running_process
from tests.conftest import CHROMIUM

SECONDS = 8.0  # of watching frames, steps and the server's CPU
PAUSES, CHANGES = 10, 10
CROWDS = (0, 10, 30)

# From outside: the library's own mount function is wrapped, so the page carries no stopwatch.
WATCH = """
() => {
  const mount = globalThis.mtlviz.mount.player;
  globalThis.watched = { frames: [], changes: [], asked: 0, branch: null };
  globalThis.mtlviz.mount.player = (component) => {
    const { branch } = component.data ? JSON.parse(new TextDecoder().decode(component.data)) : {};
    const result = mount(component);
    if (watched.asked && branch !== watched.branch) {
      const asked = watched.asked;
      watched.asked = 0;
      requestAnimationFrame(() => setTimeout(() => watched.changes.push(performance.now() - asked)));
    }
    watched.branch = branch ?? watched.branch;
    return result;
  };
  document.addEventListener("keydown", () => (watched.asked = performance.now()), true);
  let then = null;
  const frame = (now) => {
    if (watched.on && then !== null) watched.frames.push(now - then);
    then = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}
"""
# Click → the button says so → the frame that shows it has been handed over.
PRESS = """
(button) => new Promise((done) => {
  const start = performance.now();
  const watcher = new MutationObserver(() => {
    watcher.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
  });
  watcher.observe(button, { childList: true, characterData: true, subtree: true });
  button.click();
})
"""


def main() -> None:
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        for visitors in CROWDS:
            with running_process() as (address, process):
                page = browser.new_page(viewport={"width": 1280, "height": 800})
                page.goto(f"{address}/live?recipe=fixed")
                page.locator(".strip canvas").first.wait_for(timeout=60_000)
                rows += _beside(page, address, process.pid, visitors)
                page.close()
        browser.close()
    with running_process() as (address, _):
        rows += _of_visitors("30 without a browser: ", crowd(address, 30, 12, SECONDS + 4), SECONDS + 4)
    header = ["", "min", "median", "p95", "max"]
    print(table("Live training at 20 steps/s (ms unless it says otherwise)", header, rows))


def _beside(page: Page, address: str, server: int, visitors: int) -> list[list[str]]:
    found: list[Visitor] = []
    settle = 2 + visitors / 3
    seconds = SECONDS + 14
    people = threading.Thread(target=lambda: found.extend(crowd(address, visitors, settle, seconds)))
    if visitors:
        people.start()
        page.wait_for_timeout(1000 * settle)
    page.wait_for_timeout(1000)
    page.evaluate(WATCH)
    alone = f"{visitors} others: " if visitors else "alone: "
    frames, rate, cpu = _watched(page, server)
    rows = [_row(f"{alone}frame", frames), [f"{alone}steps/s", "", f"{rate:.1f}", "", ""]]
    rows.append([f"{alone}server and trainers, CPU, % of a core", "", f"{cpu:.0f}", "", ""])
    rows.append(_row(f"{alone}λ key → new steps on the screen", _changes(page)))
    rows.append(_row(f"{alone}click → paused on the screen", _pauses(page)))
    if not visitors:
        blank, taken = _blank_frames(page)
        rows.append([f"{alone}blank frames in a screencast of {taken}", "", str(blank), "", ""])
        return rows
    people.join()
    return rows + _of_visitors(alone, found, seconds)


def _of_visitors(who: str, found: list[Visitor], seconds: float) -> list[list[str]]:
    return [
        _row(f"{who}their λ → new steps", Noise(tuple(1000 * s for v in found for s in v.changes))),
        _row(f"{who}their stalled time, % of it", Noise(tuple(100 * v.stalled / seconds for v in found)), 1),
        _row(f"{who}their steps/s", Noise(tuple(v.shown / seconds for v in found)), 1),
    ]


def _row(name: str, noise: Noise, digits: int = 0) -> list[str]:
    low, median, high = noise.cells(digits)
    return [name, low, median, f"{noise.percentile(95):,.{digits}f}", high]


def _step(page: Page) -> int:
    return int(re.sub(r"\D", "", page.locator(".player .where").inner_text().split(" of ")[0]))


def _watched(page: Page, server: int) -> tuple[Noise, float, float]:
    first, start, cpu = _step(page), time.perf_counter(), _cpu(server)
    page.evaluate("() => { watched.frames = []; watched.on = true; }")
    page.wait_for_timeout(1000 * SECONDS)
    frames = page.evaluate("() => { watched.on = false; return watched.frames; }")
    seconds = time.perf_counter() - start
    return Noise(tuple(frames)), (_step(page) - first) / seconds, 100 * (_cpu(server) - cpu) / seconds


def _cpu(server: int) -> float:
    """Seconds that the server and the processes that train for it have computed."""
    family = [psutil.Process(server), *psutil.Process(server).children(recursive=True)]
    return sum(times.user + times.system for times in (process.cpu_times() for process in family))


def _changes(page: Page) -> Noise:
    page.locator(".st-key-weight").get_by_role("slider").focus()
    for n in range(CHANGES):
        page.keyboard.press("ArrowRight" if n % 2 else "ArrowLeft")
        page.wait_for_function("() => !watched.asked", timeout=10_000)
        page.wait_for_timeout(400)
    return Noise(tuple(page.evaluate("watched.changes")))


def _pauses(page: Page) -> Noise:
    button = page.locator(".player button.run")
    samples = []
    for _ in range(PAUSES):
        samples.append(float(button.evaluate(PRESS)))
        page.wait_for_timeout(150)
        button.evaluate(PRESS)
        page.wait_for_timeout(250)
    return Noise(tuple(samples))


def _blank_frames(page: Page) -> tuple[int, int]:
    """Frames of a screencast over changes of λ in which the picture and the strips are nearly empty."""
    session, pictures = page.context.new_cdp_session(page), []

    def keep(event: dict[str, Any]) -> None:
        pictures.append(event["data"])
        with suppress(Error):  # the last one may come when the session is over
            session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    session.on("Page.screencastFrame", keep)
    session.send("Page.startScreencast", {"format": "png", "maxWidth": 1280, "maxHeight": 800})
    page.locator(".st-key-weight").get_by_role("slider").focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(500)
    _stop(session)
    ink = [_ink(base64.b64decode(picture)) for picture in pictures]
    return sum(share < 0.5 * float(np.median(ink)) for share in ink), len(ink)


def _stop(session: CDPSession) -> None:
    session.send("Page.stopScreencast")
    session.detach()


def _ink(png: bytes) -> float:
    """Share of the lower right of the page, where picture and strips are, that is not background."""
    pixels = np.asarray(Image.open(io.BytesIO(png)).convert("L"), dtype=np.int16)
    part = pixels[pixels.shape[0] // 2 :, pixels.shape[1] // 4 :]
    return float((np.abs(part - np.median(part)) > 24).mean())


if __name__ == "__main__":
    main()
