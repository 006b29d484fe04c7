"""Where the sun stands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

NOON_OF_2000_S = 946728000.0
"""2000-01-01 12:00 UTC in seconds since 1970."""
DAY_S = 86400.0


def sun_elevation_deg(time_s: Array, longitude_deg: float, latitude_deg: float) -> Array:
    """Return the height of the sun over the horizon, without refraction.

    Parameters
    ----------
    time_s : (row,) float64
        Seconds since 1970-01-01 UTC.
    longitude_deg, latitude_deg : float
        Positive towards east and north.

    Returns
    -------
    (row,) float64
        Degrees, negative by night; within 0.02 degrees between 1950 and 2050.

    Notes
    -----
    The Astronomical Almanac's short series: mean longitude, mean anomaly and obliquity as straight
    lines in time, two terms of the equation of centre [michalsky1988].

    References
    ----------
    michalsky1988
    """
    days = (np.asarray(time_s, np.float64) - NOON_OF_2000_S) / DAY_S
    mean_longitude = np.radians(280.460 + 0.9856474 * days)
    anomaly = np.radians(357.528 + 0.9856003 * days)
    ecliptic = mean_longitude + np.radians(1.915 * np.sin(anomaly) + 0.020 * np.sin(2.0 * anomaly))
    obliquity = np.radians(23.439 - 4e-7 * days)
    ascension = np.arctan2(np.cos(obliquity) * np.sin(ecliptic), np.cos(ecliptic))
    declination = np.arcsin(np.sin(obliquity) * np.sin(ecliptic))
    sidereal = np.radians(15.0 * (18.697375 + 24.06570982441908 * days) + longitude_deg)
    latitude, hour_angle = np.radians(latitude_deg), sidereal - ascension
    height = np.sin(latitude) * np.sin(declination)
    height = height + np.cos(latitude) * np.cos(declination) * np.cos(hour_angle)
    return np.asarray(np.degrees(np.arcsin(np.clip(height, -1.0, 1.0))))
