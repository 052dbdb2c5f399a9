"""Scenario 17: accumulation on purpose."""

from typing import Any

import numpy as np

from mtlviz.lab.measures import Array, gap, same
from mtlviz.lab.scenario import Claim, Listing, Option, Question, Runs, Scenario
from mtlviz.lab.scenarios.preambles import SURGERY

HEAD = """\
torch.manual_seed(50)
model = SimpleModel()
parts = list(zip(x.split({size}), y1.split({size}), y2.split({size})))

"""
LOOP = """\
for a, b, c in parts:
    out1, out2 = model(a)
    loss = F.cross_entropy(out1, b) + F.mse_loss(out2, c)
    {backward}
"""
METHOD = """\
trunk = list(model.fc1.parameters())
sum1 = sum2 = within = 0
for a, b, c in parts:
    out1, out2 = model(a)
    g1 = flat(F.cross_entropy(out1, b) / 4, trunk)
    g2 = flat(F.mse_loss(out2, c) / 4, trunk)
    sum1, sum2 = sum1 + g1, sum2 + g2
    within = within + project(g1, g2) + project(g2, g1)

afterwards = project(sum1, sum2) + project(sum2, sum1)
"""


def _times(runs: Runs, key: str) -> float:
    """‖.grad‖ of the shared layer over that of one pass over all samples."""
    return runs[key].norm("fc1.weight") / runs["whole"].norm("fc1.weight")


def _gap(runs: Runs, key: str) -> float:
    return gap(runs[key].grad("fc1.weight"), runs["whole"].grad("fc1.weight"))


def _update(runs: Runs, name: str) -> Array:
    value: Any = runs["method"].values[name]
    return np.asarray(value)


MICRO_BATCHES = Scenario(
    number=17,
    title="Micro-batches: accumulation on purpose",
    setting="Eight samples do not fit into memory at once, so they come in four parts of two, each with its own pass. "
    "The step is to be that of all eight.",
    preamble=SURGERY,
    listings=(
        Listing(
            "code",
            "As written",
            HEAD.format(size=2) + LOOP.format(backward="loss.backward()"),
            "A pass per part; `.grad` adds them up.",
        ),
        Listing(
            "whole",
            "All at once",
            HEAD.format(size=8) + LOOP.format(backward="loss.backward()"),
            "One part of eight: what is wanted.",
        ),
        Listing(
            "fix",
            "Fix: divide",
            HEAD.format(size=2) + LOOP.format(backward="(loss / len(parts)).backward()"),
            "Each part’s mean loss is divided by the number of parts.",
        ),
        Listing(
            "uneven",
            "Uneven parts",
            HEAD.format(size=3) + LOOP.format(backward="(loss * len(a) / len(x)).backward()"),
            "Parts of 3, 3 and 2: each is weighted by its share of the samples.",
        ),
        Listing(
            "method",
            "With PCGrad",
            HEAD.format(size=2) + METHOD,
            "PCGrad within each part, and PCGrad on each task’s accumulated gradient.",
        ),
    ),
    questions=(
        Question(
            "Compared with one pass over all eight samples, what do the four passes leave in `fc1.weight.grad`?",
            (
                Option("The same.", lambda runs: abs(_times(runs, "code") - 1) < 1e-3),
                Option("Four times as much.", lambda runs: abs(_times(runs, "code") - 4) < 1e-3),
                Option("A quarter.", lambda runs: abs(_times(runs, "code") - 0.25) < 1e-3),
            ),
        ),
        Question(
            "PCGrad within each part, the results added up: is that PCGrad of the eight samples?",
            (
                Option("Yes.", lambda runs: same(_update(runs, "within"), _update(runs, "afterwards"))),
                Option("No.", lambda runs: not same(_update(runs, "within"), _update(runs, "afterwards"))),
            ),
        ),
    ),
    why="Each loss is a mean over its part, and `.grad` adds four such means; a balancing method is not linear, so it "
    "wants each task’s whole gradient and not its parts.",
    fix="Divide each part’s loss by the number of parts (or weight it by its share of the samples). With a balancing "
    "method accumulate one gradient per task, and balance once per step.",
    claims=(
        Claim(
            "As written `.grad` is {times:.3f} times that of one pass; divided, it differs by {fixed:.2g} at most, "
            "with uneven parts by {uneven:.2g}.",
            lambda _, times, fixed, uneven: abs(times - 4) < 1e-4 and max(fixed, uneven) < 1e-6,
            lambda runs: {"times": _times(runs, "code"), "fixed": _gap(runs, "fix"), "uneven": _gap(runs, "uneven")},
        ),
        Claim(
            "PCGrad within the parts has norm {within:.3f}, on the accumulated gradients {afterwards:.3f}: parts "
            "conflict where the whole does not, and the other way round.",
            lambda _, within, afterwards: abs(within - afterwards) > 1e-3,
            lambda runs: {name: float(np.linalg.norm(_update(runs, name))) for name in ("within", "afterwards")},
        ),
    ),
)
