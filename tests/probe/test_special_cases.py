"""Parameters and graphs that made `measure` say something false, or nothing, in other people's loops."""

import json

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.checkpoint import checkpoint

from mtlviz.cli.gradient_log import of_log
from mtlviz.probe import measure, products
from mtlviz.report import log


def two_modules():
    torch.manual_seed(0)
    a, b = nn.Linear(3, 3), nn.Linear(3, 3)
    out = b(torch.relu(a(torch.ones(4, 3))))
    return a, b, {"rul": out.square().mean(), "health": out[:, 0].sum()}


def test_equal_names_are_refused_and_a_tensor_listed_twice_counts_once():
    a, b, losses = two_modules()
    with pytest.raises(ValueError, match="found two parameters named 'weight'; expected a name each"):
        measure(losses, [*a.named_parameters(), *b.named_parameters()], retain_graph=True)
    both = measure(losses, [*a.parameters(), *b.parameters()], retain_graph=True)
    twice = measure(losses, [*a.parameters(), *b.parameters(), a.weight, a.weight])
    np.testing.assert_allclose(twice.gram, both.gram)
    assert twice.notes == ("Listed twice, counted once: parameter 4 (= parameter 0), parameter 5 (= parameter 0).",)
    assert "Listed twice" in str(twice)
    assert both.notes == ()


def test_frozen_parameters_are_left_out_with_a_note():
    a, b, _ = two_modules()
    a.requires_grad_(False)
    out = b(a(torch.ones(4, 3)))
    losses = {"rul": out.square().mean(), "health": out[:, 0].sum()}
    every = [(f"{n}.{name}", p) for n, m in enumerate((a, b)) for name, p in m.named_parameters()]
    report = measure(losses, every, retain_graph=True)
    np.testing.assert_allclose(report.gram, measure(losses, b.parameters()).gram)
    assert report.notes == ("Left out, as they are frozen: 0.weight, 0.bias.",)
    assert set(report.by_parameter) == {"1.weight", "1.bias"}


def test_a_parameter_that_no_loss_reaches_is_named():
    a, _, losses = two_modules()
    other = nn.Linear(2, 2)
    report = measure(losses, [*a.parameters(), ("other", other.weight)])
    assert report.unreached == ("other",)
    assert "No loss reaches these parameters: other." in str(report)
    assert not report.by_parameter["other"].any()
    assert "The gradient norm of health" in report.verdict  # the others are compared as ever
    alone = measure(two_modules()[2], [other.weight])
    assert alone.unreached == ("0",)
    assert "No task sends a gradient" in alone.verdict


@pytest.mark.parametrize("whole", [True, False], ids=["all of the trunk", "a part of it"])
def test_a_reentrant_checkpoint_is_an_error_that_names_the_way_out(whole):
    torch.manual_seed(0)
    first, second = nn.Linear(4, 4), nn.Linear(4, 4)
    trunk = (lambda x: second(torch.tanh(first(x)))) if whole else None
    x = torch.randn(6, 4, requires_grad=True)

    def losses(reentrant):
        if whole:
            z = checkpoint(trunk, x, use_reentrant=reentrant)
        else:
            z = second(checkpoint(lambda x: torch.tanh(first(x)), x, use_reentrant=reentrant))
        return {"rul": z.square().mean(), "health": z[:, 0].mean()}

    shared = [*first.parameters(), *second.parameters()]
    with pytest.raises(ValueError, match=r"reentrant checkpoint.*use_reentrant=False\), which measures exactly"):
        measure(losses(True), shared)
    z = second(torch.tanh(first(x)))
    plain = measure({"rul": z.square().mean(), "health": z[:, 0].mean()}, shared)
    np.testing.assert_allclose(measure(losses(False), shared).gram, plain.gram, rtol=1e-6)


class Scaler:
    def get_scale(self):
        return 65536.0


def in_half_precision(smallness):
    torch.manual_seed(0)
    trunk = nn.Linear(8, 8)
    with torch.autocast("cpu", dtype=torch.float16):
        z = trunk(torch.randn(16, 8))
    return trunk, {"rul": z.float().square().mean(), "small": (z.float()[:, 0] * smallness).mean()}


def test_underflow_in_float16_is_said_and_a_scale_finds_the_gradient():
    trunk, losses = in_half_precision(1e-6)
    lost = measure(losses, trunk.parameters(), retain_graph=True)
    assert lost.underflowed == ("small",)
    assert "too small for float16" in lost.verdict
    assert "they do not learn it" not in lost.verdict
    scaled = measure(losses, trunk.parameters(), retain_graph=True, scale=Scaler())
    assert scaled.underflowed == ()
    assert "times that of small: more than 10×" in scaled.verdict
    larger = measure(losses | {"small": losses["small"] * 1e6}, trunk.parameters())
    np.testing.assert_allclose(scaled.norms, larger.norms * [1, 1e-6], rtol=1e-2)
    np.testing.assert_allclose(scaled.losses, lost.losses)


def test_a_scale_that_does_not_reach_is_said_again():
    trunk, losses = in_half_precision(1e-12)
    assert measure(losses, trunk.parameters(), scale=Scaler()).underflowed == ("small",)


