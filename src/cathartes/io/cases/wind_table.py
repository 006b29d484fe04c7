"""``wind.csv``: rows of wind with what is known of turbulence."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cathartes.errors import CaseError
from cathartes.io.cases.tables import read_table
from cathartes.model.location.wind_series import WIND_ERRORS, WindSeries

SIGMA_V_FAULT_M_S = 5.0
"""A cross-wind spread above this is a fault of the sonic, not a wind."""


def read_wind_table(path: Path, kind: str = "sonic") -> tuple[WindSeries, tuple[str, ...]]:
    """Read a wind table, sorted by time; return it with what was noticed.

    Raises
    ------
    CaseError
        If a field cannot be read, a speed is negative, or no row has a speed and a direction.
    """
    table = read_table(path, ("time", "speed_m_s", "from_direction_deg"))
    told = []
    time = table.time("time")
    order = np.argsort(time, kind="stable")
    if np.any(np.diff(time) < 0.0):
        told.append(f"{path.name}: the rows are not in the order of time; they were sorted.")
    first = np.append(True, np.diff(time[order]) > 0.0)
    if not first.all():
        told.append(f"{path.name}: {int((~first).sum())} rows repeat a time and were left out.")
    order = order[first]
    column = {name: table.number(name)[order] for name in _COLUMNS}
    speed = column["speed_m_s"]
    if np.any(speed < 0.0):
        row = int(order[np.flatnonzero(speed < 0.0)[0]])
        raise CaseError.about(
            table.where(row),
            "speed_m_s",
            found=table.columns["speed_m_s"][row],
            expected="a speed of 0 m/s or more",
            remedy="Leave the field empty where the speed is not known.",
        )
    if not np.any(np.isfinite(speed) & np.isfinite(column["from_direction_deg"])):
        raise CaseError.about(
            path,
            "speed_m_s, from_direction_deg",
            found="no row with both",
            expected="at least one row with speed and direction",
            remedy="Give the wind, or a forecast for the place and time.",
        )
    faulty = column["sigma_v_m_s"] > SIGMA_V_FAULT_M_S
    if faulty.any():
        told.append(
            f"{path.name}: sigma_v_m_s is above {SIGMA_V_FAULT_M_S:g} m/s in {int(faulty.sum())} "
            "rows, a fault of the instrument; it was not used there."
        )
        column["sigma_v_m_s"] = np.where(faulty, np.nan, column["sigma_v_m_s"])
        column["direction_std_deg"] = np.where(faulty, np.nan, column["direction_std_deg"])
    speed_error, direction_error = WIND_ERRORS[kind]
    return (
        WindSeries(
            time_s=time[order],
            averaging_s=np.where(np.isfinite(column["averaging_s"]), column["averaging_s"], 60.0),
            position_m=np.stack(
                [column["easting_m"], column["northing_m"], column["height_m"]], axis=1
            ),
            speed_log_std=np.full(speed.size, speed_error),
            from_direction_error_deg=np.full(speed.size, direction_error),
            kind=kind,
            **{name: column[name] for name in _AS_THEY_ARE},
        ),
        tuple(told),
    )


_AS_THEY_ARE = (
    "speed_m_s",
    "from_direction_deg",
    "direction_std_deg",
    "sigma_v_m_s",
    "sigma_w_m_s",
    "friction_velocity_m_s",
    "obukhov_length_m",
    "mixing_height_m",
    "roughness_m",
    "temperature_k",
    "pressure_pa",
)
_COLUMNS = (*_AS_THEY_ARE, "easting_m", "northing_m", "height_m", "averaging_s")
