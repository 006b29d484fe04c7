"""The wind as a sonic, a mast at another place or a forecast model reports it."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.kernels.lagrangian.drifting_puffs import REFERENCE_HEIGHT_M
from cathartes.kernels.lagrangian.surface_layer import wind_profile
from cathartes.model.location.wind_series import WIND_ERRORS, WindSeries
from cathartes.simulate.insitu.air.processes import mean_over, ornstein_uhlenbeck
from cathartes.simulate.insitu.air.true_air import TrueAir
from cathartes.simulate.insitu.settings import WindReportSettings

MODEL_ROW_S = 3600.0


@frozen
class _Fault:
    """How wrong one kind is: log bias and its spread, direction, how much meander it shares."""

    speed_bias: float
    speed_std: float
    direction_std_deg: float
    shared_meander: float


FAULTS = {
    "sonic": _Fault(0.0, 0.10, 5.0, 1.0),
    "mast": _Fault(0.05, 0.22, 10.0, 0.5),
    "model": _Fault(-0.25, 0.5, 22.0, 0.0),
}
"""A little worse than ``WIND_ERRORS`` promises; the model's wind as measured against a sonic."""


def report_wind(
    rng: np.random.Generator,
    settings: WindReportSettings,
    air: TrueAir,
    extent_m: float,
) -> WindSeries:
    """Return the wind rows of one instrument.

    Parameters
    ----------
    rng : numpy.random.Generator
    settings : WindReportSettings
    air : TrueAir
    extent_m : float
        Size of the site: a sonic stands within it, a mast 2 to 6 times as far.
    """
    names = [name for name, _ in settings.kinds]
    weights = np.array([weight for _, weight in settings.kinds])
    kind = names[int(rng.choice(len(names), p=weights / weights.sum()))]
    fault = FAULTS[kind]
    row_s = MODEL_ROW_S if kind == "model" else settings.row_s
    n_each = max(min(round(row_s / air.step_s), air.n_steps), 1)
    height = REFERENCE_HEIGHT_M if kind == "model" else float(rng.uniform(*settings.height_m))
    wind = _sensed_wind(rng, air, fault, height, is_model=kind == "model")
    rows = mean_over(wind, n_each)
    lost = rng.uniform(size=len(rows)) < settings.missing_share
    along = np.repeat(np.arctan2(rows[:, 0], rows[:, 1]), n_each)
    used = wind[: along.size]
    across = used[:, 0] * np.cos(along) - used[:, 1] * np.sin(along)
    sigma_v = np.std(across.reshape(len(rows), n_each), axis=1)
    speed = np.hypot(*rows.T)
    blank = np.full(len(rows), np.nan)
    is_sonic = kind == "sonic"

    def known(series: NDArray[np.float64], log_std: float) -> NDArray[np.float64]:
        factor = np.exp(log_std * (rng.normal() + 0.5 * rng.normal(size=len(rows))))
        return mean_over(series, n_each) * factor if is_sonic else blank

    angle = rng.uniform(0.0, 2.0 * np.pi)
    distance = extent_m * (rng.uniform(0.1, 0.6) if is_sonic else rng.uniform(2.0, 6.0))
    position = (distance * np.cos(angle), distance * np.sin(angle), height)
    speed_error, direction_error = WIND_ERRORS[kind]
    return WindSeries(
        time_s=np.asarray(air.start_s + np.arange(len(rows)) * n_each * air.step_s, np.float64),
        averaging_s=np.full(len(rows), n_each * air.step_s),
        position_m=np.tile(position, (len(rows), 1)),
        speed_m_s=np.where(lost, np.nan, speed),
        from_direction_deg=np.where(
            lost, np.nan, np.degrees(np.arctan2(rows[:, 0], rows[:, 1]) + np.pi) % 360.0
        ),
        direction_std_deg=(
            blank if kind == "model" else np.degrees(np.arctan2(sigma_v, np.maximum(speed, 0.2)))
        ),
        sigma_v_m_s=sigma_v if is_sonic else blank,
        sigma_w_m_s=known(1.25 * air.friction_velocity_m_s, 0.15),
        friction_velocity_m_s=known(air.friction_velocity_m_s, 0.2),
        obukhov_length_m=1.0 / known(1.0 / air.obukhov_length_m, 0.4),
        mixing_height_m=mean_over(air.mixing_height_m, n_each) if kind == "model" else blank,
        roughness_m=blank,
        temperature_k=mean_over(air.temperature_k, n_each) + rng.normal(0.0, 0.5),
        pressure_pa=np.full(len(rows), air.pressure_pa),
        speed_log_std=np.full(len(rows), speed_error),
        from_direction_error_deg=np.full(len(rows), direction_error),
        kind=kind,
    )


def _sensed_wind(
    rng: np.random.Generator, air: TrueAir, fault: _Fault, height_m: float, *, is_model: bool
) -> NDArray[np.float64]:
    """Return the instrument's velocity at each step, errors included, (step, 2)."""
    obukhov = float(1.0 / np.mean(1.0 / air.obukhov_length_m))
    carried = wind_profile(height_m, air.roughness_m, obukhov) / wind_profile(
        REFERENCE_HEIGHT_M, air.roughness_m, obukhov
    )
    wind = air.mean_m_s.copy()
    if not is_model:
        shared = fault.shared_meander
        size = np.std(air.meander_m_s)
        for axis in range(2):
            other = size * ornstein_uhlenbeck(rng, air.n_steps, air.step_s, 200.0)
            wind[:, axis] += shared * air.meander_m_s[:, axis] + np.sqrt(1 - shared**2) * other
            local = ornstein_uhlenbeck(rng, air.n_steps, air.step_s, air.release_memory_s)
            wind[:, axis] += air.sigma_v_m_s / air.width_factor * local
    direction = np.arctan2(wind[:, 0], wind[:, 1])
    # Buildings beside an instrument turn the wind one way from here and another way from there.
    siting = np.radians(fault.direction_std_deg)
    phase = rng.uniform(0.0, 2.0 * np.pi)
    turned = direction + siting * (0.8 * rng.normal() + 0.6 * np.sin(direction + phase))
    slow = ornstein_uhlenbeck(rng, air.n_steps, air.step_s, 5400.0)
    bias = fault.speed_bias + fault.speed_std * (0.8 * rng.normal() + 0.6 * slow)
    speed = carried * np.hypot(*wind.T) * np.exp(bias)
    return np.stack([speed * np.sin(turned), speed * np.cos(turned)], axis=1)
