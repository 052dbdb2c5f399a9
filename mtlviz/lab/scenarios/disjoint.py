"""Scenario 14: two models that share nothing."""

from mtlviz.lab.scenario import Claim, Listing, Option, Question, Runs, Scenario
from mtlviz.lab.scenarios.preambles import CHAIN, FLAT

MODELS = """

def two_models():
    torch.manual_seed(0)
    return nn.Linear(10, 5), nn.Linear(7, 1)


def two_losses(A, B):
    return F.cross_entropy(A(xa), classes), F.mse_loss(B(xb), y)
"""
HEAD = """\
A, B = two_models()
everything = [*A.parameters(), *B.parameters()]
loss_a, loss_b = two_losses(A, B)

"""
ADAM = """\
def train(A, B, lam):
    everything = [*A.parameters(), *B.parameters()]
    optimizer = torch.optim.AdamW(everything, lr=0.01)
    for _ in range(20):
        optimizer.zero_grad()
        loss_a, loss_b = two_losses(A, B)
        (lam * loss_a + (1 - lam) * loss_b).backward()
        optimizer.step()


A, B = two_models()
train(A, B, lam=0.7)

A2, B2 = two_models()
train(A2, B2, lam=0.07)
"""


def _cross(runs: Runs) -> float:
    """The off-diagonal element of the Gram matrix."""
    return float(runs["code"].values["gram"][0, 1])


def _adam_ratio(runs: Runs) -> float:
    """How far A goes at λ = 0.7, over how far at 0.07."""
    return runs["adam"].moved("A.weight") / runs["adam"].moved("A2.weight")


def _rates_gap(runs: Runs) -> float:
    return max(
        abs(runs["code"].moved(name) - runs["rates"].moved(name))
        for name in ("A.weight", "A.bias", "B.weight", "B.bias")
    )


DISJOINT = Scenario(
    number=14,
    title="Separate models: no tug-of-war",
    setting="A and B share no parameter; their losses are weighted 0.7 and 0.3.",
    preamble=CHAIN + MODELS + FLAT,
    listings=(
        Listing(
            "code",
            "As written",
            f"{HEAD}g_a = flat(loss_a, everything)\ng_b = flat(loss_b, everything)\n"
            "G = torch.stack([g_a, g_b])\ngram = G @ G.T\nprint(gram)\n\n"
            "optimizer = torch.optim.SGD(everything, lr=0.1)\nloss = 0.7 * loss_a + 0.3 * loss_b\nloss.backward()\n"
            "optimizer.step()\n",
            "The Gram matrix of both gradients, then a λ-weighted step of SGD.",
        ),
        Listing(
            "rates",
            "Without λ",
            f"{HEAD}optimizer = torch.optim.SGD(\n    [\n"
            '        {"params": A.parameters(), "lr": 0.07},\n'
            '        {"params": B.parameters(), "lr": 0.03},\n'
            "    ]\n)\n(loss_a + loss_b).backward()\noptimizer.step()\n",
            "No weights, two learning rates: 0.7 and 0.3 times 0.1.",
        ),
        Listing("adam", "With AdamW", ADAM, "Twenty steps of AdamW, once with λ = 0.7 and once with λ = 0.07 for A."),
    ),
    questions=(
        Question(
            "Taken over all parameters, what is the inner product of the two gradients?",
            (
                Option("Positive: they agree.", lambda runs: _cross(runs) > 0),
                Option("Negative: they conflict.", lambda runs: _cross(runs) < 0),
                Option("Exactly zero.", lambda runs: _cross(runs) == 0),
            ),
        ),
        Question(
            "AdamW, twenty steps: A’s weight λ goes from 0.7 down to 0.07. How far does A move?",
            (
                Option("About a tenth as far.", lambda runs: 7 < _adam_ratio(runs) < 13),
                Option("About as far as before.", lambda runs: 0.95 < _adam_ratio(runs) < 1.05),
                Option("About a third as far.", lambda runs: 2 < _adam_ratio(runs) < 4),
            ),
        ),
    ),
    why="Where nothing is shared, each gradient is zero on the other model’s parameters: there is no conflict for λ "
    "to settle, it is one learning rate per model, and AdamW divides even that out.",
    fix="Train separate models with separate optimisers and learning rates: λ acts through SGD only, so the choice of "
    "optimiser decides whether it does anything. Balancing starts where parameters are shared.",
    claims=(
        Claim(
            "The Gram matrix is diagonal: {a:.3f} and {b:.3f}, and {cross:g} off the diagonal.",
            lambda _, a, b, cross: a > 0 and b > 0 and cross == 0,
            lambda runs: {
                "a": runs["code"].values["gram"][0, 0],
                "b": runs["code"].values["gram"][1, 1],
                "cross": _cross(runs),
            },
        ),
        Claim(
            "λ = 0.7 / 0.3 at rate 0.1 moves every parameter as far as rates 0.07 / 0.03 without λ, to within "
            "{gap:.2g}.",
            lambda runs, gap: gap < 1e-7 and runs["rates"].moved("A.weight") > 0.001,
            lambda runs: {"gap": _rates_gap(runs)},
        ),
        Claim(
            "With AdamW a tenfold smaller λ changes how far A goes by a factor of {ratio:.4f}.",
            lambda _, ratio: 0.99 < ratio < 1.01,
            lambda runs: {"ratio": _adam_ratio(runs)},
        ),
    ),
)
