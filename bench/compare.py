"""A comparison as one ensemble, beside the loops that one would write without it: CPU time of one thread a model-step.

(a) plain PyTorch: one model after the other, weighted sum, backward(), torch.optim; it records nothing; at least 5×
(b) TorchJD: mtl_backward with the aggregators that need no extra solver, one model after the other; at least 20×
Both loops run a sample of steps. There are two ensembles, 10 recipes × 10 seeds × 500 steps and what the page opens
with; each holds all: every method, every record, the validation, the partial results, the table.
(c) the page in Chromium, from the click on Run to the frame that shows the first headline and curves, by the page's own
    clock: a question from outside is answered only when the page has nothing to draw; at most 1 s
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import torch
from playwright.sync_api import sync_playwright
from torch.nn.functional import cross_entropy, mse_loss
from torchjd.aggregation import IMTLG, MGDA, PCGrad
from torchjd.autojac import jac_to_grad, mtl_backward

from bench.common import Noise, ratio, table
from bench.engine import CHUNK, plain
from mtlviz import data, recipes
from mtlviz.comparison import summary
from mtlviz.comparison.config import Config
from mtlviz.comparison.runner import Run
from mtlviz.data import Source
from mtlviz.models import seeded
from mtlviz.ui.compare_controls import CONTROLS
from mtlviz.ui.compare_file import as_controls
from tests.browser.app import CHROMIUM_FLAGS, running_app
from tests.conftest import CHROMIUM

CONFIG = Config(recipes=recipes.names()[:10], seeds=10, steps=500, lr=1e-3)  # with 2 tasks trained alone: 120 models
DEFAULT = Config()  # what the page opens with
ROUNDS = 3
AGGREGATORS: dict[str, Callable[[], Any]] = {
    "PCGrad": PCGrad,
    "MGDA": MGDA,
    "IMTL-G": IMTLG,
}


def ensemble(source: Source, config: Config) -> None:
    """All of it, as the page runs it."""
    run = Run(config, source)
    while not run.done:
        run.advance(0.1)
    summary.table(run.result())


def torchjd(source: Source, aggregator: Any) -> Callable[[], None]:
    """CHUNK steps of the loop of TorchJD's documentation."""
    model = seeded(0)
    optimiser = torch.optim.Adam(model.parameters(), CONFIG.lr)
    table_ = source.train
    inputs, rul, health = (torch.tensor(column) for column in (table_.inputs, table_.rul, table_.health))
    batches, step = source.batches(0, 256), 0

    def chunk() -> None:
        nonlocal step
        for _ in range(CHUNK):
            rows = torch.from_numpy(batches.batch(step))
            features = model.shared(inputs[rows])
            losses = [
                mse_loss(model.rul(features).squeeze(-1), rul[rows]),
                cross_entropy(model.health(features), health[rows]),
            ]
            optimiser.zero_grad()
            mtl_backward(losses, features=features)
            jac_to_grad(model.shared.parameters(), aggregator)
            optimiser.step()
            step += 1

    return chunk


WATCH = """() => {
    let clicked = 0
    const shown = () => document.querySelector(".js-plotly-plot .scatterlayer path.js-line")
        && document.querySelector(".st-key-compare_headline").innerText.includes("On this data")
    const look = now => {
        if (clicked && shown()) window.firstCurves = (now - clicked) / 1000
        else requestAnimationFrame(look)
    }
    document.addEventListener("click", event => {
        if (!event.target.closest(".st-key-compare_run")) return
        clicked = event.timeStamp
        requestAnimationFrame(look)
    }, true)
}"""  # a frame's callback sees what the frame before it has shown


def first_curves() -> Noise:
    """Seconds from Run to the first curves in a browser, each at a rate of its own: results are kept."""
    link = urlencode(CONTROLS.query(**as_controls(CONFIG)), doseq=True)
    with sync_playwright() as playwright, running_app() as address:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        samples = []
        for rate in (0.001, 0.0011, 0.0012, 0.0013):
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(f"{address}/compare?{link}&rate={rate}")
            page.locator(".js-plotly-plot .main-svg").first.wait_for(state="attached", timeout=60_000)
            page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
            page.evaluate(WATCH)
            main = page.get_by_test_id("stMain")
            main.get_by_role("button", name="Run", exact=True).click()
            samples.append(page.wait_for_function("window.firstCurves", timeout=60_000).json_value())
            main.get_by_role("button", name="Stop", exact=True).click()
            main.get_by_text("It was stopped after").wait_for(timeout=60_000)
            page.close()
        browser.close()
    return Noise(tuple(samples))


def main() -> None:
    torch.set_num_threads(1)
    source = data.load("turbofan")
    loops = {"plain PyTorch": plain(source, "adam")}
    loops |= {f"TorchJD {name}": torchjd(source, make()) for name, make in AGGREGATORS.items()}
    ensemble_warm = Run(Config(recipes=("equal",), seeds=1, steps=5), source)
    ensemble_warm.advance(0)
    for chunk in loops.values():
        chunk()
    walls: dict[Config, list[float]] = {CONFIG: [], DEFAULT: []}
    ours: dict[Config, list[float]] = {CONFIG: [], DEFAULT: []}
    theirs: dict[str, list[float]] = {name: [] for name in loops}
    for _ in range(ROUNDS):
        for config in ours:
            wall, cpu = time.perf_counter(), time.thread_time()
            ensemble(source, config)
            ours[config].append((time.thread_time() - cpu) / config.model_steps)
            walls[config].append(time.perf_counter() - wall)
        for name, chunk in loops.items():
            cpu = time.thread_time()
            for _ in range(10):
                chunk()
            theirs[name].append((time.thread_time() - cpu) / (10 * CHUNK))
    noise = {name: Noise(tuple(samples)) for name, samples in theirs.items()}
    mine = {config: Noise(tuple(samples)) for config, samples in ours.items()}
    rows = [["page: Run → first curves in the browser, s", *first_curves().cells(1), "≤ 1"]]
    for config, name, goal in ((CONFIG, "ensemble", "≤ 5"), (DEFAULT, "default", "≤ 25")):
        rows.append([f"{name}: {_models(config)}: wall time, s", *Noise(tuple(walls[config])).cells(1), goal])
        rows.append([f"{name}: CPU time of a model-step, µs", *mine[config].scaled(1e6).cells(0), ""])
    rows.append(["plain PyTorch ÷ default", *ratio(noise["plain PyTorch"], mine[DEFAULT]).cells(1), "≥ 5"])
    for name, samples in noise.items():
        rows.append([f"{name}: a model-step, µs", *samples.scaled(1e6).cells(0), ""])
        rows.append([f"{name} ÷ ensemble", *ratio(samples, mine[CONFIG]).cells(1), "≥ 5" if name[0] == "p" else "≥ 20"])
    print(table("Compare", ["", "min", "median", "max", "goal"], rows))


def _models(config: Config) -> str:
    return f"{config.replicas} models × {config.steps:,} steps"


if __name__ == "__main__":
    main()
