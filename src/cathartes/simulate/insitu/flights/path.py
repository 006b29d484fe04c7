"""The way flown: transects across the wind at several distances and heights, there and back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cathartes.simulate.insitu.air.processes import draw_log_even, ornstein_uhlenbeck
from cathartes.simulate.insitu.flights.settings import CarrierSettings

WANDER_S = 15.0
LEAST_HEIGHT_M = 1.5


def plan_way(
    rng: np.random.Generator,
    carrier: CarrierSettings,
    centre_m: tuple[float, float],
    size_m: float,
    toward_rad: float,
) -> NDArray[np.float64]:
    """Return the corners of the way, (corner, 3): easting, northing, height above ground.

    Parameters
    ----------
    rng : numpy.random.Generator
    carrier : CarrierSettings
    centre_m : (float, float)
        Of the site: the crew knows the site, not where in it a source stands.
    size_m : float
    toward_rad : float
        Where the crew believes that the wind blows to, clockwise from north.
    """
    count = int(rng.integers(carrier.transects[0], carrier.transects[1] + 1))
    n_stacked = min(int(rng.integers(carrier.stacked[0], carrier.stacked[1] + 1)), count - 1)
    ends = rng.uniform(*carrier.first) * size_m, rng.uniform(*carrier.last) * size_m
    distance = np.linspace(*ends, count - n_stacked)
    again = int(rng.integers(0, distance.size))
    distance = np.insert(distance, again, np.full(n_stacked, distance[again]))
    distance = distance + 0.02 * size_m * rng.normal(size=count)
    if rng.uniform() < 0.5:
        distance = distance[::-1]
    height = np.array([draw_log_even(rng, carrier.flown_height_m) for _ in range(count)])
    begin, end = _sides(rng, centre_m, size_m, toward_rad, distance)
    corners = []
    for one in range(count):
        sides = (begin[one], end[one]) if one % 2 == 0 else (end[one], begin[one])
        out = (sides[1] - sides[0]) / np.linalg.norm(sides[1] - sides[0]) * carrier.turn_m
        later = min(one + 1, count - 1)
        corners += [
            (*sides[0], height[one]),
            (*sides[1], height[one]),
            (*(sides[1] + out), 0.5 * (height[one] + height[later])),
        ]
    way = np.array(corners[:-1])
    laps = int(rng.integers(carrier.laps[0], carrier.laps[1] + 1))
    return np.concatenate([way[:: 1 - 2 * (lap % 2)] for lap in range(laps)])


def _sides(
    rng: np.random.Generator,
    centre_m: tuple[float, float],
    size_m: float,
    toward_rad: float,
    distance: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return both ends of each transect, (transect, 2), left and right of the wind."""
    turned = toward_rad + np.radians(4.0) * rng.normal(size=distance.size)
    along = np.array([np.sin(toward_rad), np.cos(toward_rad)])
    across = np.stack([np.cos(turned), -np.sin(turned)], axis=1)
    middle = np.array(centre_m) + distance[:, None] * along
    reach = 0.5 * size_m + 0.25 * np.maximum(distance + 0.5 * size_m, 0.0)
    left, right = (reach * np.exp(0.1 * rng.normal(size=reach.size)) for _ in range(2))
    return middle - left[:, None] * across, middle + right[:, None] * across


def fly_way(
    rng: np.random.Generator,
    carrier: CarrierSettings,
    corners_m: NDArray[np.float64],
    step_s: float,
) -> NDArray[np.float64]:
    """Return where it truly is at the middle of each step, (step, 3), until the way or it ends.

    Parameters
    ----------
    rng : numpy.random.Generator
    carrier : CarrierSettings
    corners_m : (corner, 3) float64
    step_s : float
    """
    count = round(carrier.endurance_s / step_s)
    speed = draw_log_even(rng, carrier.speed_m_s)
    gusts = ornstein_uhlenbeck(rng, count, step_s, WANDER_S)
    flown = np.cumsum(speed * np.exp(0.08 * gusts) * step_s)
    off = [carrier.wander_m * ornstein_uhlenbeck(rng, count, step_s, WANDER_S) for _ in range(3)]
    passed = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(corners_m, axis=0), axis=1))])
    way = np.stack([np.interp(flown, passed, column) for column in corners_m.T], axis=1)
    way += np.stack(off, axis=1) * (1.0, 1.0, 0.3)
    way[:, 2] = np.maximum(way[:, 2], LEAST_HEIGHT_M)
    return np.asarray(way[: max(int(np.searchsorted(flown, passed[-1])), 1)])
