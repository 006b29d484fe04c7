"""Spreads of a wind as the kernels take them."""

from __future__ import annotations

import numpy as np
from scipy.special import gamma

from cathartes.kernels.dispersion.plume import PlumeTables
from cathartes.model.location.dispersion import DispersionTable
from cathartes.model.location.wind_series import WindSeries
from cathartes.physics.turbulence.departure import REFERENCE_DISTANCE_M


def tables_of_plume(wind: WindSeries, spreads: DispersionTable) -> PlumeTables:
    """Return the tables of a scheme, one row for each row of wind."""
    exponent = spreads.profile_exponent
    logs = np.log(spreads.distance_m)
    scale = np.sqrt(gamma(1.0 / exponent) / gamma(3.0 / exponent))[:, None] * spreads.sigma_z_m
    direction = wind.from_direction_deg
    return PlumeTables(
        from_direction_deg=np.where(np.isfinite(direction), direction, 0.0),
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
