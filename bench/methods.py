"""What a method costs: µs a call beside TorchJD's aggregators at two tasks × 576 parameters; 200 Grams; many tasks.

One call is all that a training loop pays: inner products, weights, update, from (2, 576) gradients; float64.
Wanted: TorchJD ÷ ours ≥ 3 for every method that both have; 200 two-task Grams ÷ one Gram ≤ 50.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
import torch

from bench.common import Noise, interleaved, ratio, table
from bench.torchjd_aggregators import AGGREGATORS, available
from mtlviz import methods
from mtlviz.geometry import two_gradients
from mtlviz.solvers import span

ROUNDS, SECONDS = 15, 0.01  # blocks of a contender, and about how long one lasts
BATCH = 200
MANY = (10, 20, 32)  # tasks, for the methods that need a solver then


def one_call(name: str, G: np.ndarray) -> Callable[[], object]:
    """The line of a training loop; an Observation of gradients computes their gram if the method asks for it."""
    method, needs = methods.create(name), methods.info(name).needs
    losses = np.array([2.0, 1.0]) if "losses" in needs else None
    if "gradients" in needs:
        return lambda: method.update(methods.Observation.of(G, losses))
    return lambda: method.weights(methods.Observation.of(G, losses)) @ G


def batched(name: str, gram: np.ndarray) -> Callable[[], object]:
    method = methods.create(name)
    seen = methods.placed(method, methods.Observation(gram, np.ones(gram.shape[:-1])))
    return lambda: method.contributions(seen)


def calls(call: Callable[[], object]) -> int:
    """How many calls fill a block."""
    call()
    start = time.perf_counter()
    call()
    return max(1, round(SECONDS / (time.perf_counter() - start)))


def measured(contenders: dict[str, Callable[[], object]]) -> dict[str, Noise]:
    return interleaved(contenders, ROUNDS, {name: calls(call) for name, call in contenders.items()}, time.thread_time)


def main() -> None:
    torch.set_num_threads(1)
    G = span.stand_in(two_gradients(30, 120), 576)
    tensor = torch.tensor(G)
    angles, ratios = np.meshgrid(np.linspace(0, 180, 20), np.geomspace(1, 1000, BATCH // 20))
    many = two_gradients(ratios.ravel(), angles.ravel())
    beside, batches = [], []
    for name in methods.names():
        ours = one_call(name, G)
        if name in AGGREGATORS and available(name):
            theirs = AGGREGATORS[name].make()
            spent = measured({"ours": ours, "theirs": lambda theirs=theirs: theirs(tensor)})
            times = ratio(spent["theirs"], spent["ours"])
            row = [f"{spent[who].scaled(1e6).median:,.0f}" for who in ("ours", "theirs")]
            beside.append([name, *row, *times.cells(1), "" if times.median >= 3 else "below 3"])
        else:
            spent = measured({"ours": ours})
            beside.append([name, f"{spent['ours'].scaled(1e6).median:,.0f}", "–", "", "", "", _why_not(name)])
        spent = measured({"one": batched(name, many[7]), "many": batched(name, many)})
        times = ratio(spent["many"], spent["one"])
        micro = [f"{spent[which].scaled(1e6).median:,.0f}" for which in ("one", "many")]
        batches.append([name, *micro, *times.cells(1), "" if times.median <= 50 else "above 50"])
    header = ["", "ours, µs", "TorchJD, µs", "min", "median", "max", ""]
    print(table("Two tasks × 576 parameters: TorchJD ÷ ours (goal ≥ 3)", header, beside), end="\n\n")
    header = ["", "1 Gram, µs", f"{BATCH}, µs", "min", "median", "max", ""]
    print(table(f"contributions: {BATCH} two-task Grams ÷ one (goal ≤ 50)", header, batches), end="\n\n")
    print(table("Many tasks × 576 parameters: ms a call", ["", "min", "median", "max"], list(many_tasks())))


def many_tasks() -> Iterator[list[str]]:
    """Gradients at random, norms over a ratio of 100."""
    for name in ("mgda", "upgrad", "dualproj", "cagrad", "nash"):
        for K in MANY:
            G = np.random.default_rng(K).normal(size=(K, 576)) * np.geomspace(1, 0.01, K)[:, None]
            yield [f"{name}, {K} tasks", *measured({"ours": one_call(name, G)})["ours"].scaled(1e3).cells()]


def _why_not(name: str) -> str:
    if name not in AGGREGATORS:
        return "not in TorchJD"
    return f"needs {', '.join(AGGREGATORS[name].packages)}"


if __name__ == "__main__":
    main()
