"""Scenario 6: one optimiser per head."""

from mtlviz.lab.measures import finishes, flows, raises
from mtlviz.lab.scenario import Claim, Listing, Option, Question, Scenario
from mtlviz.lab.scenarios.preambles import LOSSES
from mtlviz.lab.sources import TWO_LOSSES

TWO = """\
torch.manual_seed(0)
model = SimpleModel()
adam = torch.optim.Adam
optimizer1 = adam(model.fc2.parameters(), lr=0.01)
optimizer2 = adam(model.fc3.parameters(), lr=0.01)
loss1, loss2 = losses(model)

"""
STEP = """\
loss1, loss2 = losses(model)
optimizer1.zero_grad()
loss1.backward(retain_graph=True)
optimizer1.step()
optimizer2.zero_grad()
loss2.backward()
optimizer2.step()  # {n}
"""
THREE = """\
torch.manual_seed(0)
model = SimpleModel()
optimizer = torch.optim.Adam(
    [
        {"params": model.fc1.parameters(), "lr": 0.005},
        {"params": model.fc2.parameters(), "lr": 0.01},
        {"params": model.fc3.parameters(), "lr": 0.01},
    ]
)
loss1, loss2 = losses(model)

(loss1 + loss2).backward()
optimizer.step()
"""

ONE_EACH = Scenario(
    number=6,
    title="Two optimisers, one per head",
    setting="Each task gets an optimiser of its own, for its own head. The same pattern is recommended in "
    f"{TWO_LOSSES}.",
    preamble=LOSSES,
    listings=(
        Listing(
            "code",
            "As written",
            f"{TWO}loss1.backward()\noptimizer1.step()\nloss2.backward()\noptimizer2.step()\n",
            "Pass, step, pass, step.",
        ),
        Listing(
            "retain",
            "With retain_graph",
            f"{TWO}loss1.backward(retain_graph=True)\noptimizer1.step()\nloss2.backward()\noptimizer2.step()\n",
            "The repair that the error message proposes.",
        ),
        Listing(
            "steps",
            "Two training steps",
            TWO.rpartition("loss1")[0].rstrip() + "\n\n" + "\n".join(STEP.format(n=n) for n in (1, 2)),
            "With retain_graph, and each optimiser clears what it owns before its pass.",
        ),
        Listing("fix", "Fix: a third group", THREE, "One optimiser, three parameter groups, one pass."),
    ),
    questions=(
        Question(
            "Does it run to the end as written?",
            (
                Option("Yes.", finishes()),
                Option("No: `loss2.backward()` raises.", raises("loss2.backward()", saying="second time")),
                Option("No: `optimizer2.step()` raises.", raises("optimizer2.step()")),
            ),
        ),
        Question(
            "Once `retain_graph=True` repairs it: does the shared `fc1` move?",
            (
                Option("Yes, twice.", lambda runs: runs["retain"].moved("fc1.weight") > 0),
                Option(
                    "No: no gradient reaches it.",
                    lambda runs: not runs["retain"].moved("fc1.weight") and not flows("fc1.weight", "retain")(runs),
                ),
                Option(
                    "No, though both gradients reach it.",
                    lambda runs: not runs["retain"].moved("fc1.weight") and flows("fc1.weight", "retain")(runs),
                ),
            ),
        ),
    ),
    why="It breaks as in scenario 1; and once that is repaired, `fc1` has gradients but belongs to no optimiser, so "
    "the heads learn on a shared layer that stays as it was initialised.",
    fix="Every parameter belongs to exactly one optimiser: one optimiser with three groups does it. To let heads and "
    "trunk learn at different speeds is a legitimate design (two time scales), and what the groups’ learning rates are "
    "for.",
    claims=(
        Claim(
            "With `retain_graph` alone, Δ`fc1.weight` = {stuck:g} while its `.grad` has norm {norm:.3f}; "
            "Δ`fc2.weight` = {head:.3f}.",
            lambda _, stuck, norm, head: stuck == 0 and norm > 0 and head > 0,
            lambda runs: {
                "stuck": runs["retain"].moved("fc1.weight"),
                "norm": runs["retain"].norm("fc1.weight"),
                "head": runs["retain"].moved("fc2.weight"),
            },
        ),
        Claim(
            "Nor does any optimiser clear `fc1`: its `.grad` grows from {one:.3f} to {two:.3f} in the second step.",
            lambda _, one, two: two > 1.3 * one,
            lambda runs: {
                "one": runs["steps"].norm("fc1.weight", after="step()  # 1"),
                "two": runs["steps"].norm("fc1.weight"),
            },
        ),
        Claim(
            "With the third group Δ`fc1.weight` = {moved:.3f}.",
            lambda _, moved: moved > 0,
            lambda runs: {"moved": runs["fix"].moved("fc1.weight")},
        ),
    ),
)
