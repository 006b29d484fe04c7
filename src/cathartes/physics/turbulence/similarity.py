"""Spread of a plume near the ground by similarity theory."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.special import gamma

from cathartes.model.location.dispersion import DispersionTable
from cathartes.model.location.wind_series import WindSeries
from cathartes.physics.turbulence.surface_layer import (
    VON_KARMAN,
    heat_gradient,
    log_profile,
)

Array = NDArray[np.float64]

PROFILE_EXPONENT = 1.5
TRANSPORT_HEIGHT_RATIO = 0.6
DIFFUSION_HEIGHT_RATIO = 1.55
LAGRANGIAN_TIME_S = 100.0
NODES = np.exp(np.linspace(np.log(0.5), np.log(2e4), 96))
ASSUMED_HEIGHT_M, ASSUMED_ROUGHNESS_M, ASSUMED_OBUKHOV_M = 2.0, 0.02, -50.0
SHORTEST_OBUKHOV_M = 2.0
SIGMA_V_PER_FRICTION_VELOCITY = 1.9
SIGMA_W_PER_FRICTION_VELOCITY = 1.3
LEAST_SIGMA_V_M_S = 0.2


@frozen
class Departure:
    """How far the true spreads may lie from the tables: means and spreads of a power law.

    ``log(true / table) = log_factor + exponent * log(distance / REFERENCE_DISTANCE_M)``, for
    the cross-wind (y) and the vertical (z) spread.
    """

    mean: tuple[float, float, float, float]
    std: tuple[float, float, float, float]


REFERENCE_DISTANCE_M = 30.0
_STABLE = Departure((np.log(0.62), -0.05, -0.10, 0.12), (0.3, 0.12, 0.09, 0.08))
_UNSTABLE = Departure((np.log(0.83), 0.03, 0.03, -0.10), (0.15, 0.12, 0.09, 0.08))
STRONG_CONVECTION_M = 8.0
"""Obukhov length (negative) below which the surface layer is no guide to the vertical spread."""


def departure_of_spreads(wind: WindSeries) -> Departure:
    """Return what is expected of the truth against the similarity tables.

    The numbers are the departures of the even Prairie Grass runs, at the known source, by
    stability: the spread of ten-minute means is narrower than the sigma theta of the mast, and
    in strong convection the gas leaves the ground faster than the surface layer says.
    """
    known = wind.obukhov_length_m[np.isfinite(wind.obukhov_length_m)]
    length = float(np.median(known)) if known.size else ASSUMED_OBUKHOV_M
    if length > 0.0:
        return _STABLE
    strong = 0.5 * min(1.0, STRONG_CONVECTION_M / max(-length, 1e-3))
    mean, std = list(_UNSTABLE.mean), list(_UNSTABLE.std)
    mean[3] += 0.55 * strong
    std[3] += 0.12 * strong
    if not known.size:
        # Neither the wind's turbulence nor its height is known well: a broad guess about both.
        mean, std = [0.0, 0.0, 0.0, 0.0], [0.3, 0.25, 0.12, 0.12]
    return Departure((mean[0], mean[1], mean[2], mean[3]), (std[0], std[1], std[2], std[3]))


def similarity_spreads(wind: WindSeries) -> DispersionTable:
    """Return spreads for each row of wind.

    Notes
    -----
    Vertical: the mean height of the gas grows as ``dz/dx = k^2 / ((ln(p z / z0) - psi_m(p z / L))
    phi_h(p z / L))`` with p = 1.55, the profile is ``exp(-(z / scale)^1.5)``, and the gas moves
    with the wind at 0.6 of its mean height (van Ulden 1978). Cross-wind:
    ``sigma_v t / sqrt(1 + t / 2 T)`` with t the travel time and T = 100 s.
    What is not given is worked out: friction velocity from sigma_w, or from speed and roughness;
    sigma_v from the spread of the direction, or from the friction velocity.
    """
    height = _filled(wind.position_m[:, 2], ASSUMED_HEIGHT_M)
    speed = np.maximum(_filled(wind.speed_m_s, float(np.nanmedian(wind.speed_m_s))), 0.2)
    length = _filled(wind.obukhov_length_m, ASSUMED_OBUKHOV_M)
    length = np.where(
        np.abs(length) < SHORTEST_OBUKHOV_M, np.copysign(SHORTEST_OBUKHOV_M, length), length
    )
    inverse = 1.0 / length
    roughness = _filled(wind.roughness_m, ASSUMED_ROUGHNESS_M)
    from_sigma_w = wind.sigma_w_m_s / SIGMA_W_PER_FRICTION_VELOCITY
    by_turbulence = np.isnan(wind.friction_velocity_m_s) & np.isfinite(from_sigma_w)
    rough = height * np.exp(-VON_KARMAN * speed / np.maximum(from_sigma_w, 0.05))
    roughness = np.where(by_turbulence, np.clip(rough, 0.003, 0.3), roughness)
    profile_speed = VON_KARMAN * speed / log_profile(height, roughness, inverse)
    friction = np.where(np.isnan(wind.friction_velocity_m_s), profile_speed, 0.0)
    friction = np.where(by_turbulence, np.clip(from_sigma_w, 0.05, 1.0), friction)
    friction = np.where(
        np.isfinite(wind.friction_velocity_m_s), wind.friction_velocity_m_s, friction
    )
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
