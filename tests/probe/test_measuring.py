"""The diagnostic in other people's loops."""

import json

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from mtlviz.models import seeded
from mtlviz.probe import GradientReport, measure, per_task_gradients
from mtlviz.report import log


def two_losses(a, b, dtype=torch.float64):
    """A parameter and two losses on it whose gradients are exactly a and b."""
    w = torch.zeros(len(a), dtype=dtype, requires_grad=True)
    return w, {"rul": w @ torch.tensor(a, dtype=dtype), "health": w @ torch.tensor(b, dtype=dtype)}


@settings(deadline=None)
@given(st.integers(2, 5), st.integers(1, 6), st.integers(0, 1000))
def test_gram_is_that_of_the_gradients(K, n, seed):
    G = np.random.default_rng(seed).standard_normal((K, n))
    w, v = torch.zeros(n, dtype=torch.float64, requires_grad=True), torch.zeros(1, n, dtype=torch.float64)
    v.requires_grad_()
    losses = {f"task {k}": (w @ torch.tensor(row)) + 2 * (v @ torch.tensor(row)).sum() for k, row in enumerate(G)}
    report = measure(losses, [w, v])
    np.testing.assert_allclose(report.gram, 5 * G @ G.T, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(report.norms, np.sqrt(5) * np.linalg.norm(G, axis=1))
    np.testing.assert_allclose(report.ratio, report.norms.max() / report.norms.min())
    unit = G / np.linalg.norm(G, axis=1, keepdims=True)
    np.testing.assert_allclose(report.cosine, unit @ unit.T, atol=1e-12)
    np.testing.assert_allclose(sum(report.by_parameter.values()), report.gram)


def test_grad_is_untouched_and_the_graph_is_kept_only_when_asked():
    model, x = seeded(0), torch.ones(4, 17)

    def losses():
        rul, logits = model(x)
        return {"rul": rul.square().mean(), "health": logits.square().mean()}

    kept = losses()
    measure(kept, model.shared.parameters(), retain_graph=True)
    assert all(parameter.grad is None for parameter in model.parameters())
    sum(kept.values()).backward()  # the graph is still there
    before = [parameter.grad.clone() for parameter in model.parameters()]
    freed = losses()
    measure(freed, model.shared.parameters())
    assert all(torch.equal(p.grad, b) for p, b in zip(model.parameters(), before, strict=True))
    with pytest.raises(RuntimeError, match="second time"):
        sum(freed.values()).backward()
    with pytest.raises(ValueError, match="already freed; expected losses whose backward"):
        measure(freed, model.shared.parameters())


def test_unused_parameters_count_as_zero():
    model = seeded(0)
    rul, logits = model(torch.ones(4, 17))
    report = measure({"rul": rul.mean(), "health": logits.square().mean()}, model.named_parameters())
    assert report.by_parameter["rul.weight"][0, 0] > 0
    assert report.by_parameter["rul.weight"][1].tolist() == [0, 0]
    assert report.by_parameter["health.bias"][0].tolist() == [0, 0]


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_any_dtype(dtype):
    w, losses = two_losses([3.0, 4.0], [0.0, 2.0], dtype)
    report = measure(losses, [w])
    np.testing.assert_array_equal(report.gram, [[25, 8], [8, 4]])
    assert report.gram.dtype == np.float64


def test_half_precision_does_not_overflow():
    w, losses = two_losses([30000.0, 0.0], [0.0, 30000.0], torch.float16)
    assert measure(losses, [w]).norms.tolist() == [30000, 30000]


def test_sparse_gradients_and_features_as_parameters():
    table = nn.Embedding(10, 3, sparse=True)
    features = table(torch.tensor([1, 1, 4])).square()
    report = measure({"a": features.sum(), "b": features[0].sum()}, [table.weight], retain_graph=True)
    dense = torch.autograd.grad(features.sum(), table.weight, retain_graph=True)[0].to_dense()
    assert report.gram[0, 0] == pytest.approx(float(dense.double().square().sum()), rel=1e-6)
    on_features = measure({"a": features.sum(), "b": 2 * features.sum()}, features)
    np.testing.assert_allclose(on_features.gram, [[9, 18], [18, 36]])


def test_per_task_gradients_of_replicas_are_each_ones_own():
    w = torch.tensor([[1.0], [2.0]], requires_grad=True)  # (E, 1)
    first, second = per_task_gradients([w[:, 0] ** 2, 3 * w[:, 0]], [w])
    assert first[0].tolist() == [[2], [4]]
    assert second[0].tolist() == [[3], [3]]


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        (
            [5.0, 0.0],
            [0.05, 0.0],
            ["norm of rul is 100.0 times that of health", "for a single task", "No conflict"],
        ),
        ([1.0, 0.0], [0.0, 1.0], ["The gradient norms are equal. No conflict"]),
        (
            [0.1, 0.0],
            [-5.0, 0.1],
            ["health is 50.0 times that of rul", "Conflict: rul and health (cos -1.000)"],
        ),
        ([1.0, 0.0], [-2.0, 2.0], ["norm of health is 2.8 times that of rul: within 10×", "(cos -0.707)"]),
        ([1.0, 1.0], [1.0, 0.0], ["within 10×", "No conflict"]),
        ([10.0, 0.0], [0.0, 1.0], ["10.0 times that of health: within 10×", "No conflict"]),
        ([1.0, 1.0], [0.0, 0.0], ["These parameters get no gradient from health"]),
        ([0.0, 0.0], [0.0, 0.0], ["No task sends a gradient"]),
        (
            [float("nan"), 0.0],
            [1.0, 0.0],
            ["The loss of rul is not a finite number", "give None", "Nothing can be compared"],
        ),
        ([float("inf"), 0.0], [float("nan"), 0.0], ["The loss of rul and health is not a finite number"]),
    ],
)
def test_verdict_in_words(a, b, words):
    w, losses = two_losses(a, b)
    report = measure(losses, [w])
    for part in words:
        assert part in report.verdict
    assert report.verdict in str(report)


