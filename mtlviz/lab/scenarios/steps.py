"""Scenario 4: the gradient that grows from step to step."""

from mtlviz.lab.scenario import Claim, Listing, Option, Question, Runs, Scenario
from mtlviz.lab.scenarios.preambles import LOSSES

HEAD = """\
torch.manual_seed(0)
model = SimpleModel()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

"""
STEP = "loss1, loss2 = losses(model)\n(loss1 + loss2).backward()\noptimizer.step()  # {n}\n"


def _length(runs: Runs, step: int, key: str = "code") -> float:
    """How far SGD moves fc1.weight in that step: lr · ‖.grad‖."""
    return 0.01 * runs[key].norm("fc1.weight", after=f"step()  # {step}")


def _growth(runs: Runs, key: str = "code") -> float:
    return _length(runs, 3, key) / _length(runs, 1, key)


FORGOTTEN = Scenario(
    number=4,
    title="Forgetting zero_grad() across steps",
    setting="Three steps of SGD on the same eight samples, written out instead of in a loop.",
    preamble=LOSSES,
    listings=(
        Listing(
            "code",
            "As written",
            HEAD + "\n".join(STEP.format(n=n) for n in (1, 2, 3)),
            "Losses, backward, step; three times.",
        ),
        Listing(
            "fix",
            "Fix: zero_grad",
            HEAD + "\n".join(f"optimizer.zero_grad()\n{STEP.format(n=n)}" for n in (1, 2, 3)),
            "Each step begins with an empty `.grad`.",
        ),
    ),
    questions=(
        Question(
            "How long is the third step on `fc1.weight`, compared with the first?",
            (
                Option("Shorter: the losses go down.", lambda runs: _growth(runs) < 1),
                Option("About twice as long.", lambda runs: 1.6 < _growth(runs) < 2.4),
                Option("About three times as long.", lambda runs: 2.6 < _growth(runs) < 3.4),
            ),
        ),
        Question(
            "Does an error or a warning tell you?",
            (
                Option("Yes.", lambda runs: runs["code"].raised is not None or "Warning" in runs["code"].output),
                Option("No.", lambda runs: runs["code"].raised is None and "Warning" not in runs["code"].output),
            ),
        ),
    ),
    why="`step()` does not empty `.grad`, so step 3 still carries the gradients of steps 1 and 2: the learning rate "
    "seems to grow with every step.",
    fix="`optimizer.zero_grad()` at the beginning of each step.",
    claims=(
        Claim(
            "Step lengths on `fc1.weight` as written: {one:.4f}, {two:.4f}, {three:.4f}, so step 3 is {growth:.2f} "
            "times step 1; with the fix it is {right:.2f} times.",
            lambda _, one, two, three, growth, right: one < two < three and growth > 2.5 and right < 1.05,
            lambda runs: {
                **{name: _length(runs, n) for n, name in enumerate(("one", "two", "three"), 1)},
                "growth": _growth(runs),
                "right": _growth(runs, "fix"),
            },
        ),
    ),
)
