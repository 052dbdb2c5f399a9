"""Scenario 16: clipping the sum, or each task's gradient."""

from mtlviz.lab.scenario import Claim, Listing, Option, Question, Runs, Scenario
from mtlviz.lab.scenarios.preambles import FLAT, LOSSES

HEAD = """\
torch.manual_seed(0)
model = SimpleModel()
trunk = list(model.fc1.parameters())
loss1, loss2 = losses(model)
n1 = flat(loss1, trunk).norm()
n2 = flat(loss2, trunk).norm()
loss2 = loss2 * (500 * n1 / n2)  # as with squared cycles

"""
SUMMED = """\
(loss1 + loss2).backward(retain_graph=True)
before = nn.utils.clip_grad_norm_(trunk, max_norm=1.0)
factor = 1.0 / before
pull1 = (factor * flat(loss1, trunk).norm()).item()
pull2 = (factor * flat(loss2, trunk).norm()).item()
ratio = pull2 / pull1
print(f"{pull1:.4f} and {pull2:.4f}: ratio {ratio:.1f}")
"""
PER_TASK = """\
def clip(g, max_norm):
    return g * min(1.0, (max_norm / g.norm()).item())


g1 = clip(flat(loss1, trunk), max_norm={limit})
g2 = clip(flat(loss2, trunk), max_norm={limit})
pull1, pull2 = g1.norm().item(), g2.norm().item()
ratio = pull2 / pull1
print(f"{{pull1:.4f}} and {{pull2:.4f}}: ratio {{ratio:.1f}}")

sizes = [p.numel() for p in trunk]
for p, part in zip(trunk, (g1 + g2).split(sizes)):
    p.grad = part.view_as(p)
"""


def _ratio(runs: Runs, key: str) -> float:
    return float(runs[key].values["ratio"])


def _pulls(runs: Runs, key: str) -> tuple[float, float]:
    return float(runs[key].values["pull1"]), float(runs[key].values["pull2"])


CLIPPING = Scenario(
    number=16,
    title="Clipping the sum, or each task",
    setting="On the shared layer the norm of task 2’s gradient is 500 times task 1’s. Clipping is to limit the larger "
    "one.",
    preamble=LOSSES + FLAT,
    listings=(
        Listing("code", "As written", HEAD + SUMMED, "The summed gradient is clipped to norm 1."),
        Listing(
            "each",
            "Clip each task",
            HEAD + PER_TASK.format(limit="1.0"),
            "Each gradient is clipped to norm 1, then added.",
        ),
        Listing(
            "both",
            "A tighter limit",
            HEAD + PER_TASK.format(limit="0.1"),
            "The same with a limit that both gradients exceed.",
        ),
    ),
    questions=(
        Question(
            "After clipping the sum to norm 1, how much harder does task 2 pull?",
            (
                Option("500 times.", lambda runs: abs(_ratio(runs, "code") - 500) < 1),
                Option("About 22 times.", lambda runs: 20 < _ratio(runs, "code") < 25),
                Option("Equally hard.", lambda runs: abs(_ratio(runs, "code") - 1) < 0.1),
            ),
        ),
        Question(
            "After clipping each task’s gradient to norm 1, before adding?",
            (
                Option("500 times.", lambda runs: abs(_ratio(runs, "each") - 500) < 1),
                Option("A few times: 2 to 10.", lambda runs: 2 < _ratio(runs, "each") < 10),
                Option("Equally hard.", lambda runs: abs(_ratio(runs, "each") - 1) < 0.1),
            ),
        ),
    ),
    why="Clipping the sum multiplies both tasks’ parts by the same factor, so the ratio stays and the smaller "
    "part shrinks with the larger one; clipping each task shortens only what exceeds the limit.",
    fix="Clip per task, with a limit that even the smaller gradient exceeds, if equal pulls are what you want; then "
    "it is normalisation, and a balancing method does it with more care. Clipping the sum guards against explosions "
    "only.",
    claims=(
        Claim(
            "Clipped as a sum: pulls of {one:.4f} and {two:.4f}, ratio {ratio:.0f}, as before.",
            lambda _, one, two, ratio: abs(ratio - 500) < 0.5 and abs(two - 1) < 0.01 and one < 0.01,
            lambda runs: dict(zip(("one", "two"), _pulls(runs, "code"), strict=True)) | {"ratio": _ratio(runs, "code")},
        ),
        Claim(
            "Clipped each to 1: pulls of {one:.4f} and {two:.4f}, ratio {ratio:.1f}; task 1 was below the limit and "
            "stays as it was.",
            lambda _, one, two, ratio: one < 1 and abs(two - 1) < 1e-5 and abs(ratio - 1 / one) < 0.01,
            lambda runs: dict(zip(("one", "two"), _pulls(runs, "each"), strict=True)) | {"ratio": _ratio(runs, "each")},
        ),
        Claim(
            "With a limit of 0.1, below both: {one:.4f} and {two:.4f}, ratio {ratio:.2f}.",
            lambda _, one, two, ratio: abs(ratio - 1) < 1e-4 and abs(one - two) < 1e-5,
            lambda runs: dict(zip(("one", "two"), _pulls(runs, "both"), strict=True)) | {"ratio": _ratio(runs, "both")},
        ),
    ),
)
