"""How likely one passage through an unsteady plume is in a world with a steady one.

A passage is told in two numbers: the integral along the leg and the middle of what was crossed.
Both scatter about the mean plume far more than the sensor's noise, for the plume meanders and
breaks up; a likelihood sample by sample would pretend to know the shape of one moment.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Float = NDArray[np.float64]

SQRT_2PI = math.sqrt(2.0 * math.pi)
STRAY_DENSITY = 0.1
"""Density of a stray passage in the scale of :func:`stabilised`, which spans about ten units."""
FAR = 80.0
"""Squared distance in standard deviations beyond which nothing of a normal density is left."""
STANDS_OUT = 3.0
"""Noise levels above which a passage has a middle."""


def stabilised(integral: Float, noise: Float | float, log_std: float) -> Float:
    """Return the integral on a scale where its scatter is ``log_std`` everywhere.

    Notes
    -----
    With var(I) = (tau I)^2 + n^2 the transform asinh(tau I / n) has a standard deviation of tau.
    """
    return np.asarray(np.arcsinh(integral * log_std / noise))


# Not fastmath: that would take it as given that no middle is NaN.
@njit(cache=True)
def passage_log_likelihood(
    seen_level: float,
    seen_middle: float,
    seen_share: float,
    level: Float,
    covered: Float,
    share: Float,
    middle: Float,
    middle_std: Float,
    log_std: float,
    length: float,
    stray: float,
    out: Float,
) -> None:
    """Add the log-likelihood of one passage in each world to ``out``.

    Parameters
    ----------
    seen_level, seen_middle : float
        Stabilised integral, and middle in metres (NaN where nothing stands out).
    seen_share : float
        Noise over the integral seen: how uncertain noise makes the middle, as a share of length.
    level, covered, share, middle, middle_std : (world,) float64
        Of each world: stabilised integral of the whole plume; share of the mean plume between the
        ends of the leg, which is how often a narrow meandering one is met; power of its integral
        over power and noise; middle and its scatter by meandering, metres.
    log_std, length, stray : float
    out : (world,) float64
    """
    blur = 0.2887 * length * seen_share
    z_0 = seen_level / log_std
    missed = math.exp(-0.5 * z_0 * z_0)
    scale = (1.0 - stray) / (SQRT_2PI * log_std)
    has_middle = not math.isnan(seen_middle)
    for world in range(level.size):
        z = (seen_level - level[world]) / log_std
        met = covered[world]
        # Exponentials cost most of the time, and most of them are of worlds far off.
        there = math.exp(-0.5 * z * z) if z * z < FAR else 0.0
        likelihood = scale * (met * there + (1.0 - met) * missed) + stray * STRAY_DENSITY
        if has_middle:
            variance = middle_std[world] ** 2 + blur * blur
            d = seen_middle - middle[world]
            told = (1.0 - stray) * share[world]
            near = (1.0 - told) / length
            if d * d < FAR * variance:
                near += told * math.exp(-0.5 * d * d / variance) / (SQRT_2PI * math.sqrt(variance))
            likelihood *= near
        out[world] += math.log(likelihood)


def passage_noise(
    length_m: float, speed_m_s: float, interval_s: float, noise: float, strips: float = 1.0
) -> float:
    """Return the noise of an integral along a leg.

    Notes
    -----
    A sum of L / (v dt) samples of noise s, each standing for v dt metres, has a standard deviation
    of s sqrt(L v dt); the background taken off is as uncertain again over the same length.
    """
    step = speed_m_s * interval_s
    return noise * math.sqrt(2.0 * max(length_m, step) * step / strips)
