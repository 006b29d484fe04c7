"""The weather as stations some kilometres away report it: a table, and METAR text."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from cathartes.simulate.campaign.air.weather import TrueWeather, speed_and_direction
from cathartes.simulate.campaign.ground.frame import Frame
from cathartes.simulate.campaign.ground.rhythm import Period

ROW_S = 600.0
KNOT_M_S = 1852.0 / 3600.0
HEAD = (
    "begins_at,ends_at,longitude,latitude,wind_speed_m_s,wind_speed_std_m_s,"
    "wind_from_direction_deg,wind_from_direction_std_deg,air_temperature_k,source,is_simulated"
)
STATION = "XSIM"
AIRPORT_AWAY_M = 9000.0
"""To the east and to the north of the middle of the area."""


def iso_time(time_s: float) -> str:
    """Return a moment as ISO 8601 with Z, to the second."""
    return datetime.fromtimestamp(round(time_s), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def weather_table(
    rng: np.random.Generator, weather: TrueWeather, period: Period, frame: Frame
) -> str:
    """Return ``weather.csv``: a mast two to four kilometres away, ten minutes a row.

    The mast stands in other ground: its speed is off by a factor and its direction by an angle
    that last, and by noise that does not. A few rows are missing, some state no spread.
    """
    turn, away = rng.uniform(0.0, 2.0 * np.pi), rng.uniform(2000.0, 4000.0)
    east, north = frame.centre_m
    place = frame.place(east + away * float(np.sin(turn)), north + away * float(np.cos(turn)))
    factor, veer = float(np.exp(0.12 * rng.normal())), 8.0 * float(rng.normal())
    rows = [HEAD]
    for begin in np.arange(period[0], period[1], ROW_S):
        noise, lost, plain = rng.normal(size=3), rng.random() < 0.02, rng.random() < 0.2
        if lost:
            continue
        moment = weather.at(float(begin) + 0.5 * ROW_S)
        speed = moment.wind_speed_m_s * factor * float(np.exp(0.1 * noise[0]))
        direction = (moment.wind_from_direction_deg + veer + 7.0 * float(noise[1])) % 360.0
        spread = ("", "") if plain else (f"{0.2 * speed:.2f}", "12")
        rows.append(
            f"{iso_time(float(begin))},{iso_time(float(begin) + ROW_S)},{place[0]:.6f},"
            f"{place[1]:.6f},{speed:.2f},{spread[0]},{direction:.1f},{spread[1]},"
            f"{moment.air_temperature_k + 0.4 * float(noise[2]):.1f},mast,true"
        )
    return "\n".join(rows) + "\n"


def metar_text(rng: np.random.Generator, weather: TrueWeather, period: Period, frame: Frame) -> str:
    """Return hourly reports of an airport: other air, whole knots, tens of degrees."""
    place = frame.place(*(along + AIRPORT_AWAY_M for along in frame.centre_m))
    lines = [f"# station {STATION} {place[0]:.5f} {place[1]:.5f}"]
    for time in np.arange(period[0], period[1], 3600.0):
        moment = weather.at(float(time))
        towards = np.radians(moment.wind_from_direction_deg + 180.0)
        east = moment.wind_speed_m_s * float(np.sin(towards)) + 0.8 * float(rng.normal())
        north = moment.wind_speed_m_s * float(np.cos(towards)) + 0.8 * float(rng.normal())
        speed, direction = speed_and_direction(east, north)
        knots = round(speed / KNOT_M_S)
        tens = 10 * (round(direction / 10.0) % 36) or 360
        wind = "00000KT" if knots == 0 else f"{tens:03d}{knots:02d}KT"
        celsius = round(moment.air_temperature_k - 273.15)
        at = datetime.fromtimestamp(float(time), UTC)
        lines.append(
            f"{at:%Y-%m-%d %H:%M} METAR {STATION} {at:%d%H%M}Z {wind} 9999 FEW030 "
            f"{celsius:02d}/{celsius - 8:02d} Q1013 RMK SIMULATED="
        )
    return "\n".join(lines) + "\n"
