"""Wind and vertical exchange in the surface layer, one height at a time."""

from __future__ import annotations

import numpy as np
from numba import njit

VON_KARMAN = 0.4


@njit(cache=True, nogil=True, error_model="numpy")
def wind_profile(height_m: float, roughness_m: float, obukhov_m: float) -> float:
    """Return kappa u(z) / u* of Monin-Obukhov theory.

    Parameters
    ----------
    height_m : float
        Raised to twice the roughness where it is lower.
    roughness_m : float
    obukhov_m : float
        Negative where unstable.

    References
    ----------
    Businger-Dyer functions (Dyer 1974).
    """
    height = max(height_m, 2.0 * roughness_m)
    ratio = height / obukhov_m
    if ratio >= 0.0:
        correction = -5.0 * min(ratio, 1.0)
    else:
        x = (1.0 - 16.0 * max(ratio, -20.0)) ** 0.25
        correction = (
            2.0 * np.log((1.0 + x) / 2.0)
            + np.log((1.0 + x * x) / 2.0)
            - 2.0 * np.arctan(x)
            + 0.5 * np.pi
        )
    return float(max(np.log(height / roughness_m) - correction, 0.3))


@njit(cache=True, nogil=True, error_model="numpy")
def eddy_diffusivity(
    height_m: float, friction_velocity_m_s: float, obukhov_m: float, mixing_height_m: float
) -> float:
    """Return the vertical eddy diffusivity of a scalar, m2/s.

    Notes
    -----
    K = kappa u* z (1 - z / z_i)^2 / phi_h(z / L) with phi_h = 1 + 5 z / L where stable and
    (1 - 16 z / L)^(-1/2) where unstable.

    References
    ----------
    Dyer 1974.
    """
    height = min(height_m, 0.6 * mixing_height_m)
    ratio = height / obukhov_m
    phi = 1.0 + 5.0 * min(ratio, 2.0) if ratio >= 0.0 else (1.0 - 16.0 * max(ratio, -10.0)) ** -0.5
    lid = 1.0 - height / mixing_height_m
    return VON_KARMAN * friction_velocity_m_s * height * lid * lid / phi


@njit(cache=True, nogil=True, error_model="numpy")
def vertical_velocity_spread(
    height_m: float, friction_velocity_m_s: float, obukhov_m: float
) -> float:
    """Return the standard deviation of vertical velocity, m/s.

    Notes
    -----
    sigma_w = 1.25 u* (1 - 3 z / L)^(1/3) where unstable, 1.25 u* where stable.

    References
    ----------
    panofsky1977
    """
    neutral = 1.25 * friction_velocity_m_s
    if obukhov_m >= 0.0:
        return neutral
    return float(neutral * np.cbrt(1.0 - 3.0 * height_m / obukhov_m))
