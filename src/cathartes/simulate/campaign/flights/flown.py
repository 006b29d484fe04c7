"""Flights as they were flown: beside the line, too high, too late, cut short, or not at all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.simulate.campaign.flights.plan import PlannedFlight, PlannedFlightLine
from cathartes.simulate.campaign.settings import FaultSettings

STEP_S = 1.0
RUN_IN_S = 4.0
"""The track begins that long before a line and ends that long after it."""
WANDER_MEMORY_S = 8.0
HEIGHT_WANDER_M = 6.0
WRONG_HEIGHT = 0.14
"""Of the planned height: what a wrong setting of the altimeter does."""

Array = NDArray[np.float64]


@frozen(eq=False, kw_only=True)
class FlownLine:
    """One line as it was flown.

    Attributes
    ----------
    line : PlannedFlightLine
    time_s : (point,) float64
        Seconds since 1970-01-01 UTC.
    easting_m, northing_m, altitude_m : (point,) float64
        True ones; altitude above mean sea level.
    flown_m : float
        Of the planned length, from its beginning.
    """

    line: PlannedFlightLine
    time_s: Array
    easting_m: Array
    northing_m: Array
    altitude_m: Array
    flown_m: float

    def at_distance(self, along_m: float) -> tuple[float, float, float]:
        """Return time, easting and altitude where a distance along the line was reached."""
        along = self.line.heading * (self.northing_m - self.line.begin_northing_m)
        return (
            float(np.interp(along_m, along, self.time_s)),
            float(np.interp(along_m, along, self.easting_m)),
            float(np.interp(along_m, along, self.altitude_m)),
        )


@frozen(kw_only=True)
class FlownFlight:
    """One flight: the lines that were flown, in the order of time."""

    plan: PlannedFlight
    lines: tuple[FlownLine, ...]


def fly_flights(
    rng: np.random.Generator, flights: Sequence[PlannedFlight], faults: FaultSettings
) -> tuple[FlownFlight, ...]:
    """Fly every planned flight, with errors.

    Parameters
    ----------
    rng : numpy.random.Generator
    flights : sequence of PlannedFlight
    faults : FaultSettings
    """
    lines = [(flight.name, line.name) for flight in flights for line in flight.lines]
    draws = rng.random((3, len(lines)))
    lost = {one for one, draw in zip(lines, draws[0], strict=True) if draw < faults.not_flown_share}
    cut = {one for one, draw in zip(lines, draws[1], strict=True) if draw < faults.cut_short_share}
    high = {
        one for one, draw in zip(lines, draws[2], strict=True) if draw < faults.wrong_height_share
    }
    if faults.odd_ones and len(lines) > 3:
        first, second = rng.choice(len(lines), size=2, replace=False)
        lost.add(lines[int(first)])
        cut.add(lines[int(second)])
    flown = []
    for flight, own in zip(flights, rng.spawn(len(flights)), strict=True):
        late = float(abs(own.normal(0.0, 20.0)))
        passed = []
        for line in flight.lines:
            late += float(abs(own.normal(0.0, 3.0)))
            share = float(own.uniform(0.5, 0.8)) if (flight.name, line.name) in cut else 1.0
            too_high = WRONG_HEIGHT if (flight.name, line.name) in high else 0.0
            one = _fly_line(own, flight, line, late, share, too_high)
            if (flight.name, line.name) not in lost:
                passed.append(one)
        flown.append(FlownFlight(plan=flight, lines=tuple(passed)))
    return tuple(flown)


def _fly_line(
    rng: np.random.Generator,
    flight: PlannedFlight,
    line: PlannedFlightLine,
    late_s: float,
    share: float,
    too_high: float,
) -> FlownLine:
    imager = flight.imager
    speed = imager.speed_m_s * float(np.clip(1.0 + 0.03 * rng.normal(), 0.9, 1.1))
    flown_m = share * line.length_m
    time = np.arange(-RUN_IN_S, flown_m / speed + RUN_IN_S + STEP_S, STEP_S)
    along = speed * time
    off = 0.5 * imager.wander_m * float(rng.normal()) + imager.wander_m * _wander(rng, time.size)
    height = imager.height_m * (too_high + 0.004 * float(rng.normal()))
    altitude = line.altitude_m + height + HEIGHT_WANDER_M * _wander(rng, time.size)
    return FlownLine(
        line=line,
        time_s=np.asarray(line.begin_s + late_s + time, np.float64),
        easting_m=np.asarray(line.easting_m + off, np.float64),
        northing_m=np.asarray(line.begin_northing_m + line.heading * along, np.float64),
        altitude_m=np.asarray(altitude, np.float64),
        flown_m=flown_m,
    )


def _wander(rng: np.random.Generator, count: int) -> Array:
    """Return a series of variance 1 that forgets itself in seconds."""
    keep = np.exp(-STEP_S / WANDER_MEMORY_S)
    series = np.empty(count)
    series[0] = rng.normal()
    kicks = np.sqrt(1.0 - keep**2) * rng.normal(size=count)
    for index in range(1, count):
        series[index] = keep * series[index - 1] + kicks[index]
    return series
