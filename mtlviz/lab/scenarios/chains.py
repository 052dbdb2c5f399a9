"""Scenarios 10 and 11: two models in one graph."""

from mtlviz.lab.measures import flows, gap, is_none, is_zero
from mtlviz.lab.scenario import Claim, Listing, Option, Question, Runs, Scenario
from mtlviz.lab.scenarios.preambles import CHAIN
from mtlviz.lab.sources import TWO_MODELS

JOINT = """\
torch.manual_seed(0)
A = nn.Linear(10, 5)
B = nn.Linear(7, 5)
C = nn.Linear(10, 1)
learning = nn.ModuleList([A, B, C])
optimizer = torch.optim.SGD(learning.parameters(), lr=0.1)

"""
CAT = """\
joined = torch.cat([A(xa), B(xb)], dim=1)
loss = F.mse_loss(C(joined), y)
loss.backward()
optimizer.step()
"""
WRAPPED = """\
class Joint(nn.Module):
    def __init__(self):
        super().__init__()
        self.A, self.B, self.C = A, B, C

    def forward(self, xa, xb):
        outputs = [self.A(xa), self.B(xb)]
        return self.C(torch.cat(outputs, dim=1))


joint = Joint()
loss = F.mse_loss(joint(xa, xb), y)
loss.backward()
"""
MUTE = "C.weight.data[:, :5] = 0.0  # C no longer looks at A\n"


def _wrapped_gap(runs: Runs) -> float:
    """The largest difference that a module around all three models makes."""
    names = [f"{model}.{kind}" for model in "ABC" for kind in ("weight", "bias")]
    return max(gap(runs["code"].grad(name), runs["wrapped"].grad(name)) for name in names)


def _all_flow(runs: Runs) -> bool:
    return all(flows(f"{model}.weight")(runs) for model in "ABC")


CONCATENATED = Scenario(
    number=10,
    title="Two models, joined outputs, one loss",
    setting="Models A (10 → 5) and B (7 → 5) see different inputs; their outputs are joined, and C (10 → 1) reads "
    "both. There is one loss, behind C.",
    preamble=CHAIN,
    listings=(
        Listing("code", "As written", JOINT + CAT, "One graph through three models."),
        Listing("wrapped", "One module around", JOINT + WRAPPED, "One overarching module, whose output is scored."),
        Listing("mute", "Zero is not None", JOINT + MUTE + CAT, "The weights with which C reads A are set to zero."),
    ),
    questions=(
        Question(
            "Which models get a gradient?",
            (
                Option(
                    "C only: the loss is C’s.", lambda runs: is_none("A.weight")(runs) and is_none("B.weight")(runs)
                ),
                Option("A, B and C.", _all_flow),
                Option("None: `torch.cat` copies.", lambda runs: is_none("C.weight")(runs)),
            ),
        ),
        Question(
            "If C’s weights for A’s outputs are zero, what is in `A.weight.grad`?",
            (
                Option("None.", is_none("A.weight", "mute")),
                Option("Zeros.", is_zero("A.weight", "mute")),
                Option("The same as before.", flows("A.weight", "mute")),
            ),
        ),
        Question(
            f"{TWO_MODELS} says that “simply calling .backward() on the loss alone is insufficient”: one overarching "
            "function has to be the root. What does the run say?",
            (
                Option(
                    "So it is: without a module around them, A and B get less or nothing.",
                    lambda runs: not _wrapped_gap(runs) < 1e-6,
                ),
                Option(
                    "`loss.backward()` is sufficient: the gradients are the same.",
                    lambda runs: _wrapped_gap(runs) < 1e-6,
                ),
            ),
        ),
    ),
    why="`torch.cat` is an operation like any other, and its backward cuts the gradient in two and hands each model "
    "its own columns.",
    fix="Nothing to repair. But read `.grad` with care: None means that there is no way from the loss to the "
    "parameter, zeros mean that there is one and no gradient arrived.",
    claims=(
        Claim(
            "‖.grad‖ after the one pass: A {A:.3f}, B {B:.3f}, C {C:.3f}.",
            lambda _, **norms: min(norms.values()) > 0,
            lambda runs: {model: runs["code"].norm(f"{model}.weight") for model in "ABC"},
        ),
        Claim(
            "With a module around all three the gradients differ by {gap:.2g} at most: the loss is the root, and the "
            "graph is made by the operations, whichever function calls them.",
            lambda _, gap: gap < 1e-6,
            lambda runs: {"gap": _wrapped_gap(runs)},
        ),
        Claim(
            "Muted, A has a `.grad` of zeros and does not move (Δ = {a:g}), while C’s columns for A get a gradient "
            "again (norm {c:.3f}): the next step can reach A "
            "again.",
            lambda runs, a, c: a == 0 and is_zero("A.weight", "mute")(runs) and c > 0,
            lambda runs: {
                "a": runs["mute"].moved("A.weight"),
                "c": float(abs(runs["mute"].grad_or_zeros("C.weight")[:, :5]).sum()),
            },
        ),
    ),
)

