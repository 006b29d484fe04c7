"""Spread of a plume by Briggs's curves for open country and for towns, a curve for each class."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.model.location.dispersion import DispersionTable
from cathartes.model.location.wind_series import WindSeries
from cathartes.physics.turbulence.similarity import NODES
from cathartes.physics.turbulence.stability import Classes, direction_spread_deg

Array = NDArray[np.float64]

RURAL, URBAN = "Briggs rural", "Briggs urban"
TRANSPORT_HEIGHT_M = 10.0
LOWEST_HEIGHT_M = 1.0

# sigma = a x (1 + b x)^p with x in metres, A to F: (a, b, p) of sigma_y and of sigma_z.
_RURAL = np.array(
    [
        ((0.22, 1e-4, -0.5), (0.20, 0.0, 0.0)),
        ((0.16, 1e-4, -0.5), (0.12, 0.0, 0.0)),
        ((0.11, 1e-4, -0.5), (0.08, 2e-4, -0.5)),
        ((0.08, 1e-4, -0.5), (0.06, 1.5e-3, -0.5)),
        ((0.06, 1e-4, -0.5), (0.03, 3e-4, -1.0)),
        ((0.04, 1e-4, -0.5), (0.016, 3e-4, -1.0)),
    ]
)
_URBAN = np.array(
    [
        ((0.32, 4e-4, -0.5), (0.24, 1e-3, 0.5)),
        ((0.32, 4e-4, -0.5), (0.24, 1e-3, 0.5)),
        ((0.22, 4e-4, -0.5), (0.20, 0.0, 0.0)),
        ((0.16, 4e-4, -0.5), (0.14, 3e-4, -0.5)),
        ((0.11, 4e-4, -0.5), (0.08, 1.5e-3, -0.5)),
        ((0.11, 4e-4, -0.5), (0.08, 1.5e-3, -0.5)),
    ]
)
# Power of height by which the wind grows, A to F.
_PROFILE_RURAL = np.array([0.07, 0.07, 0.10, 0.15, 0.35, 0.55])
_PROFILE_URBAN = np.array([0.15, 0.15, 0.20, 0.25, 0.30, 0.30])


def briggs_spreads(
    wind: WindSeries, stability: Classes, *, is_urban: bool = False
) -> DispersionTable:
    """Return spreads for each row of wind.

    Parameters
    ----------
    wind : WindSeries
    stability : (row,) int64
        0 (A) to 5 (F), see :func:`cathartes.physics.turbulence.stability.stability_classes`.
    is_urban : bool

    Returns
    -------
    DispersionTable
        Gaussian in the vertical.

    Notes
    -----
    ``sigma = a x (1 + b x)^p`` [briggs1973]. Where the spread of the direction or sigma_v is
    known, the cross-wind curve is scaled to begin at its sine: what a vane does is better known
    than what its class does. The plume moves with the wind at 10 m, by the power laws of
    regulatory models [epa1995].

    References
    ----------
    briggs1973, epa1995
    """
    curves = (_URBAN if is_urban else _RURAL)[stability]
    spreads = _curve(curves[:, 0]), _curve(curves[:, 1])
    spread = np.sin(np.radians(np.minimum(direction_spread_deg(wind), 90.0)))
    at_source = curves[:, 0, 0]
    narrower = np.where(np.isfinite(spread), np.maximum(spread, 1e-3) / at_source, 1.0)
    speed = np.where(np.isfinite(wind.speed_m_s), wind.speed_m_s, np.nanmedian(wind.speed_m_s))
    height = np.where(np.isfinite(wind.position_m[:, 2]), wind.position_m[:, 2], TRANSPORT_HEIGHT_M)
    power = (_PROFILE_URBAN if is_urban else _PROFILE_RURAL)[stability]
    speed = np.maximum(speed, 0.2)
    speed = speed * (TRANSPORT_HEIGHT_M / np.maximum(height, LOWEST_HEIGHT_M)) ** power
    lid = np.where(np.isfinite(wind.mixing_height_m), wind.mixing_height_m, np.inf)
    return DispersionTable(
        scheme=URBAN if is_urban else RURAL,
        distance_m=NODES,
        sigma_y_m=spreads[0] * narrower[:, None],
        sigma_z_m=spreads[1],
        transport_speed_m_s=np.tile(speed[:, None], (1, NODES.size)),
        mixing_height_m=lid,
        profile_exponent=np.full(wind.size, 2.0),
    )


def _curve(parts: Array) -> Array:
    scale, growth, power = parts[:, 0, None], parts[:, 1, None], parts[:, 2, None]
    return np.asarray(scale * NODES * (1.0 + growth * NODES) ** power)
