"""The weather over several days as it is: wind, temperature, sun."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.physics.sun_position import sun_elevation_deg
from cathartes.simulate.campaign.ground.rhythm import Period

STEP_S = 600.0
MEMORY_S = 3.0 * 3600.0
LEAST_WIND_M_S, MOST_WIND_M_S = 1.0, 9.0

Array = NDArray[np.float64]


@frozen
class Moment:
    """The air at one moment.

    Attributes
    ----------
    wind_speed_m_s, wind_from_direction_deg : float
        Mean of ten minutes at 10 m.
    air_temperature_k : float
    sun : float
        1 for high noon under a clear sky, 0 by night (see ``TemperatureSettings.sun``).
    sun_zenith_deg : float
    turbulence : float
        Lateral spread of the wind over its mean.
    water_g_cm2 : float
    """

    wind_speed_m_s: float
    wind_from_direction_deg: float
    air_temperature_k: float
    sun: float
    sun_zenith_deg: float
    turbulence: float
    water_g_cm2: float


@frozen(eq=False)
class TrueWeather:
    """Series with a step of ten minutes.

    Attributes
    ----------
    begin_s : float
        Seconds since 1970-01-01 UTC.
    east_m_s, north_m_s : (step,) float64
        Towards east and north.
    air_temperature_k : (step,) float64
    clearness : (step,) float64
        Share of the sun, or of the sky by night, that is not cloud.
    water_g_cm2 : (step,) float64
    longitude, latitude : float
    """

    begin_s: float
    east_m_s: Array
    north_m_s: Array
    air_temperature_k: Array
    clearness: Array
    water_g_cm2: Array
    longitude: float
    latitude: float

    def at(self, time_s: float) -> Moment:
        """Return the air at a moment, linear between steps."""
        where = (time_s - self.begin_s) / STEP_S
        steps = np.arange(self.east_m_s.size)
        east, north, temperature, clear, water = (
            float(np.interp(where, steps, series))
            for series in (
                self.east_m_s,
                self.north_m_s,
                self.air_temperature_k,
                self.clearness,
                self.water_g_cm2,
            )
        )
        speed, direction = speed_and_direction(east, north)
        elevation = float(sun_elevation_deg(np.array([time_s]), self.longitude, self.latitude)[0])
        height = max(np.sin(np.radians(elevation)), 0.0)
        sun = float(height**0.6 * clear) if height > 0.0 else -0.05 * clear
        return Moment(
            wind_speed_m_s=float(np.clip(speed, LEAST_WIND_M_S, MOST_WIND_M_S)),
            wind_from_direction_deg=direction,
            air_temperature_k=temperature,
            sun=sun,
            sun_zenith_deg=min(90.0 - elevation, 84.0) if height > 0.0 else 60.0,
            turbulence=0.12 + 0.13 * float(height),
            water_g_cm2=water,
        )


def speed_and_direction(east_m_s: float, north_m_s: float) -> tuple[float, float]:
    """Return the speed, and the direction it comes from in degrees, 0 to below 360."""
    direction = float(np.degrees(np.arctan2(-east_m_s, -north_m_s))) % 360.0
    return float(np.hypot(east_m_s, north_m_s)), direction if direction < 360.0 else 0.0


def draw_weather(
    rng: np.random.Generator, period: Period, longitude: float, latitude: float
) -> TrueWeather:
    """Draw the weather of a period: a breeze that turns with the sun, and what passes through.

    Parameters
    ----------
    rng : numpy.random.Generator
    period : (float, float)
        Seconds since 1970-01-01 UTC.
    longitude, latitude : float
    """
    count = int(np.ceil((period[1] - period[0]) / STEP_S)) + 2
    time = period[0] + STEP_S * np.arange(count)
    hour = (time / 3600.0 + longitude / 15.0) % 24.0
    sunny = np.sin(np.pi * (hour - 7.0) / 12.0)
    slow = _autoregressive(rng, count)
    breeze_m_s = 0.9 + 0.5 * rng.random()
    sea = np.radians(rng.uniform(0.0, 360.0))
    towards = np.radians(rng.uniform(0.0, 360.0))
    steady_m_s = rng.uniform(2.0, 3.6)
    east = steady_m_s * np.sin(towards) + breeze_m_s * sunny * np.sin(sea) + 0.8 * slow[0]
    north = steady_m_s * np.cos(towards) + breeze_m_s * sunny * np.cos(sea) + 0.8 * slow[1]
    lagged = np.sin(np.pi * (hour - 9.0) / 12.0)
    temperature = rng.uniform(292.0, 299.0) + rng.uniform(4.0, 7.0) * lagged + 1.2 * slow[2]
    return TrueWeather(
        begin_s=period[0],
        east_m_s=np.asarray(east, np.float64),
        north_m_s=np.asarray(north, np.float64),
        air_temperature_k=np.asarray(temperature, np.float64),
        clearness=np.clip(0.9 + 0.15 * slow[3], 0.35, 1.0),
        water_g_cm2=np.clip(rng.uniform(1.4, 2.6) + 0.25 * slow[4], 0.6, 4.0),
        longitude=longitude,
        latitude=latitude,
    )


def _autoregressive(rng: np.random.Generator, count: int) -> Array:
    """Return five series (5, step) of variance 1 that forget themselves in hours."""
    keep = np.exp(-STEP_S / MEMORY_S)
    series = np.empty((5, count))
    series[:, 0] = rng.normal(size=5)
    kicks = np.sqrt(1.0 - keep**2) * rng.normal(size=(5, count))
    for step in range(1, count):
        series[:, step] = keep * series[:, step - 1] + kicks[:, step]
    return series