PAIR = """\
torch.manual_seed(0)
A = nn.Linear(10, 5)
B = nn.Linear(10, 1)

a = A(xa)
"""
TO_B = """\
b = B(torch.cat([{given}, features], dim=1))
loss = F.mse_loss(b, y)
loss.backward()
"""

CONDITIONED = Scenario(
    number=11,
    title="B reads what A says",
    setting="A (10 → 5) scores five classes. B predicts a number from A’s five outputs and five features of its own. "
    "The only loss is B’s.",
    preamble=CHAIN,
    listings=(
        Listing("code", "As written", PAIR + TO_B.format(given="a"), "B is given A’s outputs as they are."),
        Listing(
            "argmax",
            "B gets A’s class",
            f"{PAIR}picked = F.one_hot(a.argmax(dim=1), 5).float()\n{TO_B.format(given='picked')}",
            "B is given the class with the highest score, as a vector of zeros and a one.",
        ),
        Listing(
            "softmax",
            "Fix: probabilities",
            f"{PAIR}soft = a.softmax(dim=1)\n{TO_B.format(given='soft')}",
            "B is given A’s probabilities: nearly the class, and with a slope.",
        ),
    ),
    questions=(
        Question(
            "A has no loss of its own. What is in `A.weight.grad`?",
            (
                Option("None.", is_none("A.weight")),
                Option("Zeros.", is_zero("A.weight")),
                Option("B’s gradient, carried on to A.", flows("A.weight")),
            ),
        ),
        Question(
            "And if B is given the class that A picked (`argmax`)?",
            (
                Option("It raises.", lambda runs: runs["argmax"].raised is not None),
                Option("None, and no error.", is_none("A.weight", "argmax")),
                Option("Zeros.", is_zero("A.weight", "argmax")),
                Option("A gradient still.", flows("A.weight", "argmax")),
            ),
        ),
    ),
    why="The chain rule goes on through B’s input into A; a picked class has no slope, so `argmax` ends the chain, "
    "without a word.",
    fix="Hand on scores or probabilities. If B must see a hard choice, use an estimator that is made for it, such as "
    "`F.gumbel_softmax(a, hard=True)`.",
    claims=(
        Claim(
            "‖A.weight.grad‖: {code:.3f} through the outputs, {softmax:.3f} through the probabilities, None through "
            "`argmax`.",
            lambda runs, code, softmax: code > 0 and softmax > 0 and is_none("A.weight", "argmax")(runs),
            lambda runs: {key: runs[key].norm("A.weight") for key in ("code", "softmax")},
        ),
        Claim(
            "B itself learns in all three: its `.grad` is there each time.",
            lambda runs: all(flows("B.weight", key)(runs) for key in ("code", "argmax", "softmax")),
        ),
    ),
)
