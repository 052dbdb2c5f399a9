"""Scenario 6: one optimiser a head."""

from mtlviz.lab.measures import finishes, flows, raises
from mtlviz.lab.scenario import Claim, Listing, Option, Question, Scenario
from mtlviz.lab.scenarios.preambles import LOSSES

TWO = """\
torch.manual_seed(0)
model = SimpleModel()
adam = torch.optim.Adam
optimizer1 = adam(model.fc2.parameters(), lr=0.01)
optimizer2 = adam(model.fc3.parameters(), lr=0.01)
loss1, loss2 = losses(model)

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
    setting="Each task gets an optimiser of its own, for its own head. In this form, too, the code was published.",
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
    fix="Every parameter belongs to exactly one optimiser: one optimiser with three groups does it, and the groups may "
    "differ in learning rate.",
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
            "With the third group Δ`fc1.weight` = {moved:.3f}.",
            lambda _, moved: moved > 0,
            lambda runs: {"moved": runs["fix"].moved("fc1.weight")},
        ),
    ),
)
