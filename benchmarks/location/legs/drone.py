"""The drone of a simulated search: it takes time to get about, and senses the air of that time."""

from __future__ import annotations

import math

import numpy as np
from attrs import define, evolve, field
from numpy.typing import NDArray

from benchmarks.location.legs.air import UnsteadyAir
from cathartes.location.legs import background_of
from cathartes.model.location.legs import Leg
from cathartes.model.location.platform import Platform
from cathartes.model.location.wind_series import WindSeries

Float = NDArray[np.float64]

BACKGROUND_KG_M3 = 1.3e-6
"""Methane of clean air, about 2 ppm."""
DRIFT_STD = 0.5
"""Drift of the background over the noise of a sample, in two minutes."""
REMEMBERED_S = 200.0
"""Flight that the background is taken from."""


@define(eq=False)
class Drone:
    """Where it is, when, and what it senses.

    Attributes
    ----------
    air : UnsteadyAir
    platform : Platform
        With its position of now.
    rng : numpy.random.Generator
        Of the sensor.
    time_s : float
    heading : (float, float)
        Unit vector of the flight before; (0, 0) before the first.
    drift_kg_m3 : float
        Of the background.
    remembered : (sample, 2) float64
        Time and concentration of what was flown last.
    """

    air: UnsteadyAir
    platform: Platform
    rng: np.random.Generator
    time_s: float = 0.0
    heading: tuple[float, float] = (0.0, 0.0)
    drift_kg_m3: float = 0.0
    remembered: Float = field(factory=lambda: np.zeros((0, 2)))

    def fly(self, leg: Leg) -> tuple[Float, Float, Float]:
        """Go to a leg and fly it; time passes.

        Returns
        -------
        time_s, along_m, concentration_kg_m3 : (sample,) float64
            Background included.
        """
        platform = self.platform
        begin, end = np.array(leg.begin_m), np.array(leg.end_m)
        transit = math.dist(platform.position_m, leg.begin_m)
        new = (end - begin)[:2] / leg.length_m
        # Whoever goes straight on does not turn.
        straight = transit < 1e-6 and float(new @ self.heading) > 0.999
        begun = self.time_s + transit / platform.speed_m_s + (0.0 if straight else platform.turn_s)
        step = platform.speed_m_s * platform.sampling_interval_s
        along = np.arange(0.5 * step, max(leg.length_m, 3.0 * step), step)
        place = begin + (end - begin) * (along / leg.length_m)[:, None]
        time = begun + along / platform.speed_m_s
        seen = self._sense(time, place)
        self.time_s = begun + leg.length_m / platform.speed_m_s
        self.heading = (float(new[0]), float(new[1]))
        self.platform = evolve(platform, position_m=leg.end_m)
        return time, along, seen

    def hover(self, place_m: tuple[float, float, float], seconds: float) -> float:
        """Go to a place without a turn, rest there, return the mean above the true background."""
        platform = self.platform
        begun = self.time_s + math.dist(platform.position_m, place_m) / platform.speed_m_s
        time = begun + np.arange(0.5, seconds / platform.sampling_interval_s)
        self.time_s = begun + seconds
        self.platform = evolve(platform, position_m=place_m)
        seen = self._sense(time, np.tile(np.array(place_m), (time.size, 1)))
        return float(seen.mean()) - BACKGROUND_KG_M3 - self.drift_kg_m3

    def _sense(self, time: Float, place: Float) -> Float:
        platform = self.platform
        noise, waver = self.rng.standard_normal((2, time.size))
        pace = math.sqrt(platform.sampling_interval_s / 120.0)
        drift = self.drift_kg_m3 + platform.noise_kg_m3 * DRIFT_STD * pace * np.cumsum(waver)
        self.drift_kg_m3 = float(drift[-1])
        seen = self.air.concentration(time, place) + BACKGROUND_KG_M3 + drift
        seen += platform.noise_kg_m3 * noise
        rows = np.concatenate([self.remembered, np.stack([time, seen], axis=1)])
        self.remembered = rows[rows[:, 0] > time[-1] - REMEMBERED_S]
        return seen

    @property
    def background_kg_m3(self) -> float:
        """Background of the flight that is remembered."""
        return background_of(self.remembered[:, 1], self.platform.noise_kg_m3)

    @property
    def wind(self) -> WindSeries:
        """What the mast says now, as one row."""
        return wind_at(self.air, self.time_s)


def wind_at(air: UnsteadyAir, time_s: float) -> WindSeries:
    """Return the mast's last five minutes as one row of wind."""
    speed, direction, spread = air.wind(time_s)
    return WindSeries.of_now(speed, direction, direction_std_deg=spread, time_s=time_s)
