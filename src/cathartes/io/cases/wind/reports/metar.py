"""One METAR or SPECI report: the groups that a plume depends on."""

from __future__ import annotations

import math
import re

from attrs import frozen

KNOT_M_S = 1852.0 / 3600.0
ZERO_CELSIUS_K = 273.15
INCH_OF_MERCURY_PA = 3386.389

REPORT = re.compile(
    r"(?:\b(?:METAR|SPECI)\s+(?:COR\s+)?)?\b([A-Z][A-Z0-9]{3})\s+(\d{2})(\d{2})(\d{2})Z\b"
    r"([^=]*?)(?==|$|(?=\b(?:METAR|SPECI)\s)|(?=\b[A-Z][A-Z0-9]{3}\s+\d{6}Z\b))"
)
"""Station, day, hour, minute, and the groups up to the end of the report."""
_WIND = re.compile(r"(?<!\S)(VRB|///|\d{3})(P?\d{2,3}|//)(?:GP?(\d{2,3}))?(KT|KTS|MPS|KMH)(?!\S)")
_SECTOR = re.compile(r"(?<!\S)(\d{3})V(\d{3})(?!\S)")
_TEMPERATURE = re.compile(r"(?<!\S)(M?\d{2})/(M?\d{2}|//)?(?!\S)")
_EXACT_TEMPERATURE = re.compile(r"(?<!\S)T([01])(\d{3})[01]\d{3}(?!\S)")
_PRESSURE = re.compile(r"(?<!\S)([QA])(\d{4})(?!\S)")
_TREND = re.compile(r"(?<!\S)(?:BECMG|TEMPO|NOSIG|RMK|FM\d{4})(?!\S)")
_M_S = {"KT": KNOT_M_S, "KTS": KNOT_M_S, "MPS": 1.0, "KMH": 1.0 / 3.6}


@frozen
class MetarReport:
    """Wind, temperature and pressure of one report; NaN where it does not say.

    Attributes
    ----------
    station : str
    day, hour, minute : int
        UTC.
    speed_m_s : float
        Mean over the ten minutes before (two in the United States), 10 m above ground.
    from_direction_deg : float
        True north; NaN where variable, and where calm.
    sector_deg : float
        Width of the sector within which the direction varies, where it is told.
    temperature_k, pressure_pa : float
        Pressure reduced to sea level.
    """

    station: str
    day: int
    hour: int
    minute: int
    speed_m_s: float = math.nan
    from_direction_deg: float = math.nan
    sector_deg: float = math.nan
    temperature_k: float = math.nan
    pressure_pa: float = math.nan

    @property
    def is_calm(self) -> bool:
        """Whether the report says that there is no wind: less than a knot."""
        return self.speed_m_s == 0.0


def parse_metar(match: re.Match[str]) -> MetarReport:
    """Return what a match of ``REPORT`` says.

    Notes
    -----
    Groups as in the Manual on Codes of the WMO: ``dddffGggKT`` (also MPS), ``VRB``, ``00000KT``
    for calm, ``dddVddd``, ``TT/TdTd`` with M for minus, ``Qpppp`` in hPa, ``Apppp`` in hundredths
    of an inch, and the tenths of degrees in the remark ``TsTTTsTTT``.

    References
    ----------
    .. [1] wmo2019codes: World Meteorological Organization 2019, Manual on Codes, WMO-No. 306.
    """
    station, day, hour, minute, groups = match.groups()
    trend = _TREND.search(groups)
    body = groups[: trend.start()] if trend else groups
    wind, sector = _WIND.search(body), _SECTOR.search(body)
    speed = direction = width = math.nan
    if wind and "/" not in wind[2]:
        speed = float(wind[2].lstrip("P")) * _M_S[wind[4]]
        if wind[1].isdigit() and speed > 0.0:
            direction = float(wind[1]) % 360.0
    if sector and math.isfinite(direction):
        width = (float(sector[2]) - float(sector[1])) % 360.0
    return MetarReport(
        station=station,
        day=int(day),
        hour=int(hour),
        minute=int(minute),
        speed_m_s=speed,
        from_direction_deg=direction,
        sector_deg=width,
        temperature_k=_temperature(body, groups),
        pressure_pa=_pressure(body),
    )


def _temperature(body: str, groups: str) -> float:
    exact = _EXACT_TEMPERATURE.search(groups)
    if exact:
        return ZERO_CELSIUS_K + (-0.1 if exact[1] == "1" else 0.1) * float(exact[2])
    plain = _TEMPERATURE.search(body)
    return ZERO_CELSIUS_K + float(plain[1].replace("M", "-")) if plain else math.nan


def _pressure(body: str) -> float:
    found = _PRESSURE.search(body)
    if not found:
        return math.nan
    per_unit = 100.0 if found[1] == "Q" else 0.01 * INCH_OF_MERCURY_PA
    return float(found[2]) * per_unit
