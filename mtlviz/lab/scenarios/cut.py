"""Scenario 12: where the chain breaks."""

from mtlviz.lab.measures import finishes, flows, is_none, is_zero
from mtlviz.lab.scenario import Claim, Listing, Option, Question, Runs, Scenario
from mtlviz.lab.scenarios.preambles import CHAIN

PAIR = """\
torch.manual_seed(0)
A = nn.Linear(10, 5)
B = nn.Linear(10, 1)

"""
LOSS_B = """\
b = B(torch.cat([{given}, features], dim=1))
loss_b = F.mse_loss(b, y)
"""
BREAKS = ("code", "no_grad", "item")

CUT = Scenario(
    number=12,
    title="detach, no_grad, item: where the chain breaks",
    setting="B reads A’s output, as in scenario 11. Three habits get into such code: detaching what is handed on, "
    "computing it under `no_grad`, and adding up losses as numbers.",
    preamble=CHAIN,
    listings=(
        Listing(
            "code",
            "detach()",
            f"{PAIR}a = A(xa)\n{LOSS_B.format(given='a.detach()')}loss_b.backward()\n",
            "A’s output is detached before B sees it.",
        ),
        Listing(
            "no_grad",
            "no_grad()",
            f"{PAIR}with torch.no_grad():\n    a = A(xa)\n{LOSS_B.format(given='a')}loss_b.backward()\n",
            "A is run without recording a graph.",
        ),
        Listing(
            "item",
            "item()",
            f"{PAIR}a = A(xa)\nloss_a = F.cross_entropy(a, classes)\n{LOSS_B.format(given='a')}"
            "loss = loss_a + loss_b.item()\nloss.backward()\n",
            "Both models have a loss; one of them is added as a number.",
        ),
        Listing(
            "fix",
            "Fix: tensors all the way",
            f"{PAIR}a = A(xa)\nloss_a = F.cross_entropy(a, classes)\n{LOSS_B.format(given='a')}"
            "loss = loss_a + loss_b\nloss.backward()\nprint(loss.item())\n",
            "Numbers are for printing, after the pass.",
        ),
        Listing(
            "frozen",
            "On purpose: a frozen A",
            f"{PAIR}P = nn.Linear(10, 10)\nA.requires_grad_(False)\na = A(P(xa))\n{LOSS_B.format(given='a')}"
            "loss_b.backward()\n",
            "A is to stay as it is; what stands before it, P, is to learn.",
        ),
    ),
    questions=(
        Question(
            "With `a.detach()`: who gets a gradient?",
            (
                Option("A and B.", lambda runs: flows("A.weight")(runs) and flows("B.weight")(runs)),
                Option("B; A’s `.grad` is None.", lambda runs: is_none("A.weight")(runs) and flows("B.weight")(runs)),
                Option("B; A’s `.grad` is zeros.", lambda runs: is_zero("A.weight")(runs) and flows("B.weight")(runs)),
            ),
        ),
        Question(
            "With `loss = loss_a + loss_b.item()`: who is left without?",
            (
                Option("A.", lambda runs: is_none("A.weight", "item")(runs) and flows("B.weight", "item")(runs)),
                Option("B.", lambda runs: is_none("B.weight", "item")(runs) and flows("A.weight", "item")(runs)),
                Option(
                    "Neither: it is the same sum.",
                    lambda runs: flows("A.weight", "item")(runs) and flows("B.weight", "item")(runs),
                ),
            ),
        ),
        Question(
            "How many of the three (`detach`, `no_grad`, `item`) raise an error?",
            (
                Option("None of them.", lambda runs: _errors(runs) == 0),
                Option("One.", lambda runs: _errors(runs) == 1),
                Option("All three.", lambda runs: _errors(runs) == 3),
            ),
        ),
    ),
    why="Each of the three gives the right value but no graph behind it, so no gradient gets past it and `.grad` "
    "stays None: without an error, because the value is right.",
    fix="Keep tensors until the pass is done, `item()` only for the log. A model that is meant to stay as it is gets "
    "`requires_grad_(False)`: gradients still pass through it; `detach()` and `no_grad()` end the chain.",
    claims=(
        Claim(
            "The losses are the same numbers with and without the break: B’s is {code:.4f} with `detach`, {fix:.4f} "
            "without.",
            lambda _, code, fix: code == fix,
            lambda runs: {key: float(runs[key].values["loss_b"]) for key in ("code", "fix")},
        ),
        Claim(
            "In the picture, under `no_grad` A is not there at all; under `detach` A stands apart, and the pass does "
            "not come through it. With the fix ‖A.weight.grad‖ is {norm:.3f}.",
            lambda runs, norm: norm > 0 and not _reached(runs, "no_grad") and not _loss_reaches_a(runs),
            lambda runs: {"norm": runs["fix"].norm("A.weight")},
        ),
        Claim(
            "A frozen model is no cut: A’s `.grad` is None and A stays, while ‖P.weight.grad‖ before it is {norm:.3f}.",
            lambda runs, norm: norm > 0 and is_none("A.weight", "frozen")(runs),
            lambda runs: {"norm": runs["frozen"].norm("P.weight")},
        ),
    ),
)


def _errors(runs: Runs) -> int:
    return sum(not finishes(key)(runs) for key in BREAKS)


def _reached(runs: Runs, key: str) -> bool:
    return any(node.parameter == "A.weight" for node in runs[key].after().graph.nodes)


def _loss_reaches_a(runs: Runs) -> bool:
    """Does a pass of the detached listing come through A?"""
    return any(node.visited and node.parameter == "A.weight" for node in runs["code"].after().graph.nodes)
