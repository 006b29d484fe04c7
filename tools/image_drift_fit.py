"""Fit of the wind that drift tells; a part of ``make_image_calibration``."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.location.images.wind.drift import drift_between
from cathartes.simulate.passes import draw_pass, draw_settings

Array = NDArray[np.float64]


def fit_drift(seed: int, indices: range) -> dict[str, float]:
    """Return how the drift of features between passes stands to the wind at 10 m."""
    ratio, turned = [], []
    for index in indices:
        rng = np.random.default_rng([seed, index])
        settings = draw_settings(rng, strengths=(10.0, 60.0))
        later = float(np.clip(rng.uniform(3.0, 8.0) * settings.pixel_size_m, 4.0, 240.0))
        later /= settings.weather.speed_m_s
        pair = draw_pass(settings, rng, (0.0, later))
        drift = drift_between(pair[0].image, pair[1].image)
        if drift is None:
            continue
        speed = float(np.hypot(*drift.velocity_m_s))
        toward = float(np.degrees(np.arctan2(*drift.velocity_m_s)))
        ratio.append(np.log(settings.weather.speed_m_s / max(speed, 1e-6)))
        off = (toward - settings.weather.from_direction_deg) % 360.0 - 180.0
        turned.append(off)
    ratios, off_deg = np.array(ratio), np.array(turned)
    middle = float(np.median(ratios))
    print(
        f"drift: {ratios.size} of {len(indices)}; log factor {middle:.3f}; quantiles",
        np.round(np.quantile(ratios, [0.05, 0.16, 0.84, 0.95]), 2),
        np.round(np.quantile(off_deg, [0.05, 0.16, 0.5, 0.84, 0.95]), 1),
    )
    return {
        "factor": round(float(np.exp(middle)), 3),
        "log_std": round(spread_of(ratios), 3),
        "direction_std_deg": round(spread_of(off_deg), 1),
    }


def spread_of(values: Array) -> float:
    """Return a standard deviation by which 90 % intervals hold; a lost puff does not rule it."""
    return float(np.ptp(np.quantile(values, [0.05, 0.95]))) / 3.29
