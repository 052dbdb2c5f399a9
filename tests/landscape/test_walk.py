"""Walks: optimisers against torch, a batch against single walks, paths that diverge."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from mtlviz import methods
from mtlviz.landscape import NASH_STARTS, Quadratics, Valleys, Walk, WalkConfig, ends, opposed, walkers
from mtlviz.landscape.base import Landscape
from mtlviz.landscape.descent import Optimizer
from mtlviz.methods import Observation
from tests.landscape import published

ALL = walkers(lam=0.3)


def walk(*names: str, **options: object) -> Walk:
    options = {"landscape": Valleys(), "starts": NASH_STARTS, **options}
    done = Walk(WalkConfig(recipes=tuple(ALL[name] for name in names), **options))  # type: ignore[arg-type]
    done.advance()
    return done


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
@pytest.mark.parametrize("start", [(-8.5, 7.5), (-7.5, -0.5)])
def test_a_walk_is_torchs_optimiser_on_autograds_gradients(optimizer: Optimizer, start: tuple[float, float]) -> None:
    x = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    reference = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[optimizer]([x], lr=0.02)
    bisector = methods.create("imtl_g")
    for _ in range(60):
        G = published.gradients(x, 0.1).numpy()
        x.grad = torch.from_numpy(bisector.weights(methods.Observation(G @ G.T)) @ G)
        reference.step()
    done = walk("imtl_g", starts=(start,), optimizer=optimizer, lr=0.02, steps=60)
    np.testing.assert_allclose(done.position[0, 0], x.detach().numpy(), rtol=1e-9)


def test_every_method_walks_as_in_a_batch_so_alone() -> None:
    together = walk(*ALL, steps=240, lr=0.01)
    for m, name in enumerate(ALL):
        for s in (0, 3):
            alone = walk(name, starts=(NASH_STARTS[s],), steps=240, lr=0.01)
            np.testing.assert_allclose(alone.position[0, 0], together.position[m, s], rtol=1e-9, err_msg=name)


def test_pieces_make_the_same_walk() -> None:
    whole = walk("gaba", "gradnorm", steps=1300)
    pieces = Walk(whole.config)
    counts = list(pieces.stream(seconds=1e-4))
    assert len(counts) > 3
    assert counts == sorted(set(counts))
    assert counts[-1] == pieces.total == whole.count
    np.testing.assert_array_equal(pieces.records, whole.records)
    assert pieces.steps_at[-1] == 1300


def test_records_tell_what_moves_the_point() -> None:
    done = walk("equal", "mgda", steps=50, optimizer="sgd", lr=0.01)
    x, G = done.records[..., :2], done.records[..., 2:6].reshape(*done.records.shape[:-1], 2, 2)
    w = done.records[..., 6:8]
    np.testing.assert_allclose(G, Valleys().gradients(x), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(done.records[..., 8:], Valleys().losses(x), rtol=1e-4, atol=1e-5)
    moved = -0.01 * (w[..., None] * G).sum(-2)
    np.testing.assert_allclose(x[1:] - x[:-1], moved[:-1], atol=1e-5)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_opposed_bowls_rest_at_the_fixed_point_with_and_without_adam(optimizer: Optimizer) -> None:
    done = walk(
        "equal",
        "fixed",
        landscape=opposed(20),
        starts=((-2.0, 2.0), (0.5, -1.0)),
        optimizer=optimizer,
        lr=0.02,
        steps=3000,
    )
    np.testing.assert_allclose(done.position[0], [(19 / 21, 0)] * 2, atol=1e-6)
    np.testing.assert_allclose(done.position[1], [opposed(20).rest(0.3)] * 2, atol=1e-6)


def test_a_path_that_diverges_stops_there_and_leaves_the_others_alone() -> None:
    wild = walk("equal", "mgda", landscape=opposed(500), starts=((2.0, 1.0),), optimizer="sgd", lr=0.05, steps=200)
    (equal, mgda) = ends(wild)
    assert equal.lost
    assert not equal.reached
    assert np.isfinite(equal.at).all()
    assert np.isnan(wild.records[-1, 0]).all()
    alone = walk("mgda", landscape=opposed(500), starts=((2.0, 1.0),), optimizer="sgd", lr=0.05, steps=200)
    np.testing.assert_array_equal(wild.records[:, 1], alone.records[:, 0])
    assert not mgda.lost


def test_losses_that_methods_see_are_above_zero() -> None:
    for landscape in (Valleys(0.1), Valleys(2.0), opposed(20), Quadratics(scale=0.01)):
        above = landscape.grid(101) - np.array(landscape.floor)[:, None, None]
        assert above.min() > 0


def test_every_registered_method_walks() -> None:
    assert {recipe.method for recipe in walkers().values()} == set(methods.names())


@pytest.mark.parametrize("landscape", [Valleys(0.1), opposed(3)], ids=["valleys", "parallel gradients"])
def test_a_method_that_sees_gradients_makes_the_update_that_it_makes_elsewhere(landscape: Landscape) -> None:
    start, lr = ((-1.0, 0.0),), 0.01
    walked = walk("graddrop", landscape=landscape, starts=start, optimizer="sgd", lr=lr, steps=40)
    x, method = np.array(start[0]), methods.create("graddrop")
    for step in range(40):
        G = landscape.gradients(x)
        x = x - lr * method.update(Observation.of(G, step=step))
    np.testing.assert_allclose(walked.position[0, 0], x, atol=1e-12)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"recipes": ()}, "0 recipes"),
        ({"starts": ()}, "0 starts"),
        ({"steps": 0}, "steps is 0"),
        ({"lr": 0.0}, "lr 0.0"),
    ],
)
def test_a_walk_that_cannot_be_is_refused(change: dict[str, object], message: str) -> None:
    good: dict[str, object] = {"landscape": Valleys(), "recipes": (ALL["equal"],), "starts": NASH_STARTS}
    with pytest.raises(ValueError, match=message):
        WalkConfig(**{**good, **change})  # type: ignore[arg-type]
