"""What is asked for: flights of parallel lines over several days, by day and by night."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen

from cathartes.simulate.campaign.air.reports import iso_time
from cathartes.simulate.campaign.ground.frame import Frame
from cathartes.simulate.campaign.settings import (
    DAY_FLIGHT_EVERY,
    CampaignSettings,
    ImagerSettings,
)

TURN_S = 90.0
MEAN_GROUND_M = 380.0


@frozen(kw_only=True)
class PlannedFlightLine:
    """A line from south to north, or back.

    Attributes
    ----------
    name : str
    easting_m : float
    begin_northing_m, end_northing_m : float
        In the direction of flight.
    tiles : int
        Scenes along it.
    altitude_m : float
        Above mean sea level.
    begin_s, end_s : float
        Seconds since 1970-01-01 UTC.
    """

    name: str
    easting_m: float
    begin_northing_m: float
    end_northing_m: float
    tiles: int
    altitude_m: float
    begin_s: float
    end_s: float

    @property
    def length_m(self) -> float:
        """Length along the line."""
        return abs(self.end_northing_m - self.begin_northing_m)

    @property
    def heading(self) -> float:
        """1 to the north, -1 to the south."""
        return 1.0 if self.end_northing_m > self.begin_northing_m else -1.0


@frozen(kw_only=True)
class PlannedFlight:
    """The lines of one flight of an imager.

    Attributes
    ----------
    name : str
    imager : ImagerSettings
    tile_m : float
        Side of a scene, which is the breadth of ground a line sees.
    lines : tuple of PlannedFlightLine
    """

    name: str
    imager: ImagerSettings
    tile_m: float
    lines: tuple[PlannedFlightLine, ...]


def plan_flights(
    rng: np.random.Generator, settings: CampaignSettings, frame: Frame, first_midnight_s: float
) -> tuple[PlannedFlight, ...]:
    """Plan every flight of an imager, in the order of time.

    Parameters
    ----------
    rng : numpy.random.Generator
    settings : CampaignSettings
    frame : Frame
    first_midnight_s : float
        Local solar midnight before the first flight, seconds since 1970-01-01 UTC.
    """
    flights: list[PlannedFlight] = []
    nights = 0
    for number in range(settings.overpasses):
        is_by_day = number % DAY_FLIGHT_EVERY == DAY_FLIGHT_EVERY - 2
        if is_by_day:
            hour = 24.0 * nights + rng.uniform(9.0, 16.0)
        else:
            hour = 24.0 * nights + rng.uniform(20.5, 27.5)
            nights += 1
        begin = first_midnight_s + 3600.0 * hour
        flights.append(
            _plan_flight(
                f"P{number + 1:02d}", settings.patrol, settings.tile_m, frame.west_m,
                frame.south_m, settings.tiles, begin,
            )
        )  # fmt: skip
    for number in range(settings.drone_flights):
        tile = settings.tile_pixels * settings.drone.pixel_m
        lines, along = settings.drone_tiles
        room = frame.width_m - lines * tile, frame.height_m - along * tile
        west, south = (float(rng.uniform(0.0, max(one, 0.0))) for one in room)
        # Drones fly when the patrol does not: an hour or two after sunset, or in the morning.
        hour = 20.2 if number % 2 == 0 else 31.5
        day = (1 + number) % max(settings.days - 1, 1)
        begin = first_midnight_s + 3600.0 * (24.0 * day + hour - 2.0 * rng.random())
        flights.append(
            _plan_flight(
                f"D{number + 1:02d}", settings.drone, tile, frame.west_m + west,
                frame.south_m + south, settings.drone_tiles, begin,
            )
        )  # fmt: skip
    return tuple(sorted(flights, key=lambda flight: flight.lines[0].begin_s))


def _plan_flight(
    name: str,
    imager: ImagerSettings,
    tile_m: float,
    west_m: float,
    south_m: float,
    tiles: tuple[int, int],
    begin_s: float,
) -> PlannedFlight:
    lines: list[PlannedFlightLine] = []
    clock = float(np.round(begin_s))
    across, along = tiles
    north_m = south_m + along * tile_m
    for number in range(across):
        ends = (south_m, north_m) if number % 2 == 0 else (north_m, south_m)
        duration = along * tile_m / imager.speed_m_s
        lines.append(
            PlannedFlightLine(
                name=f"L{number + 1:02d}",
                easting_m=west_m + (number + 0.5) * tile_m,
                begin_northing_m=ends[0],
                end_northing_m=ends[1],
                tiles=along,
                altitude_m=MEAN_GROUND_M + imager.height_m,
                begin_s=clock,
                end_s=clock + duration,
            )
        )
        clock += duration + TURN_S
    return PlannedFlight(name=name, imager=imager, tile_m=tile_m, lines=tuple(lines))


def plan_document(flight: PlannedFlight, frame: Frame, authority: str) -> dict[str, Any]:
    """Return a plan as the campaign folder holds it (GeoJSON)."""
    features = [
        line_feature(
            frame,
            line.name,
            (line.easting_m, line.begin_northing_m),
            (line.easting_m, line.end_northing_m),
            line.altitude_m,
            (line.begin_s, line.end_s),
            flight.tile_m,
        )
        for line in flight.lines
    ]
    return collection_of_lines(
        features, flight.name, flight.imager.platform, flight.imager.sensor, authority
    )


def line_feature(
    frame: Frame,
    name: str,
    begin_m: tuple[float, float],
    end_m: tuple[float, float],
    altitude_m: float,
    period_s: tuple[float, float],
    swath_m: float,
) -> dict[str, Any]:
    """Return one planned line as a GeoJSON feature."""
    return {
        "type": "Feature",
        "geometry": {
            "type": "LineString",
            "coordinates": [list(frame.place(*begin_m)), list(frame.place(*end_m))],
        },
        "properties": {
            "name": name,
            "altitude_m": round(altitude_m, 1),
            "begins_at": iso_time(period_s[0]),
            "ends_at": iso_time(max(period_s[1], period_s[0] + 1.0)),
            "swath_m": round(swath_m, 1),
        },
    }


def collection_of_lines(
    features: list[dict[str, Any]], flight: str, platform: str, sensor: str, authority: str
) -> dict[str, Any]:
    """Return the GeoJSON collection of one flight's lines."""
    return {
        "type": "FeatureCollection",
        "flight": flight,
        "platform": platform,
        "sensor": sensor,
        "authority": authority,
        "is_simulated": True,
        "features": features,
    }
