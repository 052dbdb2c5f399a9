"""Scenario 8: gradients per task without touching .grad."""

from typing import Any

from mtlviz.lab.measures import finishes, flows, gap, is_none, is_zero, raises
from mtlviz.lab.scenario import Claim, Listing, Option, Question, Runs, Scenario
from mtlviz.lab.scenarios.preambles import LOSSES

HEAD = """\
torch.manual_seed(0)
model = SimpleModel()
loss1, loss2 = losses(model)

"""
ALL = "everything = list(model.parameters())\n"


def _value(runs: Runs, key: str, name: str) -> Any:
    return runs[key].values[name]


GRAD = Scenario(
    number=8,
    title="torch.autograd.grad: .grad stays as it is",
    setting="To log the norm of each task’s gradient, one gradient per task is wanted, and the training step that "
    "follows must not notice. `torch.autograd.grad` returns gradients instead of storing them.",
    preamble=LOSSES,
    listings=(
        Listing(
            "code",
            "As written",
            f"{HEAD}{ALL}g1 = torch.autograd.grad(loss1, everything)\ng2 = torch.autograd.grad(loss2, everything)\n",
            "Both losses, all six parameters.",
        ),
        Listing(
            "unused",
            "Fix: allow_unused",
            f"{HEAD}{ALL}g1 = torch.autograd.grad(\n"
            "    loss1,\n    everything,\n    retain_graph=True,\n    allow_unused=True,\n)\n"
            "g2 = torch.autograd.grad(\n    loss2, everything, allow_unused=True\n)\n"
            "names = [name for name, _ in model.named_parameters()]\n"
            "print([n for n, g in zip(names, g1) if g is None])\n"
            "print([n for n, g in zip(names, g2) if g is None])\n",
            "What a loss does not use comes back as None; the graph is kept for the second call.",
        ),
        Listing(
            "shared",
            "Fix: ask for fc1",
            f"{HEAD}trunk = list(model.fc1.parameters())\n"
            "g1 = torch.autograd.grad(loss1, trunk, retain_graph=True)\n"
            "g2 = torch.autograd.grad(loss2, trunk, retain_graph=True)\n"
            "n1 = torch.cat([g.flatten() for g in g1]).norm().item()\n"
            "n2 = torch.cat([g.flatten() for g in g2]).norm().item()\n"
            'print(f"norms: task 1 {n1:.3f}, task 2 {n2:.3f}")\n\n'
            "(loss1 + loss2).backward()\n",
            "The shared parameters alone: the diagnostic of this project. The training pass follows.",
        ),
    ),
    questions=(
        Question(
            "Does it run to the end as written?",
            (
                Option("Yes.", finishes()),
                Option("No: the first call raises.", raises("grad(loss1")),
                Option("No: the second call raises.", raises("grad(loss2")),
            ),
        ),
        Question(
            "What is in `fc1.weight.grad` after both calls, once they work?",
            (
                Option("None.", is_none("fc1.weight", "unused")),
                Option("Zeros.", is_zero("fc1.weight", "unused")),
                Option("The sum of both gradients.", flows("fc1.weight", "unused")),
            ),
        ),
    ),
    why="`autograd.grad` wants every parameter it is asked about to be part of the graph (`loss1` never sees `fc3`), "
    "it frees the graph like `backward()`, and it writes nothing to `.grad`.",
    fix="Ask for the shared parameters only, and retain the graph on all calls but the last user of it. "
    "`mtlviz.probe.measure` does this for any model. Where a loss may miss a parameter, `allow_unused=True` gives "
    "None.",
    claims=(
        Claim(
            "The call that raised had already walked and freed the graph of `loss1`: to catch the error and try again "
            "with `allow_unused` takes a new forward pass.",
            lambda runs: runs["code"].after().standing["loss1"] == "freed",
        ),
        Claim(
            "`.grad` of all six parameters is None before both calls and None after them.",
            lambda runs: all(p.grad is None for step in runs["unused"].steps for p in step.parameters),
        ),
        Claim(
            "On `fc1` task 1’s gradient has norm {one:.3f}, task 2’s {two:.3f}; the training pass after it fills "
            "`.grad` with their sum, to within {gap:.2g}.",
            lambda _, one, two, gap: one > 0 and two > 0 and gap < 1e-6,
            lambda runs: {
                "one": _value(runs, "shared", "n1"),
                "two": _value(runs, "shared", "n2"),
                "gap": gap(
                    runs["shared"].grad("fc1.weight"),
                    _value(runs, "shared", "g1")[0] + _value(runs, "shared", "g2")[0],
                ),
            },
        ),
    ),
)
