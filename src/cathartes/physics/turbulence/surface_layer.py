"""Wind and diffusivity near the ground by similarity theory (Monin and Obukhov)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

VON_KARMAN = 0.4
GRAVITY_M_S2 = 9.81

Array = NDArray[np.float64]


def momentum_correction(height_m: Array, inverse_obukhov_per_m: Array) -> Array:
    """Return psi_m, which is taken from ln(z / z0), broadcasting both arguments.

    Notes
    -----
    Unstable: ``2 ln((1 + x) / 2) + ln((1 + x^2) / 2) - 2 atan(x) + pi / 2`` with
    ``x = (1 - 16 z/L)^(1/4)`` (Dyer 1974). Stable: ``-17 (1 - exp(-0.29 z/L))``, which is
    ``-4.9 z/L`` near the ground and does not let the wind grow without end above it
    (van Ulden and Holtslag 1985).
    """
    ratio = height_m * inverse_obukhov_per_m
    x = np.sqrt(np.sqrt(1.0 - 16.0 * np.minimum(ratio, 0.0)))
    unstable = 2.0 * np.log(0.5 * (1.0 + x)) + np.log(0.5 * (1.0 + x * x))
    unstable += 0.5 * np.pi - 2.0 * np.arctan(x)
    stable = 17.0 * np.expm1(-0.29 * np.maximum(ratio, 0.0))
    return np.asarray(np.where(ratio < 0.0, unstable, stable))


def heat_gradient(height_m: Array, inverse_obukhov_per_m: Array) -> Array:
    """Return phi_h: ``(1 - 16 z/L)^(-1/2)`` or ``1 + 5 z/L`` (Dyer 1974)."""
    ratio = height_m * inverse_obukhov_per_m
    unstable = 1.0 / np.sqrt(1.0 - 16.0 * np.minimum(ratio, 0.0))
    return np.asarray(np.where(ratio < 0.0, unstable, 1.0 + 5.0 * np.maximum(ratio, 0.0)))


def log_profile(height_m: Array, roughness_m: Array, inverse_obukhov_per_m: Array) -> Array:
    """Return k u(z) / u* = ln(z / z0) - psi_m(z / L) + psi_m(z0 / L), at least 0.1."""
    profile = np.log(height_m / roughness_m) - momentum_correction(height_m, inverse_obukhov_per_m)
    profile = profile + momentum_correction(roughness_m, inverse_obukhov_per_m)
    return np.asarray(np.maximum(profile, 0.1))
