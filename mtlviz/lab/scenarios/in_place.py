"""Scenario 7: a step between the passes."""

from mtlviz.lab.measures import finishes, raises
from mtlviz.lab.scenario import Claim, Listing, Option, Question, Runs, Scenario
from mtlviz.lab.scenarios.preambles import DEEP


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
    setting="A model with two shared layers, `fc1` and `mid`. Task 1’s optimiser owns them and steps as soon as its "
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
    why="`step()` changes weights in place, and to lead task 2’s gradient through `mid` down to `fc1` the pass needs "
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
