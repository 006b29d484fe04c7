"""What is believed of the wind: as given, with the error of its kind, and what winds are like."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from cathartes.errors import CaseError
from cathartes.model.location.wind_series import WIND_ERRORS, WindSeries
from cathartes.model.wind import Wind

USUAL_SPEED_M_S = 4.0
USUAL_LOG_STD = 0.55
"""Winds in which one flies: two in three between 2.3 and 7 m/s. It matters where the given wind
is poor, and is overruled by an anemometer."""
SLOWEST_M_S = 0.3
LEAST_ERROR_M_S = 0.2
"""A light wind is not known better than this, however good its anemometer: it is another one
some metres away."""


@frozen
class WindBelief:
    """Logarithm of the speed at 10 m and the direction, each with its standard deviation."""

    log_speed: float
    log_speed_std: float
    toward_deg: float
    direction_std_deg: float
    given: Wind


def believe_wind(wind: Wind, kind: str) -> WindBelief:
    """Return what is believed of a given wind.

    Parameters
    ----------
    wind : Wind
        Its own spreads count where it has them.
    kind : str
        A key of ``WIND_ERRORS``, for spreads it does not have.

    Raises
    ------
    CaseError
        The kind is not known, or the wind has no speed at all.
    """
    if kind not in WIND_ERRORS:
        raise CaseError.about(
            "wind",
            "kind",
            found=repr(kind),
            expected="one of " + ", ".join(WIND_ERRORS),
            remedy="Say where the wind is from; its error follows from that.",
        )
    if not np.isfinite(wind.speed_m_s) or not np.isfinite(wind.from_direction_deg):
        raise CaseError.about(
            "wind",
            "speed_m_s, from_direction_deg",
            found=f"{wind.speed_m_s}, {wind.from_direction_deg}",
            expected="two numbers",
            remedy="Give a wind, from a model if there is none on site, or use wind_from_drift.",
        )
    log_std, direction_std = WIND_ERRORS[kind]
    speed = max(wind.speed_m_s, SLOWEST_M_S)
    if wind.speed_std_m_s is not None:
        log_std = max(wind.speed_std_m_s / speed, 0.02)
    if wind.from_direction_std_deg is not None:
        direction_std = max(wind.from_direction_std_deg, 1.0)
    precision = 1.0 / log_std**2 + 1.0 / USUAL_LOG_STD**2
    middle = (np.log(speed) / log_std**2 + np.log(USUAL_SPEED_M_S) / USUAL_LOG_STD**2) / precision
    return WindBelief(
        log_speed=float(middle),
        # Not part of the weighing: a calm that was measured is a calm, however unusual.
        log_speed_std=max(float(precision**-0.5), LEAST_ERROR_M_S / speed),
        toward_deg=(wind.from_direction_deg + 180.0) % 360.0,
        direction_std_deg=float(direction_std),
        given=wind,
    )


def wind_at(series: WindSeries, time_s: float | None) -> Wind:
    """Return the wind of a series at a time, with its errors: the row whose interval is nearest.

    Raises
    ------
    CaseError
        No row has speed and direction, or there are several and the time is not known.
    """
    known = np.flatnonzero(np.isfinite(series.speed_m_s + series.from_direction_deg))
    if known.size == 0 or (time_s is None and known.size > 1):
        raise CaseError.about(
            "wind",
            "time",
            found="no row with speed and direction" if known.size == 0 else "an image without time",
            expected="wind for the moment of the image",
            remedy="Give one wind, or the time of the image.",
        )
    middle = series.time_s[known] + 0.5 * np.nan_to_num(series.averaging_s[known])
    row = known[0 if time_s is None else int(np.argmin(np.abs(middle - time_s)))]
    log_std, direction_std = WIND_ERRORS[series.kind]
    if np.isfinite(series.speed_log_std[row]):
        log_std = float(series.speed_log_std[row])
    if np.isfinite(series.from_direction_error_deg[row]):
        direction_std = float(series.from_direction_error_deg[row])
    speed = float(series.speed_m_s[row])
    return Wind(speed, float(series.from_direction_deg[row]), speed * log_std, direction_std)
