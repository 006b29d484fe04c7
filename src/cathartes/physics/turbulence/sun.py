"""How high the sun stands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_DAY_S = 86400.0
_J2000_S = 946728000.0
"""Noon of 1 January 2000 in seconds since 1970-01-01 UTC."""


def sun_elevation_deg(
    time_s: NDArray[np.float64], latitude: float, longitude: float
) -> NDArray[np.float64]:
    """Return the sun's height above the horizon without refraction, good to 0.1 degrees.

    Parameters
    ----------
    time_s : (row,) float64
        Seconds since 1970-01-01 UTC.
    latitude, longitude : float
        Degrees, north and east positive.

    Notes
    -----
    Mean longitude and anomaly of the sun and sidereal time as in Michalsky 1988.
    """
    days = (np.asarray(time_s, dtype=np.float64) - _J2000_S) / _DAY_S
    anomaly = np.radians(357.528 + 0.9856003 * days)
    ecliptic = np.radians(
        280.460 + 0.9856474 * days + 1.915 * np.sin(anomaly) + 0.020 * np.sin(2.0 * anomaly)
    )
    tilt = np.radians(23.439 - 4e-7 * days)
    declination = np.arcsin(np.sin(tilt) * np.sin(ecliptic))
    ascension = np.arctan2(np.cos(tilt) * np.sin(ecliptic), np.cos(ecliptic))
    sidereal = np.radians(280.46062 + 360.98564737 * days + longitude)
    place = np.radians(latitude)
    sine = np.sin(place) * np.sin(declination)
    sine += np.cos(place) * np.cos(declination) * np.cos(sidereal - ascension)
    return np.asarray(np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0))))
