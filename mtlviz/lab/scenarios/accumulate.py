"""Scenarios 2 and 3: what a second pass adds, and what `zero_grad()` in between throws away."""

from mtlviz.lab.measures import Array, flows, gap, is_none, is_zero, norm, same
from mtlviz.lab.scenario import Claim, Listing, Option, Question, Runs, Scenario
from mtlviz.lab.scenarios.preambles import LOSSES
from mtlviz.lab.sources import TWO_LOSSES

HEAD = """\
torch.manual_seed(0)
model = SimpleModel()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
loss1, loss2 = losses(model)

"""


def _shared(runs: Runs, key: str = "code", after: str | None = None) -> Array:
    return runs[key].grad_or_zeros("fc1.weight", after)


def _kept(runs: Runs, name: str) -> Array:
    """g1 or g2 as the repaired listing keeps them."""
    value: Array = runs["fix"].values[name]
    return value


def _sum(runs: Runs) -> Array:
    return _kept(runs, "g1") + _kept(runs, "g2")


ACCUMULATE = Scenario(
    number=2,
    title="Accumulation: .grad is a sum",
    setting="To compare the two tasks, task 1’s gradient is put aside before the second pass.",
    preamble=LOSSES,
    listings=(
        Listing(
            "code",
            "As written",
            f"{HEAD}loss1.backward(retain_graph=True)\ng1 = model.fc1.weight.grad\nprint(g1[0, :3])\n\n"
            "loss2.backward()\nprint(g1[0, :3])\nprint(model.fc1.weight.grad[0, :3])\n",
            "`g1` is meant to be task 1’s gradient; three of its elements are printed.",
        ),
        Listing(
            "fix",
            "Fix: copy, then clear",
            f"{HEAD}loss1.backward(retain_graph=True)\ng1 = model.fc1.weight.grad.clone()\noptimizer.zero_grad()\n\n"
            "loss2.backward()\ng2 = model.fc1.weight.grad.clone()\n"
            "print(g1[0, :3])\nprint(g2[0, :3])\nprint((g1 + g2)[0, :3])\n",
            "Each gradient is copied, and `.grad` cleared in between.",
        ),
    ),
    questions=(
        Question(
            "What is in `fc1.weight.grad` at the end?",
            (
                Option("Task 2’s gradient.", lambda runs: same(_shared(runs), _kept(runs, "g2"))),
                Option("Both gradients’ sum, element by element.", lambda runs: same(_shared(runs), _sum(runs))),
                Option("Their mean.", lambda runs: same(_shared(runs), _sum(runs) / 2)),
            ),
        ),
        Question(
            "And in `g1`, which was put aside before the second pass?",
            (
                Option("Task 1’s gradient.", lambda runs: same(runs["code"].values["g1"], _kept(runs, "g1"))),
                Option("The sum as well.", lambda runs: same(runs["code"].values["g1"], _sum(runs))),
            ),
        ),
    ),
    why="`backward()` adds to what is in `.grad`, in place, and `g1` is no copy but the same tensor by a second name.",
    fix="Copy what you want to keep (`.clone()`); or do not take gradients apart by way of `.grad` at all, as in "
    "scenario 8.",
    claims=(
        Claim(
            "`.grad` is g1 + g2 in all {size} elements: the largest difference is {gap:.2g}.",
            lambda _, size, gap: size == 50 and gap < 1e-6,
            lambda runs: {"size": _sum(runs).size, "gap": gap(_shared(runs), _sum(runs))},
        ),
        Claim(
            "‖g1‖ is {one:.3f} and ‖g2‖ {two:.3f}, but ‖g1 + g2‖ is {both:.3f}: gradients add, their norms do not.",
            lambda _, one, two, both: both < one + two - 0.01,
            lambda runs: {"one": norm(_kept(runs, "g1")), "two": norm(_kept(runs, "g2")), "both": norm(_sum(runs))},
        ),
    ),
)


def _head_stays(runs: Runs) -> bool:
    return runs["code"].moved("fc2.weight") == 0


CLEARED = Scenario(
    number=3,
    title="zero_grad() between the passes",
    setting="Accumulation looks like a nuisance, so `zero_grad()` goes before every backward pass. This, too, is "
    f"recommended in {TWO_LOSSES}.",
    preamble=LOSSES,
    listings=(
        Listing(
            "code",
            "As written",
            f"{HEAD}optimizer.zero_grad()\nloss1.backward(retain_graph=True)\n\n"
            "optimizer.zero_grad()\nloss2.backward()\noptimizer.step()\n",
            "Clear, pass, clear, pass, step.",
        ),
        Listing(
            "fix",
            "Fix: clear once",
            f"{HEAD}optimizer.zero_grad()\nloss1.backward(retain_graph=True)\nloss2.backward()\noptimizer.step()\n",
            "Clear once per step, before the first pass.",
        ),
    ),
    questions=(
        Question(
            "Whose gradient moves the shared `fc1`?",
            (
                Option("Both tasks’.", lambda runs: same(_shared(runs), _shared(runs, "fix"))),
                Option(
                    "Task 1’s alone.", lambda runs: same(_shared(runs), _shared(runs, "fix", after="loss1.backward"))
                ),
                Option(
                    "Task 2’s alone.",
                    lambda runs: same(
                        _shared(runs), _shared(runs, "fix") - _shared(runs, "fix", after="loss1.backward")
                    ),
                ),
            ),
        ),
        Question(
            "Does task 1’s own head `fc2` move?",
            (
                Option("Yes.", lambda runs: not _head_stays(runs)),
                Option("No: its `.grad` is None.", lambda runs: _head_stays(runs) and is_none("fc2.weight")(runs)),
                Option("No: its `.grad` is zeros.", lambda runs: _head_stays(runs) and is_zero("fc2.weight")(runs)),
            ),
        ),
    ),
    why="The second `zero_grad()` throws task 1’s gradient away (it sets `.grad` to None), so every step trains task 2 "
    "alone: without an error, and with both losses on the plot.",
    fix="Call `zero_grad()` once per step, before the first backward pass.",
    claims=(
        Claim(
            "As written `fc2.weight` moves by {wrong:g}; with the fix by {right:.4f}.",
            lambda _, wrong, right: wrong == 0 and right > 0,
            lambda runs: {"wrong": runs["code"].moved("fc2.weight"), "right": runs["fix"].moved("fc2.weight")},
        ),
        Claim(
            "At the step ‖fc1.weight.grad‖ is {wrong:.3f} as written, {right:.3f} with both tasks in it.",
            lambda runs, wrong, right: abs(wrong - right) > 0.01 and flows("fc1.weight")(runs),
            lambda runs: {"wrong": runs["code"].norm("fc1.weight"), "right": runs["fix"].norm("fc1.weight")},
        ),
    ),
)
