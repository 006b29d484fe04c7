"""What a row of wind may hold, and what a number outside of it probably is."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.errors import CaseError
from cathartes.io.cases.tables import Table

Array = NDArray[np.float64]


@frozen
class Bound:
    """Least and most that a field may hold, and the likely mistake where it does not."""

    least: float
    most: float
    expected: str
    remedy: str
    may_touch: bool = True


_EMPTY = "Leave the field empty where it is not known."
BOUNDS = {
    "speed_m_s": Bound(
        0.0, 75.0, "a speed between 0 and 75 m/s",
        _EMPTY + " Convert km/h (/ 3.6) and knots (x 0.5144).",
    ),
    "from_direction_deg": Bound(
        -360.0, 360.0, "degrees from which the wind comes, clockwise from north, 0 to 360",
        _EMPTY + " A variable wind has no direction.",
    ),
    "direction_std_deg": Bound(0.0, 180.0, "degrees between 0 and 180", _EMPTY),
    "sigma_v_m_s": Bound(0.0, 1e3, "m/s, 0 or more", _EMPTY),
    "sigma_w_m_s": Bound(0.0, 1e3, "m/s, 0 or more", _EMPTY),
    "friction_velocity_m_s": Bound(0.0, 10.0, "m/s, between 0 and 10", _EMPTY),
    "mixing_height_m": Bound(0.0, 2e4, "metres, more than 0", _EMPTY, may_touch=False),
    "roughness_m": Bound(0.0, 20.0, "metres, more than 0", _EMPTY, may_touch=False),
    "temperature_k": Bound(
        170.0, 340.0, "kelvin, between 170 and 340", "Add 273.15 to degrees Celsius. " + _EMPTY
    ),
    "pressure_pa": Bound(
        4e4, 1.2e5, "pascal, between 40,000 and 120,000", "Multiply hPa by 100. " + _EMPTY
    ),
    "averaging_s": Bound(
        0.0, 1e5, "seconds, more than 0", "Give the length of the interval, or leave it empty."
    ),
    "height_m": Bound(0.0, 2e4, "metres above ground", _EMPTY),
}  # fmt: skip


def check_bounds(table: Table, columns: Mapping[str, Array]) -> None:
    """Refuse the first number that no wind has.

    Raises
    ------
    CaseError
        That names line and field, and the likely mistake.
    """
    for name, bound in BOUNDS.items():
        value = columns.get(name)
        if value is None:
            continue
        wrong = (value < bound.least) | (value > bound.most)
        if not bound.may_touch:
            wrong |= value == bound.least
        rows = np.flatnonzero(wrong)
        if rows.size:
            row = int(rows[0])
            alike = f", as in {rows.size} rows" if rows.size > 1 else ""
            raise CaseError.about(
                table.where(row),
                name,
                found=table.shown(name, row) + alike,
                expected=bound.expected,
                remedy=bound.remedy,
            )
