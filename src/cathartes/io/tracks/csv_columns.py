"""Names that the columns of a track have, with the unit each stands for."""

from __future__ import annotations

import math
import re

from attrs import frozen

from cathartes.model.flight.heights import HeightReference


@frozen
class Meaning:
    """What a column holds.

    Attributes
    ----------
    field : str
        ``longitude``, ``latitude``, ``height``, ``time``, ``speed_m_s``, ``heading_deg``,
        ``roll_deg`` or ``pitch_deg``.
    scale : float
        To metres, seconds, degrees, metres a second.
    reference : HeightReference or None
        Of heights.
    """

    field: str
    scale: float = 1.0
    reference: HeightReference | None = None


_UNITS = {
    "m": 1.0, "metres": 1.0, "meters": 1.0, "ft": 0.3048, "feet": 0.3048, "km": 1000.0,
    "mm": 1e-3, "s": 1.0, "sec": 1.0, "seconds": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9,
    "deg": 1.0, "degrees": 1.0, "rad": math.degrees(1.0), "e7": 1e-7, "dege7": 1e-7,
    "m_s": 1.0, "mps": 1.0, "km_h": 1.0 / 3.6, "kmh": 1.0 / 3.6, "kph": 1.0 / 3.6,
    "kt": 1852.0 / 3600.0, "knots": 1852.0 / 3600.0, "kn": 1852.0 / 3600.0,
}  # fmt: skip
_STEMS = {
    "longitude": "longitude", "lon": "longitude", "lng": "longitude", "long": "longitude",
    "latitude": "latitude", "lat": "latitude",
    "time": "time", "time_utc": "time", "utc": "time", "utc_time": "time", "timestamp": "time",
    "datetime": "time", "datetime_utc": "time", "date_time": "time", "posix_time": "time",
    "time_utc_posix": "time", "unix_time": "time", "epoch": "time", "gps_time_utc": "time",
    "time_since_boot": "boot", "time_boot": "boot", "boot_time": "boot", "elapsed": "boot",
    "elapsed_time": "boot", "flight_time": "boot",
    "speed": "speed_m_s", "ground_speed": "speed_m_s", "groundspeed": "speed_m_s",
    "heading": "heading_deg", "course": "heading_deg", "yaw": "heading_deg",
    "track_angle": "heading_deg", "roll": "roll_deg", "pitch": "pitch_deg",
}  # fmt: skip
_HEIGHT = re.compile(r"(?:^|_)(?:height|altitude|alt|elevation|ele|hae|msl|amsl|agl)(?:_|$)")
_NO_HEIGHT = re.compile(
    r"^(?:ground|terrain|surface|geoid)_|undulation|separation|error|std|accuracy"
)
_REFERENCES = (
    (r"ellips|hae|wgs", HeightReference.ELLIPSOID),
    (r"msl|sea|orthometric|geoid", HeightReference.MEAN_SEA_LEVEL),
    (r"home|take_?off|rel", HeightReference.TAKE_OFF),
    (r"ground|agl|terrain", HeightReference.GROUND),
)


def meaning_of(name: str) -> Meaning | None:
    """Return what a column of this name holds, None where it is none of a track.

    The unit stands in the name: ``height_m``, ``Altitude (ft)``, ``lat_e7``, ``speed [km/h]``.
    """
    words = re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_")
    stem, scale = _parted(words)
    if _HEIGHT.search(words):
        if _NO_HEIGHT.search(words):
            return None
        found = (reference for pattern, reference in _REFERENCES if re.search(pattern, words))
        return Meaning("height", scale, next(found, HeightReference.NOT_STATED))
    field = _STEMS.get(stem)
    return None if field is None else Meaning(field, scale)


def _parted(words: str) -> tuple[str, float]:
    """Part a name into its stem and the scale of its unit, the longest unit first."""
    for unit in sorted(_UNITS, key=len, reverse=True):
        if words.endswith("_" + unit):
            return words.removesuffix("_" + unit), _UNITS[unit]
    return words, 1.0
