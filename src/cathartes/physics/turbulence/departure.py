"""How far the true spreads may lie from the tables of a scheme."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from cathartes.model.location.wind_series import WindSeries

REFERENCE_DISTANCE_M = 30.0
STRONG_CONVECTION_M = 8.0
"""Obukhov length (negative) below which the surface layer is no guide to the vertical spread."""
STRONG_GROWTH, STRONG_GROWTH_STD = 0.275, 0.06
"""What convection as strong adds to the growth of the vertical spread, and to its doubt."""
SMOOTH_GROUND_M = 0.02
SHARE_ELSEWHERE = 0.5
"""Over ground that is rougher or not known: how much of a departure is taken over from the one
experiment in which it was found."""


@frozen
class Departure:
    """How far the true spreads may lie from the tables: means and spreads of a power law.

    ``log(true / table) = log_factor + exponent * log(distance / REFERENCE_DISTANCE_M)``, for
    the cross-wind (y) and the vertical (z) spread: log factors of y and z, exponents of y and z.
    """

    mean: tuple[float, float, float, float]
    std: tuple[float, float, float, float]


_STABLE = Departure((np.log(0.62), -0.05, -0.10, 0.12), (0.3, 0.12, 0.09, 0.08))
_UNSTABLE = Departure((np.log(0.83), 0.03, 0.03, -0.10), (0.15, 0.12, 0.09, 0.08))
_BETWEEN_SITES = (0.1, 0.3, 0.05, 0.12)
_UNKNOWN_AIR = Departure((0.0, 0.0, 0.0, 0.0), (0.3, 0.25, 0.12, 0.12))


def departure_of_similarity(wind: WindSeries) -> Departure:
    """Return what is expected of the truth against the tables of similarity theory.

    The numbers are the departures of the even Prairie Grass runs, at the known source, by
    stability: the spread of ten-minute means is narrower than the sigma theta of the mast, and
    in strong convection the gas leaves the ground faster than the surface layer says. Away from
    smooth ground that is known they are believed by half, and with less confidence. Where the
    Obukhov length is not known, there is a broad guess about all of it.
    """
    known = wind.obukhov_length_m[np.isfinite(wind.obukhov_length_m)]
    if not known.size:
        return _UNKNOWN_AIR
    found = _STABLE
    length = float(np.median(known))
    if length <= 0.0:
        strong = min(1.0, STRONG_CONVECTION_M / max(-length, 1e-3))
        found = _steeper(_UNSTABLE, STRONG_GROWTH * strong, STRONG_GROWTH_STD * strong)
    return found if np.any(wind.roughness_m <= SMOOTH_GROUND_M) else _elsewhere(found)


def _steeper(base: Departure, growth: float, growth_std: float) -> Departure:
    (log_y, log_z, grow_y, grow_z), std = base.mean, base.std
    return Departure(
        (log_y, log_z, grow_y, grow_z + growth), (std[0], std[1], std[2], std[3] + growth_std)
    )


def _elsewhere(there: Departure) -> Departure:
    (a, b, c, d), std = there.mean, np.hypot(there.std, _BETWEEN_SITES)
    share = SHARE_ELSEWHERE
    return Departure(
        (share * a, share * b, share * c, share * d),
        (float(std[0]), float(std[1]), float(std[2]), float(std[3])),
    )


def departure_of_briggs(wind: WindSeries) -> Departure:
    """Return what is expected of the truth against Briggs's curves.

    They are means over many experiments: none is taken off. A curve that follows a vane is as
    wide as the vane says, to a fifth; one by class alone is hardly known to a third.
    """
    vane = np.isfinite(wind.direction_std_deg) | np.isfinite(wind.sigma_v_m_s)
    return _BRIGGS_WITH_VANE if np.mean(vane) > 0.5 else _BRIGGS


_BRIGGS_WITH_VANE = Departure((np.log(0.85), 0.0, 0.0, 0.0), (0.2, 0.3, 0.09, 0.12))
_BRIGGS = Departure((0.0, 0.0, 0.0, 0.0), (0.35, 0.3, 0.1, 0.12))
