"""Lagrangian puffs: where the gas of one emitter is at the moment of the overflight."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.simulate.settings import EmitterSettings, WindSettings


@frozen(eq=False)
class Puffs:
    """Clouds of gas with a Gaussian column each, relative to the emitter.

    Attributes
    ----------
    easting_m, northing_m : (puff,) float64
        Centre.
    sigma_m : (puff,) float64
        1-sigma radius of the column.
    amount : (puff,) float64
        Share of the gas; a source that emits one unit per second has emitted ``amount`` units.
    age_s : (puff,) float64
    composition : (puff, gas) float64
        Factor on each gas's nominal share.
    """

    easting_m: NDArray[np.float64]
    northing_m: NDArray[np.float64]
    sigma_m: NDArray[np.float64]
    amount: NDArray[np.float64]
    age_s: NDArray[np.float64]
    composition: NDArray[np.float64]


def ornstein_uhlenbeck(
    rng: np.random.Generator, count: int, step_s: float, memory_s: float
) -> NDArray[np.float64]:
    """Draw a stationary series of variance 1 whose correlation falls as exp(-t / memory)."""
    keep = np.exp(-step_s / memory_s)
    series = np.empty(count)
    series[0] = rng.normal()
    kicks = rng.normal(0.0, np.sqrt(1.0 - keep**2), count)
    for index in range(1, count):
        series[index] = keep * series[index - 1] + kicks[index]
    return series


def release_puffs(
    emitter: EmitterSettings,
    wind: WindSettings,
    rng: np.random.Generator,
    spacing_m: float,
    reach_m: float,
) -> Puffs:
    """Follow every puff from its release to the overflight.

    Parameters
    ----------
    emitter : EmitterSettings
    wind : WindSettings
    rng : numpy.random.Generator
    spacing_m : float
        Distance between puffs released one after the other.
    reach_m : float
        Distance beyond which a puff has left the scene.

    Notes
    -----
    Large eddies move neighbouring puffs together: each velocity is a sum of one series in
    clock time (all puffs alike), one in release time (a puff's own, shared with its
    neighbours) and their sum makes the plume meander as a whole and break up along its length.
    Speed near a low source is less than the mean wind and grows as the puff rises.
    Relative spread follows sigma^2 = sigma_0^2 + (i U t)^2 / (1 + t / (2 T_L)), linear at
    first and as a square root later.
    """
    step = float(np.clip(spacing_m / wind.speed_m_s, 0.15, 4.0))
    lifetime = min(emitter.duration_s, reach_m / (0.6 * wind.speed_m_s))
    count = max(4, int(lifetime / step))
    lateral = wind.turbulence * wind.speed_m_s
    age = np.asarray((np.arange(count) + rng.uniform(0.0, 1.0)) * step, np.float64)
    path = np.empty((2, count))
    for axis in range(2):
        clock = ornstein_uhlenbeck(rng, count, step, 2.0 * wind.memory_s)
        travelled = np.cumsum(clock) * step
        own = ornstein_uhlenbeck(rng, count, step, 0.6 * wind.memory_s)
        # A puff's own velocity is forgotten on its way, so that it stops adding distance.
        forgetting = wind.memory_s * -np.expm1(-age / wind.memory_s)
        path[axis] = lateral * (0.75 * travelled + 0.66 * own * forgetting)
    rise = np.minimum(1.0, 0.65 + 0.35 * (emitter.release_height_m + 0.05 * age * 3.0) / 15.0)
    downwind = wind.speed_m_s * np.cumsum(rise) * step + 0.7 * path[0]
    crosswind = path[1]
    growth = (0.55 * lateral * age) ** 2 / (1.0 + age / (2.0 * wind.memory_s))
    sigma = np.sqrt((0.5 + 0.35 * emitter.radius_m) ** 2 + growth)
    pulses = np.exp(
        emitter.pulsation * ornstein_uhlenbeck(rng, count, step, emitter.pulse_s)
        - 0.5 * emitter.pulsation**2
    )
    composition = np.exp(
        np.stack(
            [
                0.25 * ornstein_uhlenbeck(rng, count, step, 4.0 * emitter.pulse_s)
                for _ in emitter.gases
            ],
            axis=-1,
        )
    )
    puffs = Puffs(downwind, crosswind, sigma, pulses * step, age, composition)
    puffs = _spread_over_area(_break_up(puffs, emitter, rng), emitter, rng)
    toward = np.radians(wind.from_direction_deg + 180.0)
    return Puffs(
        puffs.easting_m * np.sin(toward) + puffs.northing_m * np.cos(toward),
        puffs.easting_m * np.cos(toward) - puffs.northing_m * np.sin(toward),
        puffs.sigma_m,
        puffs.amount,
        puffs.age_s,
        puffs.composition,
    )


def _break_up(puffs: Puffs, emitter: EmitterSettings, rng: np.random.Generator) -> Puffs:
    """Divide each puff into clumps of unequal amount within it; the amount is kept.

    A plume seen at one moment is filaments and gaps, not the smooth mean.
    """
    if emitter.intermittency <= 0.0:
        return puffs
    pieces = 4
    shares = rng.lognormal(0.0, emitter.intermittency, (puffs.amount.size, pieces))
    shares /= shares.sum(axis=1, keepdims=True)
    offset = rng.normal(0.0, 0.8, (2, puffs.amount.size, pieces)) * puffs.sigma_m[:, None]
    size = rng.uniform(0.35, 0.75, shares.shape) * puffs.sigma_m[:, None]
    return Puffs(
        (puffs.easting_m[:, None] + offset[0]).ravel(),
        (puffs.northing_m[:, None] + offset[1]).ravel(),
        size.ravel(),
        (puffs.amount[:, None] * shares).ravel(),
        np.asarray(np.repeat(puffs.age_s, pieces), np.float64),
        np.repeat(puffs.composition, pieces, axis=0),
    )


def _spread_over_area(puffs: Puffs, emitter: EmitterSettings, rng: np.random.Generator) -> Puffs:
    """Start each puff at a random place of the emitting disc."""
    radius = emitter.radius_m * np.sqrt(rng.uniform(0.0, 1.0, puffs.amount.size))
    angle = rng.uniform(0.0, 2.0 * np.pi, puffs.amount.size)
    return Puffs(
        puffs.easting_m + radius * np.cos(angle),
        puffs.northing_m + radius * np.sin(angle),
        puffs.sigma_m,
        puffs.amount,
        puffs.age_s,
        puffs.composition,
    )