def test_float32_and_a_task_that_is_zero_by_itself_are_no_underflow():
    w = torch.ones(3, requires_grad=True)
    report = measure({"rul": w.sum(), "zero": (0 * w).sum()}, [w])
    assert report.underflowed == ()
    assert "no gradient from zero" in report.verdict


def test_a_scale_per_task_serves_losses_that_no_single_scale_fits():
    w = torch.ones(3, dtype=torch.float16, requires_grad=True)
    losses = {"rul": (300 * w).sum(), "small": (w.float() * 1e-9).sum()}
    assert measure(losses, [w], retain_graph=True).underflowed == ("small",)
    one = measure(losses, [w], retain_graph=True, scale=2.0**24)
    assert "Not finite at scale 1.67772e+07: rul." in str(one)
    each = measure(losses, [w], scale={"small": 2.0**24})
    assert each.underflowed == each.notes == ()
    np.testing.assert_allclose(each.norms, np.sqrt(3) * np.array([300, 1e-9]), rtol=1e-3)
    np.testing.assert_allclose(each.cosine, 1, rtol=1e-3)


def test_a_log_keeps_what_float16_lost(tmp_path):
    trunk, losses = in_half_precision(1e-6)
    report = measure(losses, [*trunk.parameters(), trunk.weight])
    report.append_to(tmp_path / "log.jsonl")
    (entry,) = log.read((tmp_path / "log.jsonl").read_text().splitlines(), "log")
    assert entry.report.underflowed == ("small",)
    assert entry.report.verdict == report.verdict
    assert entry.report.notes == report.notes != ()


def test_a_scale_that_overflows_is_named():
    w = torch.ones(3, dtype=torch.float16, requires_grad=True)
    report = measure({"rul": (300 * w).sum(), "health": w.sum()}, [w], scale=1024)
    assert "not finite" in report.verdict
    assert "Not finite at scale 1024" in str(report)


@pytest.mark.parametrize("missing", [None, torch.tensor(0.0)])
def test_an_absent_task_is_a_row_of_nan(missing, tmp_path):
    w = torch.zeros(2, requires_grad=True)
    direction = torch.tensor([3.0, 4.0])
    losses = {"rul": w @ direction, "rare": missing, "health": w[0] * 0.5}
    report = measure(losses, [w])
    assert report.absent == ("rare",)
    np.testing.assert_allclose(report.norms, [5, np.nan, 0.5])
    assert np.isnan(report.losses[1])
    assert report.ratio == pytest.approx(10)
    assert np.isnan(report.cosine[1]).all()
    assert report.cosine[0, 2] == pytest.approx(0.6)
    assert report.verdict.startswith("No loss from rare in this batch. The gradient norm of rul is 10.0 times that")
    path = tmp_path / "log.jsonl"
    report.append_to(path, step=3)
    measure({"rul": w @ direction, "rare": w[1], "health": w[0] * 0.5}, [w]).append_to(path, step=4)
    assert json.loads(path.read_text().splitlines()[0])["losses"][1] is None
    first, second = log.read(path.read_text().splitlines(), path.name)
    assert (first.report.absent, second.report.absent) == (("rare",), ())
    summary = of_log([first, second])
    assert "rare: absent in 1; left out of ratio and cosine there" in summary
    assert summary.count("norm r") == 2


def test_tasks_that_are_alone_or_all_absent():
    w = torch.zeros(2, requires_grad=True)
    alone = measure({"rul": w.sum(), "health": None}, [w])
    assert "ratio –" in str(alone)
    assert alone.verdict == "No loss from health in this batch. One task alone, rul, cannot be compared."
    nobody = measure({"rul": None, "health": None}, [w])
    assert "No loss from rul and health in this batch." in nobody.verdict
    assert np.isnan(nobody.ratio)
    assert str(nobody)
    with pytest.raises(ValueError, match="loss health needs no gradient"):
        measure({"rul": w.sum(), "health": torch.tensor(0.5)}, [w])


@given(st.integers(1, 5), st.integers(0, 100), st.booleans())
def test_products_in_pieces_are_the_whole_product(pieces, seed, transposed):
    generator = torch.Generator().manual_seed(seed)
    n = (pieces - 1) * 7 + 3
    gradients = [torch.randn(n, 2, generator=generator) for _ in range(3)]
    if transposed:
        gradients = [g.T.contiguous().T for g in gradients]
    gradients[1] = None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(products, "CPU_PIECE", 7)
        found = products.gram(gradients)
    G = np.stack([np.zeros(2 * n) if g is None else g.numpy().astype(float).ravel() for g in gradients])
    np.testing.assert_allclose(found, G @ G.T, rtol=1e-12, atol=1e-12)


class Largest(TorchDispatchMode):
    """Notes the most entries that a float64 tensor had."""

    entries = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        if isinstance(result, torch.Tensor) and result.dtype == torch.float64:
            self.entries = max(self.entries, result.numel())
        return result


def test_no_whole_tensor_is_copied_to_float64():
    w = torch.ones(1000, 1000, requires_grad=True)
    losses = {"rul": w.square().mean(), "health": w.sum()}
    with Largest() as seen:
        measure(losses, [w])
    assert 0 < seen.entries <= 2 * products.CPU_PIECE
