"""Scenario 1: two backward passes over one trunk."""

from mtlviz.lab.measures import finishes, gap, is_none, is_zero, raises, same
from mtlviz.lab.scenario import Claim, Listing, Option, Question, Runs, Scenario
from mtlviz.lab.scenarios.preambles import SIMPLE
from mtlviz.lab.sources import TWO_LOSSES

NAMES = [f"fc{n}.{kind}" for n in (1, 2, 3) for kind in ("weight", "bias")]
HEAD = """\
torch.manual_seed(0)
model = SimpleModel()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

out1, out2 = model(x)
loss1 = F.cross_entropy(out1, y1)
loss2 = F.mse_loss(out2, y2)

"""


def _only_task_1(runs: Runs) -> bool:
    return same(runs["code"].grad("fc1.weight"), runs["retain"].grad("fc1.weight", after="loss1.backward"))


TWICE = Scenario(
    number=1,
    title="Two backward passes over one trunk",
    setting="Two tasks share the layer `fc1`; each has a head and a loss of its own. The same pattern, one "
    f"`backward()` per loss, is recommended in {TWO_LOSSES}.",
    preamble=SIMPLE,
    listings=(
        Listing(
            "code",
            "As written",
            f"{HEAD}loss1.backward()\nloss2.backward()\noptimizer.step()\n",
            "One backward pass per loss, then one step.",
        ),
        Listing(
            "retain",
            "Fix: retain_graph",
            f"{HEAD}loss1.backward(retain_graph=True)\nloss2.backward()\noptimizer.step()\n",
            "The first pass keeps what the second one needs.",
        ),
        Listing(
            "sum",
            "Fix: one pass",
            f"{HEAD}loss = loss1 + loss2\nloss.backward()\noptimizer.step()\n",
            "The losses are added first, and one pass walks the trunk once.",
        ),
    ),
    questions=(
        Question(
            "Does it run to the end?",
            (
                Option("Yes.", finishes()),
                Option("No: `loss1.backward()` raises.", raises("loss1.backward()")),
                Option("No: `loss2.backward()` raises.", raises("loss2.backward()")),
            ),
        ),
        Question(
            "What is in `fc3.weight.grad` after the line `loss2.backward()`?",
            (
                Option("None.", is_none("fc3.weight")),
                Option("Zeros.", is_zero("fc3.weight")),
                Option(
                    "The gradient of `loss2`.",
                    lambda runs: same(runs["code"].grad("fc3.weight"), runs["sum"].grad("fc3.weight")),
                ),
            ),
        ),
    ),
    why="The first pass frees the tensors that it used, and the ReLU and `fc1` belong to both losses: the second pass "
    "gets through its own head and breaks off where the shared part begins.",
    fix="Keep the graph for the second pass (`retain_graph=True` on every pass but the last), or add the losses and "
    "call `backward()` once, which walks the shared part once instead of twice.",
    claims=(
        Claim(
            "The pass that broke had already filled `fc3.weight.grad` (norm {norm:.3f}), while `fc1.weight.grad` holds "
            "task 1 alone: a loop that catches the error and steps anyway trains on half a sum.",
            lambda runs, norm: norm > 0 and _only_task_1(runs),
            lambda runs: {"norm": runs["code"].norm("fc3.weight")},
        ),
        Claim(
            "Both fixes leave the same `.grad` in all six parameters: the largest difference is {gap:.2g}.",
            lambda _, gap: gap < 1e-6,
            lambda runs: {"gap": max(gap(runs["retain"].grad(name), runs["sum"].grad(name)) for name in NAMES)},
        ),
    ),
)
