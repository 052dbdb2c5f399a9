"""What a training step costs, as ratios to the plain PyTorch step that a user would write.

(a) one live step (E = 1): every diagnostic recorded, validation included, derived in chunks of 20 steps; at most 1.6
(b) one model-step of a 40-replica ensemble, recorded and derived alike; at most 0.2
(c) what FAMO pays for its second look at each batch: its live step ÷ the one that reads the next batch; at most 1.4
"""

from __future__ import annotations

import time
from collections.abc import Callable

import torch
from torch.nn.functional import cross_entropy, mse_loss

from bench.common import interleaved, ratio, table
from mtlviz import data, recipes
from mtlviz.data import Source
from mtlviz.models import seeded
from mtlviz.training import RunConfig, Trainer

CHUNK = 20  # steps between two calls of describe, as the live page asks for them
ROUNDS = 25
OPTIMIZERS: dict[str, tuple[float, Callable[..., torch.optim.Optimizer]]] = {
    "adam": (1e-3, torch.optim.Adam),
    "sgd": (1e-5, torch.optim.SGD),
}


def plain(source: Source, optimizer: str) -> Callable[[], None]:
    """CHUNK steps of a plain loop: nn.Module, weighted sum, backward(), torch.optim; it records nothing."""
    lr, make = OPTIMIZERS[optimizer]
    model = seeded(0)
    optimiser = make(model.parameters(), lr)
    inputs, rul, health = (
        torch.tensor(column) for column in (source.train.inputs, source.train.rul, source.train.health)
    )
    batches = source.batches(0, 256)
    step = 0

    def chunk() -> None:
        nonlocal step
        for _ in range(CHUNK):
            rows = torch.from_numpy(batches.batch(step))
            prediction, logits = model(inputs[rows])
            loss = 0.5 * mse_loss(prediction, rul[rows]) + 0.5 * cross_entropy(logits, health[rows])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            step += 1

    return chunk


def ours(
    source: Source, names: tuple[str | recipes.Recipe, ...], seeds: tuple[int, ...], optimizer: str
) -> Callable[[], None]:
    """CHUNK steps of the engine, and what the pages derive from them."""
    trainer = Trainer(RunConfig(recipes=names, seeds=seeds, optimizer=optimizer, lr=OPTIMIZERS[optimizer][0]), source)

    def chunk() -> None:
        trainer.run(CHUNK)
        trainer.history.describe(slice(trainer.steps_done - CHUNK, trainer.steps_done))
        if trainer.stopped:
            raise RuntimeError(f"the bench diverged: {trainer.stopped}")

    return chunk


def main() -> None:
    torch.set_num_threads(1)
    source = data.load("turbofan")
    ensemble, seeds = recipes.names()[:10], (0, 1, 2, 3)
    replicas = len(ensemble) * len(seeds)
    rows = []
    for optimizer in OPTIMIZERS:
        contenders = {"plain": plain(source, optimizer)}
        for name in ("equal", "gaba", "pcgrad"):
            contenders[name] = ours(source, (name,), (0,), optimizer)
        contenders["second look"] = ours(source, ("famo",), (0,), optimizer)
        contenders["next batch"] = ours(source, (recipes.get("famo", same_batch=False),), (0,), optimizer)
        contenders["ensemble"] = ours(source, ensemble, seeds, optimizer)
        calls = {name: 1 if name == "ensemble" else 3 for name in contenders}
        spent = interleaved(contenders, ROUNDS, calls, time.thread_time)
        microseconds = {name: noise.scaled(1e6 / CHUNK) for name, noise in spent.items()}
        rows.append([f"{optimizer}: plain PyTorch step, µs", *microseconds["plain"].cells(0), ""])
        for name in ("equal", "gaba", "pcgrad"):
            rows.append(
                [f"{optimizer}: (a) {name}, live step ÷ plain", *ratio(spent[name], spent["plain"]).cells(), "1.6"]
            )
        of_model = ratio(spent["ensemble"].scaled(1 / replicas), spent["plain"])
        look = ratio(spent["second look"], spent["next batch"])
        rows.append([f"{optimizer}: (c) FAMO, second look ÷ next batch", *look.cells(), "1.4"])
        rows.append([f"{optimizer}: (b) {replicas} replicas, model-step ÷ plain", *of_model.cells(3), "0.2"])
    print(table("Engine: CPU time of one thread", ["", "min", "median", "max", "goal ≤"], rows))


if __name__ == "__main__":
    main()
