"""Scenario 9: all tasks at once."""

from typing import Any

from mtlviz.lab.measures import flows, gap, is_none, norm, raises, same
from mtlviz.lab.scenario import Claim, Listing, Option, Question, Runs, Scenario
from mtlviz.lab.scenarios.preambles import LOSSES

HEAD = """\
torch.manual_seed(0)
model = SimpleModel()
loss1, loss2 = losses(model)

"""


def _value(runs: Runs, key: str, name: str) -> Any:
    return runs[key].values[name]


def _trunk(runs: Runs, key: str) -> Any:
    """(2, 5, 10): both tasks' gradients on fc1.weight."""
    return _value(runs, key, "rows")


AT_ONCE = Scenario(
    number=9,
    title="All tasks at once",
    setting="One call per task is a loop. The losses are stacked into one tensor to get all gradients in one go.",
    preamble=LOSSES,
    listings=(
        Listing(
            "code",
            "As written",
            f"{HEAD}stacked = torch.stack([loss1, loss2])\nstacked.backward()\n",
            "One backward pass on the tensor of both losses.",
        ),
        Listing(
            "batched",
            "Fix: is_grads_batched",
            f"{HEAD}stacked = torch.stack([loss1, loss2])\ntrunk = list(model.fc1.parameters())\n"
            "rows, bias_rows = torch.autograd.grad(\n"
            "    stacked,\n    trunk,\n    grad_outputs=torch.eye(2),\n    is_grads_batched=True,\n)\n"
            "print(rows.shape)\n",
            "Row k of the identity says: the gradient of loss k.",
        ),
        Listing(
            "func",
            "Fix: torch.func",
            "from torch.func import functional_call, jacrev\n\n"
            "torch.manual_seed(0)\nmodel = SimpleModel()\n\n\n"
            "def both(parameters):\n"
            "    out1, out2 = functional_call(model, parameters, (x,))\n"
            "    loss1 = F.cross_entropy(out1, y1)\n"
            "    return torch.stack([loss1, F.mse_loss(out2, y2)])\n\n\n"
            "named = model.named_parameters()\n"
            "jacobian = jacrev(both)({n: p.detach() for n, p in named})\n"
            'rows = jacobian["fc1.weight"]\nprint(rows.shape)\n',
            "The losses as a function of the parameters, and its Jacobian.",
        ),
        Listing(
            "loop",
            "One call per task",
            f"{HEAD}weight = model.fc1.weight\ngrad = torch.autograd.grad\n"
            "(g1,) = grad(loss1, weight, retain_graph=True)\n"
            "(g2,) = grad(loss2, weight)\nrows = torch.stack([g1, g2])\nprint(rows.shape)\n",
            "The loop of scenario 8, to compare with.",
        ),
    ),
    questions=(
        Question(
            "What does `stacked.backward()` do?",
            (
                Option("It fills `.grad` with the sum of both.", flows("fc1.weight")),
                Option("It fills `.grad` with one gradient per task.", lambda runs: _rank(runs) == 3),
                Option("It raises.", raises("stacked.backward()")),
            ),
        ),
        Question(
            "`fc1.weight` is 5 × 10. Which shape comes back from `is_grads_batched=True`?",
            (
                Option("5 × 10: the sum.", lambda runs: _trunk(runs, "batched").shape == (5, 10)),
                Option("2 × 5 × 10: one gradient per task.", lambda runs: _trunk(runs, "batched").shape == (2, 5, 10)),
                Option("10 × 10: stacked rows.", lambda runs: _trunk(runs, "batched").shape == (10, 10)),
            ),
        ),
    ),
    why="A backward pass needs one number to start from, or one weight per output; `is_grads_batched` runs it for all "
    "rows of a matrix of such weights in one vectorised pass, and the identity matrix asks for each loss alone.",
    fix="`is_grads_batched=True` with the identity as `grad_outputs`, or `torch.func.jacrev` when the model is "
    "written as a function. Neither touches `.grad`.",
    claims=(
        Claim(
            "All three ways agree: the largest difference to one call per task is {batched:.2g} batched, {func:.2g} "
            "with `jacrev`.",
            lambda runs, batched, func: max(batched, func) < 1e-6 and norm(_trunk(runs, "loop")) > 0.1,
            lambda runs: {key: gap(_trunk(runs, key), _trunk(runs, "loop")) for key in ("batched", "func")},
        ),
        Claim(
            "`.grad` is None after each of them.",
            lambda runs: all(is_none("fc1.weight", key)(runs) for key in ("batched", "func", "loop")),
        ),
        Claim(
            "The two rows differ: they are two gradients, not two copies of their sum.",
            lambda runs: not same(*_trunk(runs, "batched")),
        ),
    ),
)


def _rank(runs: Runs) -> int:
    grad = runs["code"].grad("fc1.weight")
    return 0 if grad is None else grad.ndim
