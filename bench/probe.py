"""`measure` on a model of 10 million shared parameters: a training step with it over one without, and its extra memory.

Memory is the peak of the whole process, read from the kernel in a fresh process per case: what `measure` adds to a
process that has its model, its losses' graph, and nothing else; in multiples of the parameters' own size. The floor is
K, the K gradients themselves.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import torch
from torch import nn

from bench.common import interleaved, ratio, table
from mtlviz.probe import measure

TASKS, BATCHES = (2, 4, 8), (32, 256)
WIDTH = 2236  # two layers of this width hold 10 million weights


def losses_of(tasks: int, batch: int) -> tuple[nn.Module, Callable[[], dict[str, torch.Tensor]]]:
    torch.manual_seed(0)
    trunk = nn.Sequential(nn.Linear(WIDTH, WIDTH, bias=False), nn.ReLU(), nn.Linear(WIDTH, WIDTH, bias=False))
    heads = [nn.Linear(WIDTH, 1) for _ in range(tasks)]
    x = torch.randn(batch, WIDTH)

    def losses() -> dict[str, torch.Tensor]:
        z = trunk(x)
        return {f"task {k}": (head(z) - k).square().mean() for k, head in enumerate(heads)}

    return trunk, losses


def peak() -> int:
    """Bytes: the most that this process has held so far."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def extra_memory(tasks: int) -> float:
    """In this process, which must be fresh: peak added by measure, in multiples of the parameters."""
    trunk, losses = losses_of(tasks, batch=8)
    size = sum(p.numel() * p.element_size() for p in trunk.parameters())
    small = torch.ones(2, requires_grad=True)
    measure({"a": small.sum(), "b": small[0]}, [small])  # what a first call loads is no gradient
    found = losses()
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts from what is held now
    before = peak()
    measure(found, trunk.parameters())
    return (peak() - before) / size


def steps_of(tasks: int, batch: int) -> dict[str, Callable[[], None]]:
    """A training step of all tasks, with and without `measure`."""
    trunk, losses = losses_of(tasks, batch)
    parameters = list(trunk.parameters())
    descent = torch.optim.SGD(parameters, lr=1e-6)

    def step(measured: bool) -> None:
        found = losses()
        if measured:
            measure(found, parameters, retain_graph=True)
        descent.zero_grad()
        torch.stack(list(found.values())).sum().backward()
        descent.step()

    return {"with": lambda: step(True), "without": lambda: step(False)}


def main() -> None:
    torch.set_num_threads(1)
    rows = []
    for tasks in TASKS:
        for batch in BATCHES:
            seconds = interleaved(steps_of(tasks, batch), 5, {"with": 1, "without": 1})
            rows.append([f"K = {tasks}, batch {batch}", *ratio(seconds["with"], seconds["without"]).cells()])
    print(table("A step with measure over one without", ["case", "min", "median", "max"], rows))
    print()
    rows = []
    for tasks in TASKS:
        command = [sys.executable, "-m", "bench.probe", "memory", str(tasks)]
        found = subprocess.run(command, capture_output=True, text=True, check=True)
        rows.append([f"K = {tasks}", found.stdout.strip(), str(tasks + 1)])
    print(table("Extra memory of measure, in multiples of the parameters", ["case", "peak", "at most"], rows))


if __name__ == "__main__":
    if sys.argv[1:2] == ["memory"]:
        torch.set_num_threads(1)
        print(f"{extra_memory(int(sys.argv[2])):.2f}")
    else:
        main()
