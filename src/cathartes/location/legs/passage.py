"""From the samples of a leg to the two numbers that are believed of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import CaseError
from cathartes.location.legs.worlds.likelihood import STANDS_OUT, passage_noise
from cathartes.model.location.legs import FlownLeg, Leg
from cathartes.model.location.platform import Platform

Float = NDArray[np.float64]
QUIET_SHARE = 0.4
QUIET_MEAN = -0.966
"""Mean of the lowest 40 % of a standard normal variable."""
OVER_NOISE = 2.0


def background_of(concentration_kg_m3: Float, noise_kg_m3: float) -> float:
    """Return the background: mean of the lowest 40 %, put right for what noise does to it."""
    quiet = np.sort(concentration_kg_m3)[: max(int(QUIET_SHARE * concentration_kg_m3.size), 1)]
    return float(quiet.mean()) - QUIET_MEAN * noise_kg_m3


def summarise_leg(
    leg: Leg,
    along_m: Float,
    concentration_kg_m3: Float,
    platform: Platform,
    *,
    speed_m_s: float,
    from_direction_deg: float,
    middle_s: float = float("nan"),
    background_kg_m3: float | None = None,
) -> FlownLeg:
    """Take the background off a leg's samples and integrate what is left.

    Parameters
    ----------
    leg : Leg
    along_m : (sample,) float64
        Distance from the beginning of the leg, increasing.
    concentration_kg_m3 : (sample,) float64
        With any background.
    platform : Platform
    speed_m_s, from_direction_deg : float
        Wind of the time.
    middle_s : float
        Time at the middle of the leg, where known.
    background_kg_m3 : float, optional
        From :func:`background_of` more of the flight than this leg; of this leg when left out.

    Raises
    ------
    CaseError
        If there are fewer than three samples, or distances do not increase.

    Notes
    -----
    A leg that is more than half inside a plume loses some of its integral where the background is
    its own.
    """
    if along_m.size < 3 or np.any(np.diff(along_m) <= 0.0):
        raise CaseError.about(
            "samples of a leg",
            "along_m",
            found=f"{along_m.size} samples",
            expected="at least three, at increasing distances",
            remedy="Give the samples in the order of flight, without repeats.",
        )
    noise = platform.noise_kg_m3
    background = background_kg_m3
    if background is None:
        background = background_of(concentration_kg_m3, noise)
    above = concentration_kg_m3 - background
    step = np.gradient(along_m)
    integral = float(np.sum(above * step))
    integral_noise = passage_noise(
        leg.length_m, platform.speed_m_s, platform.sampling_interval_s, noise
    )
    middle = float("nan")
    standing = np.maximum(above - OVER_NOISE * noise, 0.0) * step
    if integral > STANDS_OUT * integral_noise and standing.sum() > 0.0:
        # The sensor answers late, by its response time.
        lag = platform.response_s * platform.speed_m_s
        middle = float(np.clip(standing @ along_m / standing.sum() - lag, 0.0, leg.length_m))
    return FlownLeg(
        leg=leg,
        integral_kg_m2=integral,
        integral_noise_kg_m2=integral_noise,
        middle_m=middle,
        speed_m_s=speed_m_s,
        from_direction_deg=from_direction_deg,
        middle_s=middle_s,
    )
