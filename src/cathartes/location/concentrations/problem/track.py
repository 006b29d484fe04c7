"""Where the air was that a moving platform sensed."""

from __future__ import annotations

import numpy as np
from attrs import evolve

from cathartes.model.location.observations import Observations

STILL_M = 1.0


def is_moving(seen: Observations) -> bool:
    """Return whether most of what was sensed is from sensors that change their place."""
    moving = 0
    for sensor in range(len(seen.sensor_names)):
        places = seen.begin_m[seen.sensor == sensor, :2]
        if len(places) > 1 and float(np.ptp(places, axis=0).max()) > STILL_M:
            moving += len(places)
    return moving > 0.5 * seen.size


def where_sensed(seen: Observations) -> Observations:
    """Return the observations moved back along their track by the instrument's response time.

    A first-order response of time T smears what is sensed and delays its middle by T: the
    platform has moved on by then. What stands still stays where it is.
    """
    begin, end = seen.begin_m.copy(), seen.end_m.copy()
    for sensor in range(len(seen.sensor_names)):
        own = np.flatnonzero(seen.sensor == sensor)
        response = seen.response_s[own]
        if own.size < 2 or not np.any(response > 0.0):
            continue
        times, first = np.unique(seen.time_s[own], return_index=True)
        if times.size < 2 or float(np.ptp(begin[own, :2], axis=0).max()) <= STILL_M:
            continue
        at = seen.time_s[own] - np.where(np.isfinite(response), response, 0.0)
        for ends in (begin, end):
            track = ends[own][first]
            ends[own] = np.stack([np.interp(at, times, track[:, k]) for k in range(3)], axis=1)
    return evolve(seen, begin_m=begin, end_m=end)
