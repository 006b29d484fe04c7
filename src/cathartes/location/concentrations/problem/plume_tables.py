"""Spreads of a wind as the kernels take them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gamma

from cathartes.kernels.dispersion.air_path import direction_by_distance
from cathartes.kernels.dispersion.plume import PlumeTables
from cathartes.model.location.dispersion import DispersionTable
from cathartes.model.location.wind_series import WindSeries
from cathartes.physics.turbulence.departure import REFERENCE_DISTANCE_M

Array = NDArray[np.float64]

LEAST_SPEED_M_S = 0.2
CARRIED_RANGE = (0.4, 2.5)
"""Speed of the gas as a share of the reported wind."""


def tables_of_plume(wind: WindSeries, spreads: DispersionTable) -> PlumeTables:
    """Return the tables of a scheme, one row for each row of wind."""
    exponent = spreads.profile_exponent
    logs = np.log(spreads.distance_m)
    scale = np.sqrt(gamma(1.0 / exponent) / gamma(3.0 / exponent))[:, None] * spreads.sigma_z_m
    return PlumeTables(
        toward=_directions(wind, spreads),
        log_first=float(logs[0]),
        nodes_per_log=float(1.0 / (logs[1] - logs[0])),
        sigma_y_m=spreads.sigma_y_m,
        scale_z_m=scale,
        speed_m_s=spreads.transport_speed_m_s,
        lid_m=spreads.mixing_height_m,
        exponent=exponent,
        norm=2.0 * gamma(1.0 + 1.0 / exponent),
        log_reference=float(np.log(REFERENCE_DISTANCE_M)),
    )


def _directions(wind: WindSeries, table: DispersionTable) -> Array:
    """Return where the air came from that is sensed in each row, by how far it came."""
    from_rad = np.radians(wind.from_direction_deg)
    speed = np.where(np.isfinite(wind.speed_m_s), wind.speed_m_s, 0.0)
    velocity = np.maximum(speed, LEAST_SPEED_M_S) * -np.stack([np.sin(from_rad), np.cos(from_rad)])
    carried = table.transport_speed_m_s / np.maximum(speed, LEAST_SPEED_M_S)[:, None]
    toward = np.empty((2, *table.transport_speed_m_s.shape))
    direction_by_distance(
        wind.time_s,
        wind.averaging_s,
        velocity,
        np.clip(carried, *CARRIED_RANGE),
        table.distance_m,
        toward,
    )
    return toward