def test_print_is_a_table():
    w, losses = two_losses([5.0, 0.0], [0.0, 0.05])
    lines = str(measure(losses, [w])).splitlines()
    assert lines[0].split() == ["task", "loss", "|gradient|", "cosine", "with", "rul", "health"]
    assert lines[1].split() == ["rul", "0", "5", "+1.0000", "+0.0000"]
    assert lines[2].split() == ["health", "0", "0.05", "+0.0000", "+1.0000"]
    assert lines[3] == "ratio 100.0×"
    assert len(lines[1]) == len(lines[2])


def named_losses(**rows):
    w = torch.zeros(len(next(iter(rows.values()))), dtype=torch.float64, requires_grad=True)
    return w, {name: 1 + w @ torch.tensor(row, dtype=torch.float64) for name, row in rows.items()}


def test_of_many_tasks_those_with_a_small_norm_are_named():
    w, losses = named_losses(a=[100.0, 0], b=[0, 95.0], c=[90.0, 0], d=[0, 1.0], e=[2.0, 0])
    verdict = measure(losses, [w]).verdict
    assert "norm of a is 100.0 times that of d: more than 10×. At equal weights d and e have hardly a say." in verdict
    assert "single task" not in verdict


def test_a_task_that_cannot_be_compared_does_not_stop_the_others():
    w, losses = named_losses(a=[50.0, 0], b=[0, 1.0], rare=[0.0, 0])
    others = "The gradient norm of a is 50.0 times that of b"
    silent = measure(losses, [w], retain_graph=True).verdict
    assert "no gradient from rare: they do not learn it." in silent
    assert others in silent
    nothing = measure(losses | {"rare": 0 * w.sum()}, [w], retain_graph=True).verdict
    assert "from rare, and the loss is 0: give None for a task that is absent" in nothing
    assert others in nothing
    empty = measure(losses | {"rare": w[:0].mean()}, [w], retain_graph=True).verdict
    assert "The loss of rare is not a finite number. (A mean over an empty batch is NaN: give None" in empty
    assert measure(losses | {"rare": w[:0].mean()}, [w], retain_graph=True).ratio == pytest.approx(50)
    assert others in empty
    steep = measure(losses | {"rare": w[0].sqrt()}, [w]).verdict
    assert "The gradient of rare is not finite." in steep
    assert others in steep


def test_parameters_of_the_heads_are_named():
    model = seeded(0)
    rul, logits = model(torch.ones(4, 17))
    losses = {"rul": rul.mean(), "health": logits.square().mean()}
    report = measure(losses, model.named_parameters(), retain_graph=True)
    (note,) = report.notes
    assert "Reached by one task alone: rul.weight, rul.bias, health.weight, health.bias." in note
    assert measure(losses, model.shared.parameters()).notes == ()


