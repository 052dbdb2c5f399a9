"""`python -m docs.methods` writes docs/methods.md from the registry; a test says when that is due."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from docs.differences import LIBMTL, TORCHJD, TORCHJD_REASONS, TORCHJD_VERSION
from mtlviz import methods
from mtlviz.field import families, promises
from mtlviz.field.states import STEPS
from mtlviz.lessons import outcomes
from mtlviz.lessons.outcomes import AGAINST, SIDEWAYS, TOWARDS, Situation
from mtlviz.methods import Promise

PAGE = Path(__file__).with_suffix(".md")
PROMISES = get_args(Promise)


def text() -> str:
    """The page."""
    cards = map(_card, methods.names())
    return "\n\n".join([*_opening(), *_table(), *_small_task(), *_families(), *cards, *_others()]) + "\n"


def _opening() -> Iterator[str]:
    yield "# The methods"
    yield "<!-- Written by `python -m docs.methods`. Edit the methods’ own files, then run it. -->"
    yield (
        f"{len(methods.names())} ways to make one update of several gradients. Everything below is read from the "
        "registry (`mtlviz/methods/`) or computed with it. g_k is the gradient of task k on the shared parameters, "
        "n_k its norm, w_k its weight; d the update: parameters move by −lr·d."
    )


def _table() -> Iterator[str]:
    yield "## At a glance"
    yield "\n".join(
        [
            f"| method | balances differences in | needs | heads | {' | '.join(PROMISES)} | checked against |",
            f"|---|---|---|---|{'---|' * len(PROMISES)}---|",
            *map(_row, methods.names()),
        ]
    )
    yield (
        f"A ✓ is a promise, kept in every state of a grid of ratio 1–{promises.RATIOS[-1]:,.0f} × angle 0°–180°. Else: "
        "where it breaks."
    )
    yield (
        "TorchJD is compared at norm ratios up to 3; its CAGrad, FairGrad, UPGrad, DualProj and Nash-MTL where the "
        'solvers are installed that they ask for (`pip install "torchjd[full]==0.18.0"`).'
    )
    yield "\n".join(f"- **{promise}**: {promises.TITLES[promise]}" for promise in PROMISES)
    yield (
        f"A method with memory is asked after {STEPS:,} steps in the same state; *harmless* "
        "counts its first step in a new state too, and *order* adds a third task. The heads are the parameters of one "
        "task alone; their gradients are multiplied by w_k where the method weights the losses, by 1 where it combines "
        "gradients, by 1/L_k where it combines gradients of log L."
    )


def _row(name: str) -> str:
    info = methods.info(name)
    kept = ("✓" if promise in info.promises else promises.tested(name, promise).where for promise in PROMISES)
    about = [f"[{info.title}](#{name})", ", ".join(info.balances) or "nothing", ", ".join(info.needs) or "nothing"]
    return f"| {' | '.join([*about, info.heads, *kept, info.checked or '–'])} |"


def _small_task() -> Iterator[str]:
    yield "## What each does to the smaller task"
    yield (
        f"Two tasks, {len(outcomes.RATIOS)} ratios from 1 to 1,000 × {len(outcomes.ANGLES)} angles, equal losses, "
        f"{STEPS:,} steps, as on the page *Methods*: in which part of these states the update points towards what the "
        f"smaller task wants (cosine with its gradient at least {outcomes.CLEAR:g}), sideways (0 to "
        f"{outcomes.CLEAR:g}), or against it (below 0: the task is hurt). A direction says nothing about "
        "the norm of the update."
    )
    lines = ["| method | towards | sideways | against (hurt) | |", "|---|---|---|---|---|"]
    for name in methods.names():
        found = outcomes.landscape(name, Situation())
        shares = " | ".join(f"{100 * found.share(part):.1f} %" for part in (TOWARDS, SIDEWAYS, AGAINST))
        lines.append(f"| {methods.info(name).title} | {shares} | {found.sentence} |")
    yield "\n".join(lines)


def _families() -> Iterator[str]:
    yield "## Families: the same direction"
    yield (
        "With two tasks and equal losses, these point the same way in every state, and differ in nothing but the norm "
        "of the update:"
    )
    found = [family for family in families.grouped() if len(family) > 1]
    yield "\n".join(f"- {', '.join(map(str, family))}" for family in found)
    yield "Along the bisector of the two directions, d = factor · (u_1 + u_2), with u_k = g_k / n_k:"
    rows = (f"| {factor.variant} | $`{factor.latex}`$ |" for factor in families.BISECTOR)
    yield "\n".join(["| method | factor |", "|---|---|", *rows])
    yield "PCGrad is twice UPGrad, and the first step of GradVac."


def _card(name: str) -> str:
    info, method = methods.info(name), methods.create(name)
    settings = [f"`{key} = {value!r}`{_range(info, key, value)}" for key, value in method.settings().items()]
    lines = [
        f'## <a name="{name}"></a>{info.title}',
        f"```math\n{info.equation}\n```",
        f"*{info.paper}.* In code: `methods.create({name!r})`.",
        f"**Fixes.** {info.fixes}",
        f"**Fails.** {info.fails}",
    ]
    lines += [f"**Note.** {info.note}"] if info.note else []
    lines += [f"**Settings.** {', '.join(settings)}."] if settings else []
    return "\n\n".join(lines)


def _range(info: methods.Info, key: str, value: object) -> str:
    if key not in info.ranges or isinstance(value, bool):
        return ""
    return f" ({info.ranges[key].low:g} to {info.ranges[key].high:g})"


def _others() -> Iterator[str]:
    yield f"## Differences from TorchJD {TORCHJD_VERSION}"
    yield (
        "Two gradients over 576 parameters, the larger of norm 5 unless said otherwise, TorchJD’s defaults; the "
        "norm is that of the update. "
        "`python -m bench.torchjd_differences` repeats it. A negative cosine: the step makes the smaller task worse."
    )
    head = "| method | gradients | cosine with the smaller, ours | TorchJD | norm, ours | TorchJD | apart |"
    yield "\n".join([head, "|---|---|---|---|---|---|---|", *(f"| {' | '.join(row)} |" for row in TORCHJD)])
    yield "\n".join(f"- {reason}" for reason in TORCHJD_REASONS)
    yield "## Differences from LibMTL"
    yield "From reading its code at commit 4336804 (it needs its own trainer, so nothing was run):"
    yield "\n".join(f"- {difference}" for difference in LIBMTL)


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
