"""Scenario 15: PCGrad on what is left in .grad."""

import numpy as np

from mtlviz.lab.measures import Array, cosine, gap, norm, same
from mtlviz.lab.scenario import Claim, Listing, Option, Question, Runs, Scenario
from mtlviz.lab.scenarios.preambles import SURGERY

HEAD = """\
torch.manual_seed(50)
model = SimpleModel()
loss1, loss2 = losses(model)
trunk = list(model.fc1.parameters())

"""
EACH = """\
g1 = torch.autograd.grad(loss1, trunk, retain_graph=True)
g2 = torch.autograd.grad(loss2, trunk)
for p, a, b in zip(trunk, g1, g2):
    p.grad = project(a, b) + project(b, a)
"""
WHOLE = """\
g1, g2 = flat(loss1, trunk), flat(loss2, trunk)
update = project(g1, g2) + project(g2, g1)

sizes = [p.numel() for p in trunk]
for p, part in zip(trunk, update.split(sizes)):
    p.grad = part.view_as(p)
"""


def _update(runs: Runs, key: str) -> Array:
    """What the listing leaves in .grad of the shared layer, as one vector."""
    trace = runs[key]
    return np.concatenate([trace.grad_or_zeros(f"fc1.{kind}").ravel() for kind in ("weight", "bias")])


def _task(runs: Runs, n: int) -> Array:
    value: Array = runs["fix"].values[f"g{n}"]
    return value


def _sum(runs: Runs) -> Array:
    return _task(runs, 1) + _task(runs, 2)


PCGRAD = Scenario(
    number=15,
    title="PCGrad on .grad",
    setting="PCGrad (*gradient surgery*) projects one task’s gradient off another’s where they conflict. Here it is "
    "applied to `.grad` after one backward pass of the summed loss, parameter by parameter. The pattern is real: "
    "[it was reported, and mended, in a public project]"
    "(https://github.com/KanishJebaMathewM/Truxify/issues/12340). The two tasks do conflict.",
    preamble=SURGERY,
    listings=(
        Listing(
            "code",
            "As written",
            f"{HEAD}(loss1 + loss2).backward()\nfor p in trunk:\n"
            "    g1, g2 = p.grad.clone(), p.grad.clone()\n    p.grad = project(g1, g2) + project(g2, g1)\n",
            "“Both tasks’ gradients” are read from `.grad`.",
        ),
        Listing("fix", "Fix: per task", HEAD + WHOLE, "One gradient per task, over the whole shared layer."),
        Listing(
            "each", "Per parameter", HEAD + EACH, "One gradient per task, but weight and bias projected separately."
        ),
    ),
    questions=(
        Question(
            "What does the code leave in `.grad` of the shared layer?",
            (
                Option("PCGrad’s update.", lambda runs: same(_update(runs, "code"), _update(runs, "fix"))),
                Option("The plain sum of both gradients.", lambda runs: same(_update(runs, "code"), _sum(runs))),
                Option("Twice the plain sum.", lambda runs: same(_update(runs, "code"), 2 * _sum(runs))),
            ),
        ),
        Question(
            "With true gradients per task, does projecting weight and bias separately give the same as projecting the "
            "whole layer?",
            (
                Option("Yes.", lambda runs: same(_update(runs, "each"), _update(runs, "fix"))),
                Option("No.", lambda runs: not same(_update(runs, "each"), _update(runs, "fix"))),
            ),
        ),
    ),
    why="After one pass `.grad` holds the sum and the tasks can no longer be told apart: the test for conflict "
    "compares a gradient with itself, never fires, and all that is left is a doubled learning rate.",
    fix="Take one gradient per task with `torch.autograd.grad`, project the vectors over all shared parameters "
    "together, and write the result to `.grad`.",
    claims=(
        Claim(
            "The tasks conflict: the cosine of their gradients is {cos:.3f}. The code as written leaves 2 (g1 + g2), "
            "to within {gap:.2g}.",
            lambda _, cos, gap: cos < -0.05 and gap < 1e-6,
            lambda runs: {
                "cos": cosine(_task(runs, 1), _task(runs, 2)),
                "gap": gap(_update(runs, "code"), 2 * _sum(runs)),
            },
        ),
        Claim(
            "PCGrad’s update has norm {right:.3f}, the code’s {wrong:.3f}; its inner products with the two "
            "gradients are {one:.3f} and {two:.3f}: neither task is hurt.",
            lambda _, right, wrong, one, two: one >= 0 and two >= 0 and abs(right - wrong) > 0.1,
            lambda runs: {
                "right": norm(_update(runs, "fix")),
                "wrong": norm(_update(runs, "code")),
                "one": float(_update(runs, "fix") @ _task(runs, 1)),
                "two": float(_update(runs, "fix") @ _task(runs, 2)),
            },
        ),
        Claim(
            "Projected parameter by parameter the update is another one (cosine {angle:.3f} with PCGrad’s): the tasks "
            "conflict on the weight ({weight:.2f}) and agree on the bias ({bias:.2f}), which is then left as it is.",
            lambda _, angle, weight, bias: angle < 0.999 and weight < 0 < bias,
            lambda runs: {
                "angle": cosine(_update(runs, "each"), _update(runs, "fix")),
                "weight": cosine(_task(runs, 1)[:50], _task(runs, 2)[:50]),
                "bias": cosine(_task(runs, 1)[50:], _task(runs, 2)[50:]),
            },
        ),
    ),
)
