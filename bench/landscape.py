"""Bench: all starts × methods walk as one batch; the published outcome; how smoothly the paths play in Chromium."""

from __future__ import annotations

import time

import numpy as np
import torch
from playwright.sync_api import sync_playwright

from bench.common import Noise, interleaved, ratio, table
from mtlviz import methods
from mtlviz.landscape import NASH_STARTS, Valleys, Walk, WalkConfig, ends, walkers
from mtlviz.lessons.landscape_sentences import about_walk
from tests.browser.app import CHROMIUM_FLAGS, running_app
from tests.browser.conftest import settled
from tests.conftest import CHROMIUM
from tests.landscape import published

EIGHT = ("equal", "gaba_raw", "gaba", "gradnorm", "pcgrad", "mgda", "imtl_g", "cagrad")
STEPS = 35_000
PIECE = 400  # steps a block when contenders take turns


def main() -> None:
    whole()
    print()
    contenders()
    print()
    outcome()
    print()
    playback()


def walk(names: tuple[str, ...], starts: tuple[tuple[float, float], ...], steps: int) -> Walk:
    return Walk(WalkConfig(Valleys(), tuple(walkers()[name] for name in names), starts, steps=steps))


def whole() -> None:
    """The published walk with eight methods, from the first step to the last."""
    batch = walk(EIGHT, NASH_STARTS, STEPS)
    wall, used = time.perf_counter(), time.process_time()
    first = 0.0
    for _ in batch.stream(seconds=0.2):
        first = first or time.perf_counter() - wall
    seconds, core = time.perf_counter() - wall, time.process_time() - used
    header = ["one batch", "seconds", "of them computing", "µs a step", "first paths after, s", "goal, s"]
    row = [f"{STEPS:,} steps × {len(NASH_STARTS)} starts × {len(EIGHT)} methods", f"{seconds:.1f}", f"{core:.1f}"]
    print(table("Landscape: the whole walk", header, [[*row, f"{1e6 * core / STEPS:.0f}", f"{first:.2f}", "15"]]))


def contenders() -> None:
    """The batch beside a loop over its 40 paths, with our gradients and with autograd's."""
    batch = walk(EIGHT, NASH_STARTS, 10**7)
    single = walk(("imtl_g",), NASH_STARTS[:1], 10**7)
    x = torch.tensor(NASH_STARTS[0], dtype=torch.float64, requires_grad=True)
    adam, bisector = torch.optim.Adam([x], lr=1e-3), methods.create("imtl_g")

    def advance(some: Walk) -> None:
        until = some.step + PIECE
        while some.step < until:
            some._move(some._look()[1:])

    def autograd() -> None:
        for _ in range(PIECE // 4):
            G = published.gradients(x, 0.1).numpy()
            x.grad = torch.from_numpy(bisector.weights(methods.Observation(G @ G.T)) @ G)
            adam.step()

    torch.set_num_threads(1)
    calls = {"batch": lambda: advance(batch), "single": lambda: advance(single), "autograd": autograd}
    taken = interleaved(calls, rounds=5, calls=dict.fromkeys(calls, 1))
    paths = len(EIGHT) * len(NASH_STARTS)
    per_path = {
        "one batch of 40 paths": scaled(taken["batch"], 1e6 / PIECE / paths),
        "a loop over single walks (IMTL-G)": scaled(taken["single"], 1e6 / PIECE),
        "a loop with torch autograd and Adam (IMTL-G)": scaled(taken["autograd"], 1e6 / (PIECE // 4)),
    }
    ours = per_path["one batch of 40 paths"]
    rows = [[name, *noise.cells(1), f"{ratio(noise, ours).median:.0f}×"] for name, noise in per_path.items()]
    print(table("Landscape: µs a step and path", ["", "min", "median", "max", "÷ batch"], rows))


def scaled(noise: Noise, factor: float) -> Noise:
    return Noise(tuple(factor * sample for sample in noise.samples))


def outcome() -> None:
    """Loss scale 0.1, Adam 1e-3: what equal weights and raw GABA come to, and how sure that is."""
    rng = np.random.default_rng(0)
    copies = tuple((x1 + 1e-12 * a, x2 + 1e-12 * b) for x1, x2 in NASH_STARTS for a, b in rng.normal(size=(10, 2)))
    for steps in (STEPS, 50_000):
        done = walk(("equal", "gaba_raw"), NASH_STARTS + copies, steps)
        done.advance()
        found = ends(done)
        named = [end for end in found if end.start in NASH_STARTS]
        print(f"After {steps:,} steps:", *about_walk(done, named), sep="\n  ")
        for title in ("Equal weights", "GABA, raw"):
            told = []
            for n, start in enumerate(NASH_STARTS):
                near = copies[10 * n : 10 * n + 10]
                told.append(f"{sum(e.reached for e in found if e.title == title and e.start in near)} from {start}")
            print(f"  {title}, of ten copies of each start displaced by 1e-12 on the front: {', '.join(told)}")


def playback() -> None:
    """Frames while ten, and forty, paths play."""
    rows = []
    with running_app() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        for label, who in (("2 methods × 5 starts", EIGHT[:2]), ("8 methods × 5 starts", EIGHT)):
            titles = "&".join(f"who={walkers()[name].title}" for name in who)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(f"{address}/landscape?walked=3000&{titles}")
            settled(page)
            page.locator(".computing").wait_for(state="hidden", timeout=120_000)
            page.get_by_label("Step shown").evaluate("e => { e.value = 0; e.dispatchEvent(new Event('input')); }")
            page.get_by_role("button", name="Play").click()
            gaps = page.evaluate(FRAMES)
            frames = Noise(tuple(gaps))
            rows.append(
                [label, f"{1000 / (sum(gaps) / len(gaps)):.0f}", *frames.cells(1), f"{frames.percentile(95):.1f}"]
            )
            page.close()
        browser.close()
    header = ["paths that play", "frames/s", "min ms", "median", "max", "95 %"]
    print(table("Landscape: playback in Chromium (goal: at least 30 frames/s)", header, rows))


FRAMES = """() => new Promise((done) => {
  const gaps = [];
  let last = performance.now();
  const tick = (now) => {
    gaps.push(now - last);
    last = now;
    if (gaps.length < 300) requestAnimationFrame(tick);
    else done(gaps.slice(1));
  };
  requestAnimationFrame(tick);
})"""


if __name__ == "__main__":
    main()
