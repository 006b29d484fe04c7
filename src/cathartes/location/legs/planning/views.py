"""What every world would show along a leg that nobody has flown yet."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.location.legs.options import LegOptions
from cathartes.location.legs.worlds.draws import Air, Worlds
from cathartes.location.legs.worlds.likelihood import (
    passage_noise,
    stabilised,
)
from cathartes.model.location.legs import Leg
from cathartes.model.location.platform import Platform

Float = NDArray[np.float64]

SWATH_LINES = 3
"""Lines that stand for an image."""
FLOWN_BEFORE = 1.5
"""How much wider passages scatter for the planner where a line was flown before: part of what
sets them apart from the mean plume is the same again."""
NEAR_SHARE = 0.1


@frozen(eq=False)
class LegView:
    """What every world would show along one leg; an image is several lines.

    Attributes
    ----------
    level, covered, share, middle, middle_std : (line, world) float64
        As :func:`~cathartes.location.legs.worlds.likelihood.passage_log_likelihood` takes them.
    noise_share : (line, world) float64
        Noise over integral, at most 1.
    log_std : float
    length_m : float
    """

    level: Float
    covered: Float
    share: Float
    middle: Float
    middle_std: Float
    noise_share: Float
    log_std: float
    length_m: float


def view_legs(
    worlds: Worlds,
    air: Air,
    platform: Platform,
    legs: Sequence[Leg],
    options: LegOptions,
    *,
    speed_m_s: float,
    from_direction_deg: float,
    already_flown: Sequence[Leg] = (),
) -> list[LegView]:
    """Fly every leg through every world."""
    lines = [line for leg in legs for line in _lines(leg, platform)]
    n_lines = SWATH_LINES if platform.is_imager else 1
    seen = worlds.passages(
        lines,
        air,
        np.full(len(lines), speed_m_s),
        np.full(len(lines), from_direction_deg),
        np.full(len(lines), platform.is_imager),
    )
    views = []
    for k, leg in enumerate(legs):
        rows = slice(k * n_lines, (k + 1) * n_lines)
        noise = leg_noise(leg, platform)
        log_std = options.passage_log_std * math.sqrt(n_lines)
        if any(_is_near(leg, other) for other in already_flown):
            log_std *= FLOWN_BEFORE
        integral = seen.whole[rows]
        spread = np.hypot(options.passage_shift * seen.breadth[rows], options.shift_floor_m)
        views.append(
            LegView(
                level=stabilised(integral, noise, log_std),
                covered=seen.covered[rows],
                share=integral**2 / (integral**2 + noise**2),
                middle=seen.middle[rows],
                middle_std=np.hypot(spread, 0.3 * platform.response_s * platform.speed_m_s),
                noise_share=np.minimum(noise / np.maximum(integral, noise), 1.0),
                log_std=log_std,
                length_m=leg.length_m,
            )
        )
    return views


def leg_noise(leg: Leg, platform: Platform) -> float:
    """Return the noise of a leg's integral, kg m-2 (imager: of one line's, kg m-1)."""
    if platform.is_imager:
        rows = max(platform.swath_m / SWATH_LINES / platform.ground_sample_m, 1.0)
        return passage_noise(
            leg.length_m, platform.ground_sample_m, 1.0, platform.noise_kg_m2, rows
        )
    return passage_noise(
        leg.length_m, platform.speed_m_s, platform.sampling_interval_s, platform.noise_kg_m3
    )


def _lines(leg: Leg, platform: Platform) -> list[Leg]:
    if not platform.is_imager:
        return [leg]
    begin, end = np.array(leg.begin_m), np.array(leg.end_m)
    along = (end - begin)[:2] / leg.length_m
    beside = np.array([-along[1], along[0], 0.0]) * platform.swath_m / SWATH_LINES
    places = np.arange(SWATH_LINES) - 0.5 * (SWATH_LINES - 1)
    return [Leg(begin_m=tuple(begin + k * beside), end_m=tuple(end + k * beside)) for k in places]


def _is_near(leg: Leg, other: Leg) -> bool:
    """Say whether two legs are the same line but for a tenth of their length."""
    a, b = np.array([leg.begin_m, leg.end_m]), np.array([other.begin_m, other.end_m])
    reach = NEAR_SHARE * min(leg.length_m, other.length_m)
    return min(float(np.abs(a - b).max()), float(np.abs(a - b[::-1]).max())) < reach
