"""Recorded tracks of flown flights as files: CSV of the drones, GPX of the patrol."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from cathartes.simulate.campaign.flights.flown import FlownFlight
from cathartes.simulate.campaign.ground.frame import Frame

GPX = "http://www.topografix.com/GPX/1/1"
RECEIVER_M = 1.5
"""Error of a position that lasts for a flight, 1 sigma along one axis."""

Row = tuple[str, float, float, float]
"""Time, longitude, latitude, altitude above mean sea level."""


def _rows(rng: np.random.Generator, flight: FlownFlight, frame: Frame) -> list[list[Row]]:
    """Return the points of each line as the receiver has them."""
    off: NDArray[np.float64] = rng.normal(0.0, RECEIVER_M, 3)
    pieces = []
    for line in flight.lines:
        longitude, latitude = frame.places(line.easting_m + off[0], line.northing_m + off[1])
        pieces.append(
            [
                (_stamp(time), float(east), float(north), float(height + 2.0 * off[2]))
                for time, east, north, height in zip(
                    line.time_s, longitude, latitude, line.altitude_m, strict=True
                )
            ]
        )
    return pieces


def _stamp(time_s: float) -> str:
    at = datetime.fromtimestamp(round(float(time_s), 1), UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def track_csv(rng: np.random.Generator, flight: FlownFlight, frame: Frame) -> str:
    """Return a table of comma-separated values."""
    lines = ["time_utc,longitude,latitude,altitude_msl_m,is_simulated"]
    for piece in _rows(rng, flight, frame):
        lines.extend(
            f"{time},{east:.8f},{north:.8f},{height:.2f},1" for time, east, north, height in piece
        )
    return "\n".join(lines) + "\n"


def track_gpx(rng: np.random.Generator, flight: FlownFlight, frame: Frame) -> str:
    """Return GPX 1.1, a segment for each line."""
    name = flight.plan.name
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<gpx version="1.1" creator="cathartes simulate campaign" xmlns="{GPX}">',
        f"<metadata><name>{name}</name><desc>SIMULATED</desc></metadata>",
        f"<trk><name>{name} SIMULATED</name>",
    ]
    for piece in _rows(rng, flight, frame):
        parts.append("<trkseg>")
        parts.extend(
            f'<trkpt lat="{north:.8f}" lon="{east:.8f}"><ele>{height:.2f}</ele>'
            f"<time>{time}</time></trkpt>"
            for time, east, north, height in piece
        )
        parts.append("</trkseg>")
    return "\n".join([*parts, "</trk></gpx>"]) + "\n"
