"""Emission rate from two measures of a plume and the effective wind of each."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from cathartes.location.images.rate.signs import RateSigns
from cathartes.location.images.wind.belief import WindBelief
from cathartes.physics.image_calibration import (
    RANGED,
    SPEED_TERM,
    HardCondition,
    WindCalibration,
    beyond_known,
    spread_terms,
    wind_terms,
)

SIMULATED_SCALE_LOG_STD = 0.1
"""Error of scale that the columns of the calibration have already."""
SECONDS_PER_HOUR = 3600.0
BEYOND_LOG_STD = 0.5
"""Error of the rate for each unit of the logarithm by which a plume is outside the calibration."""
NOTED_BEYOND = 0.1


@frozen
class RateEstimate:
    """Logarithm of an emission rate in kg/h, with where its error comes from.

    Attributes
    ----------
    log_rate : float
    by_log_speed : float
        How much the logarithm of the rate grows with that of the wind.
    own_log_std : float
        Without the error of the wind: turbulence, noise, scale of the columns.
    by_enhancement_kg_per_h, by_flux_kg_per_h : float
        What either measure alone says.
    beyond : tuple of str
        In what the plume is outside of what the calibration has seen.
    """

    log_rate: float
    by_log_speed: float
    own_log_std: float
    by_enhancement_kg_per_h: float
    by_flux_kg_per_h: float
    beyond: tuple[str, ...] = ()


def estimate_rate(
    signs: RateSigns,
    belief: WindBelief,
    calibration: WindCalibration,
    column_scale_log_std: float,
    hard: HardCondition | None = None,
) -> RateEstimate:
    """Return the emission rate by integrated mass enhancement and cross-sectional flux.

    Notes
    -----
    Q = U_ime M / sqrt(A) and Q = U_csf C, with U_k the effective winds (Varon et al. 2018), whose
    logarithms are linear in terms that are known from the image and the wind. Both are wrong
    together where the wind in the plume was not the mean wind; they are weighed by the inverse
    of the covariance of their errors on simulated passes. The terms end where the calibration
    ends, but for the wind, which the rate follows; what is beyond is added to the error.
    Conditions that are ``hard`` shift the rate and widen its spread.
    """
    hard = hard or HardCondition()
    speed = float(np.exp(belief.log_speed))
    values = np.array(
        [signs.pixel_size_m, speed, signs.length_pixels, signs.mean_score, signs.slenderness]
    )
    (pixel, inside_speed, length, score, slenderness), beyond = beyond_known(
        calibration.known_range, values
    )
    terms = wind_terms(pixel, speed, length, score, slenderness, signs.steadiness)
    measured = np.log([signs.enhancement_kg_per_m, signs.flux_kg_per_m])
    each = measured + calibration.coefficients @ terms + np.log(SECONDS_PER_HOUR)
    inverse = np.linalg.solve(calibration.covariance, np.ones(2))
    share = inverse / inverse.sum()
    scale = float(np.sqrt(share @ calibration.covariance @ share))
    log_spread = float(spread_terms(length, score, inside_speed) @ calibration.spread)
    further = max(column_scale_log_std**2 - SIMULATED_SCALE_LOG_STD**2, 0.0)
    further += float(np.sum((BEYOND_LOG_STD * beyond) ** 2))
    return RateEstimate(
        log_rate=float(share @ each) + hard.log_offset,
        by_log_speed=float(share @ calibration.coefficients[:, SPEED_TERM]),
        own_log_std=float(np.sqrt((hard.factor * scale * np.exp(log_spread)) ** 2 + further)),
        by_enhancement_kg_per_h=float(np.exp(each[0])),
        by_flux_kg_per_h=float(np.exp(each[1])),
        beyond=tuple(name for name, far in zip(RANGED, beyond, strict=True) if far > NOTED_BEYOND),
    )
