"""Scenario 13: a gradient that arrives at a parameter that no optimiser moves."""

from mtlviz.lab.measures import flows, is_none
from mtlviz.lab.scenario import Claim, Listing, Option, Question, Runs, Scenario
from mtlviz.lab.scenarios.preambles import CHAIN

TRIO = """\
torch.manual_seed(0)
A = nn.Linear(10, 5)
B = nn.Linear(7, 5)
C = nn.Linear(10, 1)
learning = nn.ModuleList([{parameters}])
optimizer = torch.optim.SGD(learning.parameters(), lr=0.1)

"""
TRAIN = """\
optimizer.zero_grad()
joined = torch.cat([A(xa), B(xb)], dim=1)
loss = F.mse_loss(C(joined), y)
loss.backward()
optimizer.step()  # {n}
"""


def _trio(parameters: str) -> str:
    return TRIO.format(parameters=parameters) + "\n".join(TRAIN.format(n=n) for n in (1, 2))


OWNED = Scenario(
    number=13,
    title="A model that the optimiser does not know",
    setting="The three models of scenario 10, two training steps. A was written elsewhere and comes in by import.",
    preamble=CHAIN,
    listings=(
        Listing("code", "As written", _trio("B, C"), "The optimiser is given B and C."),
        Listing(
            "fix",
            "Fix: all three",
            _trio("A, B, C"),
            "The optimiser is given everything that is to learn.",
        ),
    ),
    questions=(
        Question(
            "What is in `A.weight.grad` after the first pass?",
            (
                Option("None.", is_none("A.weight", after="loss.backward")),
                Option("A gradient.", flows("A.weight", after="loss.backward")),
            ),
        ),
        Question(
            "Does A move?",
            (
                Option("Yes.", lambda runs: runs["code"].moved("A.weight") > 0),
                Option("No.", lambda runs: runs["code"].moved("A.weight") == 0),
            ),
        ),
        Question(
            "And after `optimizer.zero_grad()` of the second step, what is in `A.weight.grad`?",
            (
                Option("None, like everywhere.", lambda runs: not _kept(runs)),
                Option("Still the first step’s gradient.", lambda runs: _kept(runs)),
            ),
        ),
    ),
    why="Autograd fills `.grad` of whatever the loss depends on; moving and clearing is up to the optimiser, and "
    "A is not among its parameters.",
    fix="Give the optimiser the parameters of every model that is to learn, and check once that everything has moved.",
    claims=(
        Claim(
            "After two steps ΔA.weight is {a:g}, ΔB.weight {b:.3f}; with the fix ΔA.weight is {fixed:.3f}.",
            lambda _, a, b, fixed: a == 0 and b > 0 and fixed > 0,
            lambda runs: {
                "a": runs["code"].moved("A.weight"),
                "b": runs["code"].moved("B.weight"),
                "fixed": runs["fix"].moved("A.weight"),
            },
        ),
        Claim(
            "Nothing clears A either: ‖A.weight.grad‖ grows from {one:.3f} to {two:.3f} in the second pass.",
            lambda _, one, two: two > 1.3 * one,
            lambda runs: {
                "one": runs["code"].norm("A.weight", after="step()  # 1"),
                "two": runs["code"].norm("A.weight"),
            },
        ),
    ),
)


def _kept(runs: Runs) -> bool:
    """Does A's gradient survive the second zero_grad, the one before the last four lines?"""
    first, cleared = runs["code"].after("step()  # 1"), runs["code"].steps[-5]
    return cleared.parameter("A.weight").norm == first.parameter("A.weight").norm
