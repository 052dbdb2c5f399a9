"""What a GradientReport says in words: what cannot be compared and why, then norms and directions of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from mtlviz import geometry

if TYPE_CHECKING:
    from mtlviz.report.gradients import GradientReport

IMBALANCE = 10.0  # from this ratio of norms on, the small task hardly counts: the book's rule of thumb
SAME = 1e-6  # norms nearer than this part of them are called equal


def verdict(report: GradientReport) -> str:
    """Norms and directions of the tasks that can be compared; the others are named, with the reason."""
    norms = dict(zip(report.names, report.norms, strict=True))
    losses = dict(zip(report.names, report.losses, strict=True))
    left = [name for name in report.names if name not in report.absent]
    said = [f"No loss from {listed(report.absent)} in this batch."] if report.absent else []

    without_loss = [name for name in left if not np.isfinite(losses[name])]
    if without_loss:
        said.append(
            f"The loss of {listed(without_loss)} is not a finite number. (A mean over an empty batch is NaN: give None "
            "for a task that is absent from a batch.)"
        )
    broken = [name for name in left if name not in without_loss and not np.isfinite(norms[name])]
    if broken:
        said.append(f"The gradient of {listed(broken)} is not finite.")
    lost = [name for name in report.underflowed if name not in (*without_loss, *broken)]
    if lost:
        said.append(
            f"The gradient of {listed(lost)} is too small for float16: digits, or all of it, were lost on the way. "
            "Measure with scale=your GradScaler, or a number such as 65536; where no number fits all tasks, with one "
            f'per task, such as scale={{"{lost[0]}": 65536}}; or in bfloat16.'
        )
    unusable = [*without_loss, *broken, *lost]
    left = [name for name in left if name not in unusable]
    silent = [name for name in left if norms[name] == 0]
    if silent and len(silent) == len(left) and not unusable:
        return " ".join([*said, "No task sends a gradient to these parameters."])
    said += _silence(silent, losses)
    left = [name for name in left if name not in silent]
    if len(left) > 1:
        rows = [report.names.index(name) for name in left]
        said += [_lengths(report, rows), _directions(report, rows)]
    elif left and not unusable and not silent:
        said.append(f"One task alone, {left[0]}, cannot be compared.")
    elif unusable or not silent:
        said.append("Nothing can be compared.")
    return " ".join(said)


def listed(names: Sequence[str]) -> str:
    """Names as a sentence has them.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _silence(silent: list[str], losses: dict[str, float]) -> list[str]:
    """A gradient of zero under a loss of zero is how some loops write an absent task: loss * 0."""
    nothing = [name for name in silent if losses[name] == 0]
    something = [name for name in silent if losses[name] != 0]
    said = []
    if something:
        said.append(f"These parameters get no gradient from {listed(something)}: they do not learn it.")
    if nothing:
        said.append(
            f"These parameters get no gradient from {listed(nothing)}, and the loss is 0: give None for a task that is "
            "absent from this batch."
        )
    return said


def _lengths(report: GradientReport, rows: list[int]) -> str:
    norms = report.norms[rows]
    names = [report.names[k] for k in rows]
    long, short = names[int(norms.argmax())], names[int(norms.argmin())]
    ratio = float(norms.max() / norms.min())
    if ratio < 1 + SAME:
        return "The gradient norms are equal."
    found = f"The gradient norm of {long} is {ratio:,.1f} times that of {short}"
    if ratio <= IMBALANCE:
        return f"{found}: within {IMBALANCE:.0f}×."
    found += f": more than {IMBALANCE:.0f}×. At equal weights"
    if len(report.names) == 2:
        return f"{found} these parameters train for a single task, with the other head along for the ride."
    small = [name for name, norm in zip(names, norms, strict=True) if norm * IMBALANCE < norms.max()]
    return f"{found} {listed(small)} {'has' if len(small) == 1 else 'have'} hardly a say."


def _directions(report: GradientReport, rows: list[int]) -> str:
    cosines = {(i, j): float(geometry.cosine(report.gram, i, j)) for i, j in combinations(rows, 2)}
    against = [f"{report.names[i]} and {report.names[j]} (cos {c:+.3f})" for (i, j), c in cosines.items() if c < 0]
    if against:
        return f"Conflict: {listed(against)} disagree: a small step that serves one alone raises the other’s loss."
    return "No conflict: a small step that serves one task alone raises no other’s loss."
