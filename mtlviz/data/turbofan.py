"""A simulated fleet of turbofan engines, each run until it fails, in the spirit of C-MAPSS. Not NASA's simulator.

Every engine carries a hidden wear that starts at its own level and grows exponentially at its own pace,

    wear(t) = start + spark · exp(t / pace),      the engine fails at the first cycle t with wear(t) >= 1,

after Saxena et al. 2008, where damage grows exponentially from an unknown initial wear up to a threshold. A second
hidden number, `mix`, says how wear divides between lost efficiency and lost flow; core speed tells them apart. A
sensor shows

    value = level[regime] · (1 + (shift · wear + spread · mix · wear²) / level[sea level]) + noise.

Life spans, sensor levels, responses and noise were fitted to FD001 (levels of the other five regimes to FD002).
It is a little harder than FD001: 2,000 steps of Adam at a learning rate of 0.01 bring a DualTaskMLP to a validation
RMSE of 22 cycles here, 18 there (equal weights, mean of seeds 0–11; deviation 1.5 and 1.4).
"""

from __future__ import annotations

import numpy as np

from mtlviz.data.base import DataError, Float64, Source
from mtlviz.data.fleet import Fleet, prepare

# Altitude in kft, Mach, throttle resolver angle in degrees, share of the flights.
REGIMES: Float64 = np.array(
    [
        (0.0, 0.0, 100.0, 0.15),
        (10.0, 0.25, 100.0, 0.15),
        (20.0, 0.70, 100.0, 0.15),
        (25.0, 0.62, 60.0, 0.15),
        (35.0, 0.84, 100.0, 0.15),
        (42.0, 0.84, 100.0, 0.25),
    ]
)
JITTER = (0.0022, 0.0003, 0.0)  # standard deviation of the settings within a regime

# What an unworn engine shows, a row a regime, in the order of base.SENSORS: T24 T30 T50 (°R), P30 (psia), Nf Nc (rpm),
# Ps30 (psia), phi (fuel flow / Ps30, pps/psi), NRf NRc (rpm), BPR, htBleed, W31 W32 (lbm/s).
LEVELS: Float64 = np.array(
    [
        (642.0, 1582.5, 1395.0, 554.7, 2388.0, 9055, 47.12, 522.6, 2388.0, 8138, 8.388, 391.1, 39.07, 23.44),
        (604.2, 1493.5, 1296.2, 395.4, 2318.8, 8774, 45.02, 372.3, 2388.0, 8130, 8.599, 367.4, 28.74, 17.24),
        (606.9, 1477.1, 1239.6, 335.4, 2323.9, 8719, 44.01, 315.7, 2388.0, 8061, 9.165, 363.1, 24.64, 14.78),
        (536.5, 1255.6, 1038.9, 175.8, 1915.3, 8006, 36.42, 164.9, 2028.2, 7872, 10.835, 305.5, 14.37, 8.62),
        (555.2, 1358.8, 1118.9, 195.0, 2222.9, 8346, 41.56, 183.5, 2388.0, 8067, 9.266, 332.2, 14.94, 8.96),
        (549.1, 1346.5, 1114.8, 139.0, 2211.9, 8317, 41.71, 130.8, 2388.0, 8084, 9.313, 329.0, 10.67, 6.40),
    ]
)
SHIFT: Float64 = np.array([1.70, 19.9, 34.4, -3.32, 0.245, 46.0, 1.05, -2.83, 0.25, 32.0, 0.135, 5.22, -0.64, -0.385])
SPREAD: Float64 = np.array([0.0, 1.6, 0.0, 0.25, -0.11, 66.0, -0.03, 0.25, -0.11, 59.0, 0.0, 0.44, 0.0, 0.0])
NOISE: Float64 = np.array([0.30, 4.0, 4.0, 0.40, 0.030, 4.0, 0.10, 0.30, 0.030, 3.0, 0.020, 0.95, 0.10, 0.060])


def simulate(seed: int = 0, units: int = 100, regimes: int = 1, noise: float = 1.0) -> Fleet:
    """A fleet of `units` engines, recorded until they fail; 100 of them live about 20,600 cycles.

    regimes: 1, all flights at sea level as in FD001, or 6, drawn anew for every flight as in FD002.
    noise:   factor on the sensor noise.
    """
    for name, value, low, high in (("units", units, 2, 2000), ("noise", noise, 0.0, 10.0), ("seed", seed, 0, 2**63)):
        if not low <= value <= high:
            raise DataError(f"{name} is {value}; expected {low} to {high}.")
    if regimes not in (1, len(REGIMES)):
        raise DataError(f"regimes is {regimes}; expected 1 or {len(REGIMES)}.")
    rng = np.random.default_rng(seed)

    start = rng.uniform(0.0, 0.42, units)
    pace = 52.0 * np.exp(0.21 * rng.standard_normal(units).clip(-1.8, 2.6))  # cycles
    spark = np.exp(-4.12 + 0.25 * rng.standard_normal(units).clip(-2.0, 2.0))
    mix = (np.square(rng.random(units)) - 1 / 3) / 0.298  # mean 0, variance 1, skewed
    lives = np.ceil(pace * np.log((1.0 - start) / spark)).astype(np.int64)

    unit = np.repeat(np.arange(units), lives)  # (N,) 0-based
    cycle = np.arange(lives.sum()) - np.repeat(np.cumsum(lives) - lives, lives) + 1
    wear = (start[unit] + spark[unit] * np.exp(cycle / pace[unit]))[:, None]  # (N, 1)
    regime = rng.choice(len(REGIMES), len(unit), p=REGIMES[:, 3]) if regimes > 1 else np.zeros(len(unit), np.int64)

    settings = REGIMES[regime, :3] + JITTER * rng.standard_normal((len(unit), 3))
    response = SHIFT * wear + SPREAD * mix[unit, None] * wear**2  # (N, 14) at sea level
    sensors = LEVELS[regime] * (1.0 + response / LEVELS[0])
    sensors += noise * NOISE * rng.standard_normal(sensors.shape)
    return Fleet(unit + 1, cycle, np.hstack([settings, sensors]))


def load(seed: int = 0, units: int = 100, regimes: int = 1, noise: float = 1.0) -> Source:
    """The simulated fleet, split by unit and scaled; `seed` decides the fleet and the split."""
    fleet = simulate(seed, units, regimes, noise)
    return prepare("turbofan", f"Simulated turbofans ({units} engines)", fleet, seed)[0]
