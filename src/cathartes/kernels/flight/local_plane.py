"""Positions on the ellipsoid in metres east and north of a point, and back."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

WGS84_SEMI_MAJOR_M = 6_378_137.0
WGS84_FLATTENING = 1.0 / 298.257223563
_E2 = WGS84_FLATTENING * (2.0 - WGS84_FLATTENING)


def geodetic_to_local(
    longitude: ArrayLike, latitude: ArrayLike, longitude_0: float, latitude_0: float
) -> tuple[Array, Array]:
    """Project the ellipsoid onto the plane that touches it at one point.

    Parameters
    ----------
    longitude, latitude : (point,) degrees, WGS84
    longitude_0, latitude_0 : float
        Where the plane touches.

    Returns
    -------
    east, north : (point,) m
        NaN for points more than a quarter of the Earth away.

    Notes
    -----
    ``(e, n, u) = R (X - X0)`` with geocentric ``X`` at height zero [iogp2019]. A vertical plane
    through the point cuts the ellipsoid in a straight line of the projection, so that distances
    across a line about its middle are true to the millimetre; those along it are short by
    ``s^2 / 6 R^2`` (6 cm at the ends of 50 km).
    """
    return geocentric_to_local(geocentric(longitude, latitude), longitude_0, latitude_0)


def geocentric_to_local(
    position: Array, longitude_0: float, latitude_0: float
) -> tuple[Array, Array]:
    """Do the same from geocentric positions, which one track has for all lines.

    Parameters
    ----------
    position : (3, point) m
        From :func:`geocentric`.
    longitude_0, latitude_0 : float
        Where the plane touches.
    """
    to_east, to_north, up = _axes(longitude_0, latitude_0)
    origin = geocentric(longitude_0, latitude_0)
    offset = position - origin.reshape((3,) + (1,) * (position.ndim - 1))
    east, north = np.tensordot(to_east, offset, 1), np.tensordot(to_north, offset, 1)
    behind = np.tensordot(up, position, 1) <= 0.0
    return np.where(behind, np.nan, east), np.where(behind, np.nan, north)


def geocentric(longitude: ArrayLike, latitude: ArrayLike) -> Array:
    """Return geocentric positions of height zero, (3, point) m."""
    lam = np.radians(np.asarray(longitude, np.float64))
    phi = np.radians(np.asarray(latitude, np.float64))
    normal = WGS84_SEMI_MAJOR_M / np.sqrt(1.0 - _E2 * np.sin(phi) ** 2)
    x, y = normal * np.cos(phi) * np.cos(lam), normal * np.cos(phi) * np.sin(lam)
    return np.stack([x, y, normal * (1.0 - _E2) * np.sin(phi)])


def local_to_geodetic(
    east: ArrayLike, north: ArrayLike, longitude_0: float, latitude_0: float
) -> tuple[Array, Array]:
    """Return the longitude and latitude under points of the plane; the inverse, without iteration.

    Parameters
    ----------
    east, north : (point,) m
    longitude_0, latitude_0 : float
        Where the plane touches.

    Notes
    -----
    The upward part follows from ``x^2 + y^2 + z^2 / (1 - e^2) = a^2``, quadratic in it.
    """
    to_east, to_north, up = _axes(longitude_0, latitude_0)
    origin = geocentric(longitude_0, latitude_0)
    e, n = np.asarray(east, np.float64), np.asarray(north, np.float64)
    shape = (3,) + (1,) * e.ndim
    flat = origin.reshape(shape) + to_east.reshape(shape) * e + to_north.reshape(shape) * n
    weights = np.array([1.0, 1.0, 1.0 / (1.0 - _E2)]).reshape(shape)
    upward = up.reshape(shape)
    a = np.sum(weights * upward * upward, axis=0)
    b = np.sum(weights * upward * flat, axis=0)
    # a^2 is subtracted term by term: the point of contact is on the ellipsoid to rounding.
    c = np.sum(weights * (flat - origin.reshape(shape)) * (flat + origin.reshape(shape)), axis=0)
    u = -c / (b + np.sqrt(np.maximum(b * b - a * c, 0.0)))
    x, y, z = flat + upward * u
    longitude = np.degrees(np.arctan2(y, x))
    latitude = np.degrees(np.arctan2(z, (1.0 - _E2) * np.hypot(x, y)))
    return longitude, latitude


def _axes(longitude_0: float, latitude_0: float) -> tuple[Array, Array, Array]:
    lam, phi = np.radians(longitude_0), np.radians(latitude_0)
    to_east = np.array([-np.sin(lam), np.cos(lam), 0.0])
    to_north = np.array([-np.sin(phi) * np.cos(lam), -np.sin(phi) * np.sin(lam), np.cos(phi)])
    up = np.array([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])
    return to_east, to_north, up
