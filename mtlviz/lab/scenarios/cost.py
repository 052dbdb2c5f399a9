"""Scenario 5: one pass over the weighted sum, its exactness and its price."""

from typing import Any

from mtlviz.lab.scenario import Claim, Listing, Option, Question, Runs, Scenario
from mtlviz.lab.scenarios.preambles import LOSSES

HEAD = """\
torch.manual_seed(0)
model = SimpleModel()
loss1, loss2 = losses(model)
w1, w2 = 0.3, 0.7
trunk = list(model.fc1.parameters())

"""
COST = '''\
from timeit import timeit

from torch.utils.flop_counter import FlopCounterMode

torch.set_num_threads(1)


def operations(run):
    with FlopCounterMode(display=False) as counter:
        run()
    return counter.get_total_flops()


def compare(trunk, width):
    """One weighted pass, relative to one per task."""
    h = trunk(x)
    loss1 = F.cross_entropy(nn.Linear(width, 2)(h), y1)
    loss2 = F.mse_loss(nn.Linear(width, 1)(h), y2)
    loss = 0.3 * loss1 + 0.7 * loss2

    def one():
        loss.backward(retain_graph=True)

    def two():
        loss1.backward(retain_graph=True)
        loss2.backward(retain_graph=True)

    times = [
        (timeit(one, number=1), timeit(two, number=1))
        for _ in range(100)
    ]
    best1, best2 = (min(column) for column in zip(*times))
    flops = operations(one) / operations(two)
    return flops, best1 / best2


torch.manual_seed(0)
small = nn.Sequential(nn.Linear(10, 5), nn.ReLU())
flops, time = compare(small, width=5)
print(
    f"trunk 5: {flops:.0%} of the operations, "
    f"{time:.0%} of the time"
)

deep = nn.Sequential(nn.Linear(10, 512), nn.ReLU())
deep.extend([nn.Linear(512, 512), nn.ReLU()])
deep_flops, deep_time = compare(deep, width=512)
print(
    f"trunk 512, 512: {deep_flops:.0%} of the operations, "
    f"{deep_time:.0%} of the time"
)
'''


LARGER = """\
torch.manual_seed(0)
model = SimpleModel()
loss1, loss2 = losses(model)
trunk = list(model.fc1.parameters())

loss = 0.5 * loss1 + 1.0 * loss2  # weights sum to 1.5
convex = 1 / 3 * loss1 + 2 / 3 * loss2  # to 1
g = torch.autograd.grad(loss, trunk, retain_graph=True)
unit = torch.autograd.grad(convex, trunk)
g = torch.cat([part.flatten() for part in g])
unit = torch.cat([part.flatten() for part in unit])
times = (g.norm() / unit.norm()).item()
cosine = torch.cosine_similarity(g, unit, dim=0).item()
print(f"{times:.3f} times as long, cosine {cosine:.6f}")
"""


def _value(runs: Runs, name: str, key: str = "cost") -> Any:
    return runs[key].values[name]


def _times(runs: Runs) -> float:
    return float(_value(runs, "times", "larger"))


def _aligned(runs: Runs) -> bool:
    return bool(abs(_value(runs, "cosine", "larger") - 1) < 1e-5)


WEIGHTED = Scenario(
    number=5,
    title="A weighted sum in one pass",
    setting="The losses are weighted 0.3 and 0.7. Is one backward pass of the weighted sum as good as two gradients "
    "weighted by hand, and what does it save?",
    preamble=LOSSES,
    listings=(
        Listing(
            "code",
            "As written",
            f"{HEAD}g1 = torch.autograd.grad(loss1, trunk, retain_graph=True)\n"
            "g2 = torch.autograd.grad(loss2, trunk, retain_graph=True)\n"
            "by_hand = [w1 * a + w2 * b for a, b in zip(g1, g2)]\n\n"
            "loss = w1 * loss1 + w2 * loss2\nloss.backward()\n"
            "pairs = zip(trunk, by_hand)\n"
            "gap = max((p.grad - g).abs().max() for p, g in pairs)\n"
            'print(f"largest difference: {gap:.1e}")\n',
            "Both ways on the same graph, compared element by element.",
        ),
        Listing("larger", "Weights 0.5 and 1.0", LARGER, "Weights that do not sum to 1, beside their like that do."),
        Listing("cost", "What it costs", COST, "Both ways, counted and timed, on this trunk and a large one."),
    ),
    questions=(
        Question(
            "How far is the one pass from the gradients weighted by hand?",
            (
                Option("Not at all: equal bit by bit.", lambda runs: _value(runs, "gap", "code") == 0),
                Option("Rounding: below 0.0000001.", lambda runs: 0 < _value(runs, "gap", "code") < 1e-7),
                Option("Visibly: it is another gradient.", lambda runs: _value(runs, "gap", "code") >= 1e-7),
            ),
        ),
        Question(
            "How much of the arithmetic of two passes does one pass take on this model?",
            (
                Option("Half: 45 to 55 %.", lambda runs: 0.45 <= _value(runs, "flops") <= 0.55),
                Option("55 to 75 %.", lambda runs: 0.55 < _value(runs, "flops") <= 0.75),
                Option("The same.", lambda runs: _value(runs, "flops") > 0.95),
            ),
        ),
        Question(
            "With weights 0.5 and 1.0 instead of ⅓ and ⅔, what is the update on the shared layer?",
            (
                Option("The same: only the ratio of the weights counts.", lambda runs: abs(_times(runs) - 1) < 1e-3),
                Option("Longer, in the same direction.", lambda runs: _times(runs) > 1.1 and _aligned(runs)),
                Option("In another direction.", lambda runs: not _aligned(runs)),
            ),
        ),
    ),
    why="A gradient is linear in the loss, so weights may go on the losses or on the gradients; one pass walks the "
    "shared part once, two walk it twice, and each head is walked once either way.",
    fix="If you only need the sum, weight the losses and call `backward()` once. Pay for separate passes when you need "
    "the gradients themselves: to measure them, or for a method that balances by them.",
    claims=(
        Claim(
            "Linear up to rounding: the largest difference is {gap:.2g}, with gradients of size {size:.2f}.",
            lambda _, gap, size: gap < 1e-7 * size * 10,
            lambda runs: {"gap": float(_value(runs, "gap", "code")), "size": abs(_value(runs, "g2", "code")[0]).max()},
        ),
        Claim(
            "Weights 0.5 and 1.0 give an update {times:.3f} times as long as ⅓ and ⅔, in the same direction: with SGD "
            "that is a learning rate {times:.3f} times as large, and Adam divides it out.",
            lambda _, times: abs(times - 1.5) < 1e-4,
            lambda runs: {"times": _times(runs)},
        ),
        Claim(
            "Half the price is the limit, not the rule: {toy:.1%} of the operations on this model, where the heads "
            "weigh something, {deep:.1%} with a trunk of two layers of 512.",
            lambda _, toy, deep: 0.55 < toy < 0.75 and 0.5 <= deep < 0.52,
            lambda runs: {"toy": _value(runs, "flops"), "deep": _value(runs, "deep_flops")},
        ),
        Claim(
            "By the clock, in this run: {toy:.0%} of the time of two passes on this model, {deep:.0%} with the large "
            "trunk. Small models pay for starting each operation, whatever its size.",
            lambda _, toy, deep: toy > 0 and deep > 0,
            lambda runs: {"toy": _value(runs, "time"), "deep": _value(runs, "deep_time")},
        ),
    ),
)
