"""The simulated fleet against FD001: documented figures always, the real files where they are."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import numpy as np
import pytest
import torch

from mtlviz import data
from mtlviz.data import Source, turbofan
from mtlviz.data.cmapss import read
from mtlviz.data.fleet import Fleet, remaining_life
from mtlviz.models import seeded

FD001_CLASSES = (0.607, 0.242, 0.150)
FD001_LIVES = (128, 362)  # cycles: shortest, longest
FD001_SIGNS = {"T24": -1, "T30": -1, "T50": -1, "P30": 1, "Nf": -1, "Nc": -1, "Ps30": -1, "phi": 1}
FD001_SIGNS |= {"NRf": -1, "NRc": -1, "BPR": -1, "htBleed": -1, "W31": 1, "W32": 1}
FD001_RATIOS = (150, 370)  # ‖g_RUL‖/‖g_health‖ of new models: smallest and largest of 40 seeds, batch 256

SEEDS = range(5)


def correlations(fleet: Fleet) -> np.ndarray:
    """(14,) of every sensor with the capped RUL."""
    rul = remaining_life(fleet)
    return np.array([np.corrcoef(sensor, rul)[0, 1] for sensor in fleet.inputs[:, 3:].T])


def class_shares(source: Source) -> np.ndarray:
    health = np.concatenate([source.train.health, source.validation.health])
    return np.bincount(health, minlength=3) / len(health)


def initial_ratio(source: Source, seed: int) -> float:
    """‖g_RUL‖ / ‖g_health‖ on the shared layer of a new model, by plain torch, for one batch of 256."""
    model, table = seeded(seed), source.train
    rows = source.batches(seed, 256).batch(0)
    rul, logits = model(torch.from_numpy(table.inputs[rows]))
    losses = (
        torch.nn.functional.mse_loss(rul, torch.from_numpy(table.rul[rows])),
        torch.nn.functional.cross_entropy(logits, torch.from_numpy(table.health[rows])),
    )
    shared = list(model.shared.parameters())
    gradients = [torch.autograd.grad(loss, shared, retain_graph=True) for loss in losses]
    norms = [torch.cat([part.flatten() for part in gradient]).norm().item() for gradient in gradients]
    return norms[0] / norms[1]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("regimes", [1, 6])
def test_classes_lives_and_sensors_are_those_of_fd001(seed: int, regimes: int) -> None:
    source = data.load("turbofan", seed=seed, regimes=regimes)
    np.testing.assert_allclose(class_shares(source), FD001_CLASSES, atol=0.025)
    lives = turbofan.simulate(seed, regimes=regimes).lives
    assert 0.85 * FD001_LIVES[0] < lives.min() < 1.2 * FD001_LIVES[0]
    assert 0.8 * FD001_LIVES[1] < lives.max() < 1.15 * FD001_LIVES[1]
    inputs, rul = source.train.inputs[:, 3:], source.train.rul
    for name, column in zip(data.INPUTS[3:], inputs.T, strict=True):
        assert FD001_SIGNS[name] * np.corrcoef(column, rul)[0, 1] > 0.15, name


def test_the_initial_gradient_ratio_is_in_the_range_of_fd001() -> None:
    ratios = [initial_ratio(data.load("turbofan", seed=seed % 3), seed) for seed in range(12)]
    assert FD001_RATIOS[0] * 0.9 < min(ratios)
    assert max(ratios) < FD001_RATIOS[1] * 1.1
    assert 190 < median(ratios) < 280  # FD001: 231


def test_real_and_simulated_engines_side_by_side(cmapss_dir: Path) -> None:
    real, source = read(cmapss_dir).train, data.load("cmapss", folder=cmapss_dir)
    simulated, twin = turbofan.simulate(), data.load("turbofan")
    np.testing.assert_allclose(class_shares(source), FD001_CLASSES, atol=0.0005)
    np.testing.assert_allclose(class_shares(twin), class_shares(source), atol=0.02)
    quantiles = (0.05, 0.25, 0.5, 0.75, 0.95)
    np.testing.assert_allclose(np.quantile(simulated.lives, quantiles), np.quantile(real.lives, quantiles), rtol=0.08)
    np.testing.assert_allclose(correlations(simulated), correlations(real), atol=0.15)
    np.testing.assert_allclose(simulated.inputs[:, 3:].mean(axis=0), real.inputs[:, 3:].mean(axis=0), rtol=0.002)
    np.testing.assert_allclose(simulated.inputs[:, 3:].std(axis=0), real.inputs[:, 3:].std(axis=0), rtol=0.25)

    seeds = range(12)
    measured = [initial_ratio(source, seed) for seed in seeds]
    matched = [initial_ratio(twin, seed) for seed in seeds]
    assert median(matched) == pytest.approx(median(measured), rel=0.15)
    assert FD001_RATIOS[0] < min(measured)
    assert max(measured) < FD001_RATIOS[1]


def test_a_seed_is_one_fleet() -> None:
    one, again, other = (turbofan.simulate(seed, units=10) for seed in (7, 7, 8))
    np.testing.assert_array_equal(one.inputs, again.inputs)
    assert one.lives.tolist() != other.lives.tolist()


def test_noise_scales_the_scatter_around_the_same_engines() -> None:
    quiet, loud = (turbofan.simulate(units=10, noise=noise) for noise in (0.0, 2.0))
    np.testing.assert_array_equal(quiet.lives, loud.lives)
    assert np.abs(correlations(quiet)).mean() > np.abs(correlations(loud)).mean()
    wear = np.diff(quiet.inputs[quiet.units == 1, 5])  # T50 rises monotonically without noise
    assert (wear > 0).all()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"units": 1}, "units is 1; expected 2 to"),
        ({"regimes": 3}, "regimes is 3; expected 1 or 6"),
        ({"noise": float("nan")}, "noise is nan; expected 0.0 to"),
        ({"seed": -1}, "seed is -1; expected 0 to"),
    ],
)
def test_bad_options_are_named(options: dict[str, float], sentence: str) -> None:
    with pytest.raises(data.DataError, match=sentence):
        data.load("turbofan", **options)
