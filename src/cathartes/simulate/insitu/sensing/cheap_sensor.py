"""Cheap sensors: noise, offsets that drift, temperature, steps and gaps."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.simulate.insitu.air.processes import draw_log_even
from cathartes.simulate.insitu.settings import NetworkSettings

SECONDS_PER_DAY = 86400.0


@frozen(eq=False)
class SensorSeries:
    """What one sensor writes.

    Attributes
    ----------
    value_ppm : (row,) float64
        NaN in gaps.
    noise_ppm : float
        True noise of a value.
    stated_ppm : float
        What its data sheet says, NaN where it says nothing.
    """

    value_ppm: NDArray[np.float64]
    noise_ppm: float
    stated_ppm: float


def write_sensor(
    rng: np.random.Generator,
    settings: NetworkSettings,
    noise_factor: float,
    true_ppm: NDArray[np.float64],
    temperature_k: NDArray[np.float64],
) -> SensorSeries:
    """Turn the air at one sensor into what the sensor writes.

    Parameters
    ----------
    rng : numpy.random.Generator
    settings : NetworkSettings
    noise_factor : float
        Of this gas.
    true_ppm, temperature_k : (row,) float64
        Means over each interval.
    """
    count = true_ppm.size
    noise = noise_factor * draw_log_even(rng, settings.noise_ppm)
    quantum = noise_factor * draw_log_even(rng, settings.quantum_ppm)
    gain = np.exp(settings.gain_log_std * rng.normal())
    step = noise_factor * settings.drift_ppm_per_day
    step *= np.sqrt(settings.averaging_s / SECONDS_PER_DAY)
    drift = np.cumsum(rng.normal(0.0, step, count))
    bent = noise_factor * settings.temperature_ppm_per_k * rng.normal()
    offset = noise_factor * settings.offset_ppm * rng.normal()
    value = gain * true_ppm + offset + drift + bent * (temperature_k - temperature_k.mean())
    value = value + noise * rng.standard_t(5.0, count) / np.sqrt(5.0 / 3.0)
    value = np.round(value / quantum) * quantum
    value[_gaps(rng, count, settings.missing_share)] = np.nan
    stated = noise * np.exp(0.3 * rng.normal() - 0.2) if rng.uniform() < 0.7 else np.nan
    return SensorSeries(value, float(noise), float(stated))


def _gaps(rng: np.random.Generator, count: int, missing_share: float) -> NDArray[np.bool_]:
    """Return which rows are lost, in runs of about ten; one sensor in twenty dies for good."""
    lost = np.zeros(count, bool)
    if missing_share <= 0.0:
        return lost
    for start in rng.integers(0, count, rng.poisson(missing_share * count / 10.0)):
        lost[start : start + 1 + int(rng.exponential(9.0))] = True
    if rng.uniform() < 0.05:
        lost[int(rng.uniform(0.3, 0.9) * count) :] = True
    return lost
