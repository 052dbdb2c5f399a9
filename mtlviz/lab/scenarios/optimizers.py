"""Scenarios 6 and 7: one optimiser a head, and a step between the passes."""

from mtlviz.lab.measures import finishes, flows, raises
from mtlviz.lab.scenario import Claim, Listing, Option, Question, Runs, Scenario
from mtlviz.lab.scenarios.preambles import DEEP, LOSSES

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


def _between(model: str) -> str:
    trunk = "model.fc1, model.mid" if model == "DeepModel" else "model.fc1"
    return f"""\
torch.manual_seed(0)
model = {model}()
own = nn.ModuleList([{trunk}, model.fc2])
sgd = torch.optim.SGD
optimizer1 = sgd(own.parameters(), lr=0.1)
optimizer2 = sgd(model.fc3.parameters(), lr=0.1)
loss1, loss2 = losses(model)

"""


PASSES = "loss1.backward(retain_graph=True)\noptimizer1.step()\nloss2.backward()\noptimizer2.step()\n"
ORDERED = "loss1.backward(retain_graph=True)\nloss2.backward()\noptimizer1.step()\noptimizer2.step()\n"


def _stale(runs: Runs, key: str) -> bool:
    return runs[key].after("optimizer1.step()").standing["loss2"] == "stale"


IN_PLACE = Scenario(
    number=7,
    title="A step between the two passes",
    setting="A model with two shared layers, `fc1` and `mid`. Task 1's optimiser owns them and steps as soon as its "
    "gradient is there; the graph is retained for task 2.",
    preamble=DEEP,
    listings=(
        Listing("code", "As written", _between("DeepModel") + PASSES, "Pass, step, pass, step, on two shared layers."),
        Listing("lucky", "One shared layer", _between("SimpleModel") + PASSES, "The same order without `mid`."),
        Listing("fix", "Fix: passes first", _between("DeepModel") + ORDERED, "Both passes, then both steps."),
    ),
    questions=(
        Question(
            "Does it run to the end?",
            (
                Option("Yes: the graph is retained.", finishes()),
                Option("No: the graph has been freed.", raises("loss2.backward()", saying="second time")),
                Option("No: a tensor was changed in place.", raises("loss2.backward()", saying="inplace operation")),
            ),
        ),
        Question(
            "And the same order with one shared layer (no `mid`)?",
            (
                Option("It raises, too.", lambda runs: not finishes("lucky")(runs)),
                Option("It runs.", finishes("lucky")),
            ),
        ),
    ),
    why="`step()` changes weights in place, and to lead task 2's gradient through `mid` down to `fc1` the pass needs "
    "`mid.weight` as it was in the forward pass: its version counter tells autograd that it no longer is.",
    fix="All backward passes first, all steps afterwards.",
    claims=(
        Claim(
            "The graph of `loss2` is stale directly after `optimizer1.step()`, before the second pass begins.",
            lambda runs: _stale(runs, "code") and not _stale(runs, "fix"),
        ),
        Claim(
            "With one shared layer the same order happens to run: `fc1.weight` changes too, but no pass needs it, "
            "because the input asks for no gradient. One more layer, and it breaks.",
            lambda runs: not _stale(runs, "lucky") and runs["lucky"].moved("fc1.weight", "optimizer1.step()") > 0,
        ),
    ),
)
