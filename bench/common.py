"""What every bench shares: samples with their noise (min, median, max), and a table of them."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Noise:
    """Samples of one quantity; the spread is what the machine did to it."""

    samples: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.samples)

    def scaled(self, factor: float) -> Noise:
        """The same samples in another unit."""
        return Noise(tuple(factor * sample for sample in self.samples))

    def percentile(self, p: float) -> float:
        """The sample at or just above p percent of them."""
        ordered = sorted(self.samples)
        return ordered[min(len(ordered) - 1, int(p / 100 * len(ordered)))]

    def cells(self, digits: int = 2) -> list[str]:
        """Minimum, median, maximum, as text."""
        return [f"{x:,.{digits}f}" for x in (min(self.samples), self.median, max(self.samples))]


def interleaved(
    contenders: Mapping[str, Callable[[], object]],
    rounds: int,
    calls: Mapping[str, int],
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, Noise]:
    """Seconds per call of each contender: short blocks in turn, so that a busy spell hits all of them alike.

    contenders: name → function; calls: name → how often one block calls it. One round is one block of each.
    clock: time.thread_time leaves out what other processes took, for work that stays in this thread.
    """
    for name, call in contenders.items():
        for _ in range(calls[name]):
            call()
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    gc.collect()
    for _ in range(rounds):
        for name, call in contenders.items():
            start = clock()
            for _ in range(calls[name]):
                call()
            seconds[name].append((clock() - start) / calls[name])
    return {name: Noise(tuple(values)) for name, values in seconds.items()}


def ratio(numerator: Noise, denominator: Noise) -> Noise:
    """Round by round: the noise that both share cancels."""
    return Noise(tuple(a / b for a, b in zip(numerator.samples, denominator.samples, strict=True)))


def table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A plain table: first column to the left, the rest to the right."""
    cells = [list(header), *map(list, rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]

    def line(row: Sequence[str]) -> str:
        return "  ".join(c.rjust(w) if i else c.ljust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True)))

    return "\n".join([title, "", line(cells[0]), "  ".join("-" * w for w in widths), *map(line, cells[1:])])
