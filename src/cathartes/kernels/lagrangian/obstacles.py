"""What a building or a tank does to gas that passes it."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True, nogil=True, error_model="numpy")
def flow_past_obstacles(
    east_m: float,
    north_m: float,
    height_m: float,
    wind_e: float,
    wind_n: float,
    obstacles: NDArray[np.float64],
) -> tuple[float, float, float, float]:
    """Return the wind beside the obstacles and what their wakes add to the diffusivities.

    Parameters
    ----------
    east_m, north_m, height_m : float
        Where the gas is.
    wind_e, wind_n : float
        Undisturbed wind there, m/s.
    obstacles : (obstacle, 4) float64
        Easting, northing, radius, height, m.

    Returns
    -------
    wind_e, wind_n, horizontal_m2_s, vertical_m2_s : float

    Notes
    -----
    Around an upright cylinder the wind is that of potential flow. Behind it, for about ten
    heights, the wind is slower and mixes by eddies of the obstacle's size.

    References
    ----------
    Hosker's review of flow around buildings (1984) gives the length of the wake.
    """
    speed = np.sqrt(wind_e * wind_e + wind_n * wind_n)
    changed_e, changed_n, horizontal, vertical = wind_e, wind_n, 0.0, 0.0
    if speed < 1e-6:
        return changed_e, changed_n, horizontal, vertical
    unit_e, unit_n = wind_e / speed, wind_n / speed
    for one in range(obstacles.shape[0]):
        radius, top = obstacles[one, 2], obstacles[one, 3]
        if height_m > 1.5 * top:
            continue
        off_e, off_n = east_m - obstacles[one, 0], north_m - obstacles[one, 1]
        along = off_e * unit_e + off_n * unit_n
        across = off_n * unit_e - off_e * unit_n
        distance2 = max(along * along + across * across, radius * radius)
        if height_m < top and distance2 < 16.0 * radius * radius:
            strength = speed * radius * radius / (distance2 * distance2)
            push_along = -strength * (along * along - across * across)
            push_across = -strength * 2.0 * along * across
            changed_e += push_along * unit_e - push_across * unit_n
            changed_n += push_along * unit_n + push_across * unit_e
        if 0.0 < along < 10.0 * top and abs(across) < radius + 0.15 * along:
            wake = np.exp(-along / (4.0 * top))
            changed_e -= 0.5 * wake * changed_e
            changed_n -= 0.5 * wake * changed_n
            horizontal += 0.15 * speed * radius * wake
            vertical += 0.08 * speed * top * wake
    return changed_e, changed_n, horizontal, vertical
