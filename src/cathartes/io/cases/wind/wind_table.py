"""``wind.csv``: rows of wind with what is known of turbulence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cathartes.errors import CaseError
from cathartes.io.cases.tables import read_csv
from cathartes.io.cases.wind.bounds import check_bounds
from cathartes.io.cases.wind.series import CALM_M_S, FIELDS, make_series, take_rows, with_calm
from cathartes.model.location.wind_series import WindSeries

SIGMA_V_FAULT_M_S = 5.0
"""A cross-wind spread above this is a fault of the sonic, not a wind."""
NEEDED = ("time", "speed_m_s", "from_direction_deg")
_PLACE = ("easting_m", "northing_m", "height_m")
USUAL_S, LONGEST_S = 60.0, 10800.0


def read_wind_table(path: Path, kind: str = "sonic") -> tuple[WindSeries, tuple[str, ...]]:
    """Read a wind table, sorted by time; return it with what was noticed.

    Raises
    ------
    CaseError
        If a field cannot be read or holds what no wind has, or no row has a speed and a
        direction.
    """
    table = read_csv(path)
    table.check_columns(NEEDED)
    told = table.misspelt((*NEEDED, *FIELDS, *_PLACE, "averaging_s"))
    time = table.time("time")
    if np.any(np.diff(time) < 0.0):
        told.append(f"{path.name}: the rows are not in the order of time; they were sorted.")
    columns = {name: table.number(name) for name in (*FIELDS, *_PLACE, "averaging_s")}
    check_bounds(table, columns)
    order = np.lexsort((np.arange(time.size), time))
    again = np.append(False, np.diff(time[order]) == 0.0)
    _refuse_contradiction(table.where, columns, order, again)
    if again.any():
        told.append(f"{path.name}: {int(again.sum())} rows repeat a time and were left out.")
    order = order[~again]
    columns = {name: value[order] for name, value in columns.items()}
    columns["from_direction_deg"] = columns["from_direction_deg"] % 360.0
    if not np.any(np.isfinite(columns["speed_m_s"]) & np.isfinite(columns["from_direction_deg"])):
        raise CaseError.about(
            path,
            "speed_m_s, from_direction_deg",
            found="no row with both",
            expected="at least one row with speed and direction",
            remedy="Give the wind, or a forecast for the place and time.",
        )
    faulty = columns["sigma_v_m_s"] > SIGMA_V_FAULT_M_S
    if faulty.any():
        told.append(
            f"{path.name}: sigma_v_m_s is above {SIGMA_V_FAULT_M_S:g} m/s in {int(faulty.sum())} "
            "rows, a fault of the instrument; it was not used there."
        )
        for name in ("sigma_v_m_s", "direction_std_deg"):
            columns[name] = np.where(faulty, np.nan, columns[name])
    averaging = _intervals(path, time[order], columns["averaging_s"], told)
    place = np.stack([columns[name] for name in _PLACE], axis=1)
    calm = int(np.sum(columns["speed_m_s"] == 0.0))
    if calm:
        told.append(
            f"{path.name}: the speed is 0 in {calm} of {order.size} rows; {CALM_M_S:g} m/s from "
            "anywhere was taken there, and the answer is as vague as that."
        )
    wind = with_calm(make_series(kind, time[order], averaging, columns, place))
    return take_rows(wind, np.flatnonzero(np.isfinite(wind.time_s))), tuple(told)


def _refuse_contradiction(
    where: object,
    columns: dict[str, NDArray[np.float64]],
    order: NDArray[np.int64],
    again: NDArray[np.bool_],
) -> None:
    for name in ("speed_m_s", "from_direction_deg"):
        value = columns[name][order]
        other = np.flatnonzero(again[1:] & (np.abs(np.diff(value)) > 0.0))
        if other.size:
            row = int(order[other[0] + 1])
            assert callable(where)
            raise CaseError.about(
                where(row),
                name,
                found=f"{columns[name][row]:g}, and {value[other[0]]:g} for the same time",
                expected="one wind for a time",
                remedy="Remove the wrong row; of several instruments give the one that is nearest "
                "to the height of the source.",
            )


def _intervals(
    path: Path, time_s: NDArray[np.float64], stated: NDArray[np.float64], told: list[str]
) -> NDArray[np.float64]:
    """Return the length of each interval; the usual step where it is not stated."""
    unknown = ~(stated > 0.0)
    if not unknown.any():
        return stated
    step = min(float(np.median(np.diff(time_s))), LONGEST_S) if time_s.size > 1 else USUAL_S
    told.append(
        f"{path.name}: averaging_s is not stated in {int(unknown.sum())} rows; {step:g} s, the "
        "usual step, was taken."
        if time_s.size > 1
        else f"{path.name}: averaging_s is not stated; a minute was taken."
    )
    return np.where(unknown, step, stated)
