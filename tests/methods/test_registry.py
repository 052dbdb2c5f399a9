"""Finding, creating and settling methods."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from mtlviz import methods
from mtlviz.geometry import two_gradients

LOSSES = np.array([1.0, 2.0])


def test_names():
    first = ("fixed", "gaba", "gradnorm", "pcgrad", "mgda", "imtl_g", "cagrad")
    gradient_methods = ("nash", "fairgrad", "aligned", "upgrad", "dualproj", "config", "gradvac")
    loss_methods = ("uw", "dwa", "rlw", "imtl_l", "famo", "stch", "db_mtl", "graddrop")
    assert methods.names() == first + gradient_methods + loss_methods


@pytest.mark.parametrize("name", methods.names())
def test_a_student_finds_everything_about_a_method(name):
    info = methods.info(name)
    assert info.title
    assert "\\" in info.equation
    assert any(figure.isdigit() for figure in info.paper)
    assert all(text.endswith(".") and len(text) > 40 for text in (info.fixes, info.fails))
    assert set(info.balances) <= set(get_args(methods.Aspect))


@pytest.mark.parametrize("name", methods.names())
def test_every_number_has_a_range_with_a_sentence_and_its_default_within(name):
    settings = methods.create(name).settings()
    ranges = methods.info(name).ranges
    assert set(ranges) == {hyper for hyper, value in settings.items() if isinstance(value, int | float)}
    for hyper, span in ranges.items():
        default = settings[hyper]
        assert span.low <= default <= span.high
        assert span.low < span.high
        assert span.whole == isinstance(default, int)
        assert span.low > 0 or not span.log
        assert span.help.endswith(".")
        assert 15 < len(span.help) < 120
        for edge in (span.low, span.high):
            made = methods.create(name, **{hyper: type(default)(edge)})
            assert made.settings()[hyper] == edge


def test_errors_say_what_was_found_and_what_was_expected():
    with pytest.raises(ValueError, match=r"unknown method 'gabba'; expected fixed, gaba, gradnorm"):
        methods.create("gabba")
    with pytest.raises(
        ValueError, match=r"gaba has no hyper-parameter 'flor'; expected floor, beta, warmup, keep_length"
    ):
        methods.create("gaba", flor=0.1)
    with pytest.raises(ValueError, match=r"imtl_g has no hyper-parameter 'c'; expected none"):
        methods.create("imtl_g", c=0.1)
    with pytest.raises(ValueError, match=r"gram has shape \(2, 3\); expected \(..., K, K\)"):
        methods.Observation(np.ones((2, 3)))
    with pytest.raises(ValueError, match=r"gradients have shape \(3, 9\); expected \(2,\) and one axis of parameters"):
        methods.Observation(np.eye(2), gradients=np.ones((3, 9)))
    with pytest.raises(ValueError, match=r"losses have shape \(3,\); expected \(2,\)"):
        methods.Observation(np.eye(2), np.ones(3))


@pytest.mark.parametrize(
    ("name", "hyper"),
    [
        ("gaba", {"floor": -0.1}),
        ("gaba", {"beta": 1.5}),
        ("gaba", {"warmup": -1}),
        ("gaba", {"beta": float("nan")}),
        ("gradnorm", {"alpha": -1}),
        ("gradnorm", {"lr": "fast"}),
        ("pcgrad", {"seed": -1}),
        ("cagrad", {"c": 1}),
        ("cagrad", {"c": -0.1}),
        ("fixed", {"weights": (0.5, 0.6)}),
        ("fixed", {"weights": (1.5, -0.5)}),
        ("fixed", {"weights": (1.0,)}),
        ("fairgrad", {"alpha": 0.1}),
        ("gradvac", {"beta": 1.5}),
        ("uw", {"lr": -1}),
        ("dwa", {"T": 0}),
        ("dwa", {"epoch": 0}),
        ("rlw", {"seed": -1}),
        ("stch", {"warmup": 0}),
        ("stch", {"mu": 0}),
        ("famo", {"gamma": -1}),
        ("db_mtl", {"beta": 1}),
        ("graddrop", {"leak": 2}),
    ],
)
def test_a_value_out_of_range_is_refused(name, hyper):
    with pytest.raises(ValueError, match="expected"):
        methods.create(name, **hyper)


@pytest.mark.parametrize("name", [name for name in methods.names() if "losses" in methods.info(name).needs])
def test_without_losses_it_says_so(name):
    title = methods.info(name).title
    seen = methods.placed(methods.create(name), methods.Observation(np.eye(2)))
    with pytest.raises(ValueError, match=f"{title} got no losses; expected observation.losses, one loss a task"):
        methods.create(name).weights(seen)


@pytest.mark.parametrize("name", methods.names())
def test_settle_feeds_the_same_state_step_after_step(name):
    gram, patient, stepped = two_gradients(50, 120), methods.create(name), methods.create(name)
    seen = methods.placed(patient, methods.Observation(gram, LOSSES))
    patient.contributions(methods.Observation(3 * gram, 5 * LOSSES, 0, seen.gradients))  # settle starts afresh anyway
    expected = [stepped.contributions(seen.replaced(step=step)) for step in range(130)][-1]
    settled = methods.settle(patient, methods.Observation(gram, LOSSES), 130)
    np.testing.assert_allclose(settled, expected, rtol=1e-12, atol=1e-12)


def test_settle_takes_at_least_one_step():
    with pytest.raises(ValueError, match="steps is 0; expected at least 1"):
        methods.settle(methods.create("mgda"), methods.Observation(np.eye(2)), 0)
