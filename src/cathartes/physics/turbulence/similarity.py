"""Spread of a plume near the ground by similarity theory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gamma

from cathartes.model.location.dispersion import DispersionTable
from cathartes.model.location.wind_series import WindSeries
from cathartes.physics.turbulence.surface_layer import (
    VON_KARMAN,
    heat_gradient,
    log_profile,
    momentum_correction,
)

Array = NDArray[np.float64]

PROFILE_EXPONENT = 1.5
TRANSPORT_HEIGHT_RATIO = 0.6
DIFFUSION_HEIGHT_RATIO = 1.55
LAGRANGIAN_TIME_S = 100.0
NODES = np.exp(np.linspace(np.log(0.5), np.log(2e4), 96))
ASSUMED_HEIGHT_M, ASSUMED_ROUGHNESS_M, ASSUMED_OBUKHOV_M = 2.0, 0.02, -50.0
SHORTEST_OBUKHOV_M = 2.0
ROUGHNESS_RANGE_M, ROUGHNESS_LOG_STD = (5e-4, 1.0), 1.3
FRICTION_LOG_STD = 0.2
"""Error of a friction velocity of one interval."""
SIGMA_V_PER_FRICTION_VELOCITY = 1.9
SIGMA_W_PER_FRICTION_VELOCITY = 1.3
LEAST_SIGMA_V_M_S = 0.2


def similarity_spreads(wind: WindSeries) -> DispersionTable:
    """Return spreads for each row of wind.

    Notes
    -----
    Vertical: the mean height of the gas grows as ``dz/dx = k^2 / ((ln(p z / z0) - psi_m(p z / L))
    phi_h(p z / L))`` with p = 1.55, the profile is ``exp(-(z / scale)^1.5)``, and the gas moves
    with the wind at 0.6 of its mean height (van Ulden 1978). Cross-wind:
    ``sigma_v t / sqrt(1 + t / 2 T)`` with t the travel time and T = 100 s.
    What is not given is worked out: friction velocity from sigma_w, or from speed and roughness;
    the roughness of a site from the speed, the friction velocity and the Obukhov length of all
    its rows, after which the speed says the friction velocity of each; sigma_v from the spread
    of the direction, or from the friction velocity.
    """
    height = _filled(wind.position_m[:, 2], ASSUMED_HEIGHT_M)
    speed = np.maximum(_filled(wind.speed_m_s, float(np.nanmedian(wind.speed_m_s))), 0.2)
    inverse = 1.0 / _bounded(_filled(wind.obukhov_length_m, ASSUMED_OBUKHOV_M))
    roughness = _filled(wind.roughness_m, ASSUMED_ROUGHNESS_M)
    from_sigma_w = wind.sigma_w_m_s / SIGMA_W_PER_FRICTION_VELOCITY
    by_turbulence = np.isnan(wind.friction_velocity_m_s) & np.isfinite(from_sigma_w)
    rough = height * np.exp(-VON_KARMAN * speed / np.maximum(from_sigma_w, 0.05))
    roughness = np.where(by_turbulence, np.clip(rough, 0.003, 0.3), roughness)
    by_profile = np.isnan(wind.roughness_m) & np.isfinite(wind.friction_velocity_m_s)
    roughness = np.where(by_profile, roughness_of_site(wind), roughness)
    profile_speed = VON_KARMAN * speed / log_profile(height, roughness, inverse)
    friction = np.where(by_turbulence, np.clip(from_sigma_w, 0.05, 1.0), profile_speed)
    is_told = np.isfinite(wind.friction_velocity_m_s) & ~by_profile
    friction = np.where(is_told, wind.friction_velocity_m_s, friction)
    sigma_v = np.where(
        np.isfinite(wind.sigma_v_m_s),
        wind.sigma_v_m_s,
        np.tan(np.minimum(np.radians(wind.direction_std_deg), 1.0)) * speed,
    )
    sigma_v = np.where(np.isfinite(sigma_v), sigma_v, SIGMA_V_PER_FRICTION_VELOCITY * friction)
    sigma_v = np.maximum(sigma_v, LEAST_SIGMA_V_M_S)
    mean_height, transport = _rise(roughness, inverse, friction)
    exponent = np.full(speed.size, PROFILE_EXPONENT)
    sigma_per_mean = np.sqrt(gamma(3.0 / exponent) * gamma(1.0 / exponent)) / gamma(2.0 / exponent)
    travel = NODES[None, :] / transport
    return DispersionTable(
        scheme="similarity",
        distance_m=NODES,
        sigma_y_m=sigma_v[:, None] * travel / np.sqrt(1.0 + travel / (2.0 * LAGRANGIAN_TIME_S)),
        sigma_z_m=mean_height * sigma_per_mean[:, None],
        transport_speed_m_s=transport,
        mixing_height_m=_filled(wind.mixing_height_m, np.inf),
        profile_exponent=exponent,
    )


def roughness_of_site(wind: WindSeries) -> float:
    """Return the roughness that the log profile of the middle one of the rows asks for, metres.

    Between what the profile says and what ground is like as a rule, each by its error: a
    friction velocity that is off by a fifth moves the roughness by a factor of two.
    """
    length = _bounded(_filled(wind.obukhov_length_m, ASSUMED_OBUKHOV_M))
    height = _filled(wind.position_m[:, 2], ASSUMED_HEIGHT_M)
    told = VON_KARMAN * wind.speed_m_s / np.maximum(wind.friction_velocity_m_s, 1e-3)
    logs = np.log(height) - told - momentum_correction(height, 1.0 / length)
    known = np.isfinite(logs)
    if not known.any():
        return ASSUMED_ROUGHNESS_M
    error = FRICTION_LOG_STD * float(np.median(told[known]))
    trust = ROUGHNESS_LOG_STD**2 / (ROUGHNESS_LOG_STD**2 + error**2)
    found = trust * float(np.median(logs[known])) + (1.0 - trust) * np.log(ASSUMED_ROUGHNESS_M)
    return float(np.clip(np.exp(found), *ROUGHNESS_RANGE_M))


def _bounded(length: Array) -> Array:
    least = np.copysign(SHORTEST_OBUKHOV_M, length)
    return np.asarray(np.where(np.abs(length) < SHORTEST_OBUKHOV_M, least, length))


def _filled(values: Array, otherwise: float) -> Array:
    return np.asarray(np.where(np.isfinite(values), values, otherwise))


def _rise(roughness: Array, inverse: Array, friction: Array) -> tuple[Array, Array]:
    """Return mean height of the gas and its speed at the nodes, both (row, node)."""
    heights = np.exp(np.linspace(np.log(3.0 * roughness + 0.02), np.log(2000.0), 400)).T
    rough, over, u_star = roughness[:, None], inverse[:, None], friction[:, None]
    at = DIFFUSION_HEIGHT_RATIO * heights
    slope = log_profile(at, rough, over) * heat_gradient(at, over) / VON_KARMAN**2
    steps = 0.5 * (slope[:, 1:] + slope[:, :-1]) * np.diff(heights, axis=1)
    distance = np.cumsum(np.concatenate([10.0 * heights[:, :1], steps], axis=1), axis=1)
    at = np.maximum(TRANSPORT_HEIGHT_RATIO * heights, 2.0 * rough)
    speed = u_star / VON_KARMAN * np.maximum(log_profile(at, rough, over), 0.5)
    logs = np.log(NODES)
    risen, carried = np.empty((2, roughness.size, NODES.size))
    for row in range(roughness.size):
        along = np.log(distance[row])
        rise = np.interp(logs, along, np.log(heights[row]))
        # Nearer than the table begins, the gas has hardly risen: almost in proportion.
        rise = np.where(logs < along[0], rise + 0.9 * (logs - along[0]), rise)
        risen[row] = np.exp(rise)
        carried[row] = np.interp(rise, np.log(heights[row]), speed[row])
    return risen, carried