def test_a_log_reads_back(tmp_path):
    path = tmp_path / "gradients.jsonl"
    reports = []
    for step, scale in enumerate([1.0, 20.0, float("nan")]):
        w, losses = two_losses([scale, 0.0], [-0.1, 0.1])
        reports.append(measure(losses, [w]))
        reports[-1].append_to(path, step=np.int64(step))
    assert np.isnan(reports[-1].ratio)
    with pytest.raises(ValueError, match=r"step is 0\.5; expected a whole number or None"):
        reports[-1].append_to(path, step=0.5)
    for line in path.read_text().splitlines():
        json.loads(line, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    entries = log.read(path.read_text().splitlines(), path.name)
    assert [entry.step for entry in entries] == [0, 1, 2]
    for entry, report in zip(entries, reports, strict=True):
        np.testing.assert_array_equal(entry.report.gram, report.gram)
        np.testing.assert_array_equal(entry.report.losses, report.losses)
        assert entry.report.names == report.names


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("hello", r"log, line 2: found text that is not JSON .*; expected one JSON object"),
        ("[1]", "log, line 2: found a list; expected one JSON object"),
        ('{"step": 1}', "found no tasks and no losses and no gram; expected the keys"),
        ('{"tasks": ["a"], "losses": [1], "gram": [[1]]}', "tasks are .*; expected at least two names"),
        ('{"tasks": ["rul", "health"], "losses": [1], "gram": [[1]]}', r"losses has shape \(1,\); expected \(2,\)"),
        ('{"tasks": ["rul", "health"], "losses": [1, 2], "gram": [[1, 2], [3, 4]]}', "no matrix of inner products"),
        ('{"tasks": ["rul", "health"], "losses": [1, 2], "gram": [[-1, 0], [0, 4]]}', "no matrix of inner products"),
        ('{"tasks": ["a", "b"], "losses": [1, 2], "gram": [[1, 0], [0, 4]]}', "tasks are a, b; expected rul, health"),
        ('{"step": "x", "tasks": ["rul", "health"], "losses": [1, 2], "gram": [[1, 0], [0, 4]]}', "step is 'x'"),
    ],
)
def test_a_line_that_is_no_report_is_named(line, message):
    good = '{"step": 0, "tasks": ["rul", "health"], "losses": [1, 2], "gram": [[1, 0], [0, 4]]}'
    with pytest.raises(ValueError, match=message):
        log.read([good, line], "log")


def test_wrong_input_says_what_was_found_and_expected():
    w, losses = two_losses([1.0], [2.0])
    with pytest.raises(ValueError, match="found 1 loss; expected at least two"):
        measure({"rul": losses["rul"]}, [w])
    with pytest.raises(ValueError, match=r"loss rul has shape \(1, 3\); expected a scalar"):
        measure({"rul": torch.ones(1, 3) * w, "health": losses["health"]}, [w])
    with pytest.raises(ValueError, match="loss rul needs no gradient; expected one computed from the parameters"):
        measure({"rul": losses["rul"].detach() + 1, "health": losses["health"]}, [w])
    with pytest.raises(ValueError, match="loss rul is a float; expected a scalar tensor"):
        measure({"rul": 1.0, "health": losses["health"]}, [w])
    with pytest.raises(ValueError, match="found no parameters; expected the shared ones"):
        measure(losses, [])
    with pytest.raises(ValueError, match=r"losses are a list; expected them by name, as in"):
        measure(list(losses.values()), [w])
    with pytest.raises(ValueError, match=r"none of the 1 tensors needs a gradient: they are frozen, or copies"):
        measure(losses, [torch.ones(3)])
    with pytest.raises(ValueError, match=r"scale is -1; expected a finite number above 0"):
        measure(losses, [w], scale=-1)
    with pytest.raises(ValueError, match="scale is 'big'; expected a finite number"):
        measure(losses, [w], scale="big")
    with pytest.raises(ValueError, match="scale names helth; expected some of the tasks rul, health"):
        measure(losses, [w], scale={"helth": 2.0})
    with pytest.raises(ValueError, match="parameter 0 is a int; expected a tensor"):
        measure(losses, [1])
    module = nn.Linear(1, 1)
    with pytest.raises(ValueError, match=r"parameter 0 is a Linear; expected a tensor: use its \.parameters\(\)"):
        measure(losses, [module])
    with pytest.raises(ValueError, match=r"parameters are a Linear; expected model\.parameters\(\)"):
        measure(losses, module)
    with pytest.raises(ValueError, match=r"parameters are a dict; expected .* or the \.items\(\) of a dict"):
        measure(losses, dict(module.named_parameters()))
    with pytest.raises(ValueError, match=r"none of the 2 tensors needs a gradient: .* copies such as state_dict"):
        measure(losses, module.state_dict().items())
    assert isinstance(measure(losses, [w]), GradientReport)  # none of these errors has used up the graph
