"""A given wind and the drift of a plume between two passes, put together."""

from __future__ import annotations

import numpy as np
from attrs import evolve

from cathartes.location.images.wind.belief import WindBelief
from cathartes.model.wind import Wind

CONTRARY_SPREADS = 3.0


def believe_with_drift(belief: WindBelief, drift: Wind) -> WindBelief | None:
    """Return what is believed once a drift has been seen; None where the two exclude each other.

    Parameters
    ----------
    belief : WindBelief
    drift : Wind
        As ``wind_from_drift`` states it, with its spreads.

    Notes
    -----
    The errors of an anemometer or a forecast and of a correlation between two pictures are
    independent, so precisions add, in the logarithm of the speed and in the direction.
    A correlation can lock on another puff, which shows as a drift the given wind excludes.
    """
    if is_excluded(belief, drift):
        return None
    apart, log_std, turn, turn_std = _apart(belief, drift)
    share = belief.log_speed_std**2 / (belief.log_speed_std**2 + log_std**2)
    turned = belief.direction_std_deg**2 / (belief.direction_std_deg**2 + turn_std**2)
    return evolve(
        belief,
        log_speed=belief.log_speed + share * apart,
        log_speed_std=belief.log_speed_std * float(np.sqrt(1.0 - share)),
        toward_deg=(belief.toward_deg + turned * turn) % 360.0,
        direction_std_deg=belief.direction_std_deg * float(np.sqrt(1.0 - turned)),
    )


def is_excluded(belief: WindBelief, drift: Wind) -> bool:
    """Return whether a drift is further from what is believed than both errors allow."""
    if not drift.speed_m_s > 0.0 or drift.speed_std_m_s is None:
        return True
    apart, log_std, turn, turn_std = _apart(belief, drift)
    return bool(
        abs(apart) > CONTRARY_SPREADS * np.hypot(log_std, belief.log_speed_std)
        or abs(turn) > CONTRARY_SPREADS * np.hypot(turn_std, belief.direction_std_deg)
    )


def _apart(belief: WindBelief, drift: Wind) -> tuple[float, float, float, float]:
    """Return how far a drift is from a belief, logarithm of speed and degrees, with its errors."""
    log_std = (drift.speed_std_m_s or 0.0) / drift.speed_m_s
    turn_std = drift.from_direction_std_deg or belief.direction_std_deg
    apart = float(np.log(drift.speed_m_s)) - belief.log_speed
    turn = (drift.from_direction_deg + 180.0 - belief.toward_deg + 180.0) % 360.0 - 180.0
    return apart, log_std, turn, turn_std
