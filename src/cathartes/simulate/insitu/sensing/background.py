"""Gas that is there without any source of the site."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.simulate.insitu.air.processes import ornstein_uhlenbeck
from cathartes.simulate.insitu.air.true_air import TrueAir


def draw_background(
    rng: np.random.Generator, air: TrueAir, regional_ppm: float, diurnal_ppm: float
) -> NDArray[np.float64]:
    """Return the background's departure from its mean level at each step, ppm, (step,).

    Notes
    -----
    Nightly pooling in calm air, slow regional change, faster fluctuation of a fifth of it, and
    now and then the broad plume of something far away.
    """
    count, step = air.n_steps, air.step_s
    elapsed_s = np.arange(count) * step
    hour = (air.hour + elapsed_s / 3600.0) % 24.0
    speed = np.hypot(*air.mean_m_s.T)
    night = np.clip(-np.sin(np.pi * (hour - 7.0) / 12.0), 0.0, None)
    level = diurnal_ppm * rng.uniform(0.3, 1.5) * night * np.exp(-speed / 2.5)
    level = level + regional_ppm * ornstein_uhlenbeck(rng, count, step, 5400.0)
    level = level + 0.2 * regional_ppm * ornstein_uhlenbeck(rng, count, step, 400.0)
    for _ in range(rng.poisson(elapsed_s[-1] / 20000.0)):
        when, width = rng.uniform(0.0, elapsed_s[-1]), rng.uniform(600.0, 2000.0)
        size = regional_ppm * rng.uniform(1.0, 4.0)
        level = level + size * np.exp(-0.5 * ((elapsed_s - when) / width) ** 2)
    return np.asarray(level)
