"""Friction velocity and Obukhov length from a fast sonic."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
VON_KARMAN, GRAVITY_M_S2 = 0.4, 9.80665
WINDOW_S, SHORTEST_S, FEWEST = 1800.0, 300.0, 300
"""Covariances need half an hour; under five minutes they are chance."""


def surface_fluxes(
    time_s: Array, eastward: Array, northward: Array, upward: Array, temperature_k: Array
) -> tuple[Array, Array]:
    """Return friction velocity (m/s) and Obukhov length (m) at each row, NaN where not known.

    Parameters
    ----------
    time_s, eastward, northward, upward, temperature_k : (row,) float64
        Velocities in m/s; temperature NaN where it is not known.

    Notes
    -----
    In windows of half an hour the axes are turned so that the mean wind is along the first and
    none is upward (double rotation); then ``u* = (<u'w'>^2 + <v'w'>^2)^(1/4)`` and
    ``L = -u*^3 T / (kappa g <w'T'>)``, with the sonic temperature in place of the virtual one.

    References
    ----------
    .. [1] stull1988: Stull 1988, An Introduction to Boundary Layer Meteorology.
    """
    friction, obukhov = np.full(time_s.size, np.nan), np.full(time_s.size, np.nan)
    window = np.floor((time_s - time_s[0]) / WINDOW_S)
    for one in np.unique(window):
        rows = np.flatnonzero(
            (window == one) & np.isfinite(eastward) & np.isfinite(northward) & np.isfinite(upward)
        )
        if rows.size < FEWEST or np.ptp(time_s[rows]) < SHORTEST_S:
            continue
        wind = np.stack([eastward[rows], northward[rows], upward[rows]])
        turned = _along_the_mean(wind)
        away = turned - turned.mean(axis=1, keepdims=True)
        stress = np.hypot(np.mean(away[0] * away[2]), np.mean(away[1] * away[2]))
        friction[window == one] = np.sqrt(stress)
        warm = np.isfinite(temperature_k[rows])
        if warm.sum() < FEWEST:
            continue
        mean = float(temperature_k[rows][warm].mean())
        flux = float(np.mean(away[2][warm] * (temperature_k[rows][warm] - mean)))
        if flux != 0.0:
            length = -(stress**1.5) * mean / (VON_KARMAN * GRAVITY_M_S2 * flux)
            obukhov[window == one] = length
    return friction, obukhov


def _along_the_mean(wind: Array) -> Array:
    """Return velocities (component, row) in axes along the mean wind."""
    east, north, up = wind.mean(axis=1)
    level = float(np.hypot(east, north))
    if level == 0.0:
        return wind
    cosine, sine = east / level, north / level
    along = cosine * wind[0] + sine * wind[1]
    across = -sine * wind[0] + cosine * wind[1]
    total = float(np.hypot(level, up))
    return np.stack(
        [
            (level * along + up * wind[2]) / total,
            across,
            (-up * along + level * wind[2]) / total,
        ]
    )
