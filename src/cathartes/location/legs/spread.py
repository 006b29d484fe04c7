"""Spreads to plan with where no dispersion table of the air of now is given."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cathartes.errors import CaseError
from cathartes.io.cases.wind.series import take_rows
from cathartes.model.location.dispersion import DispersionTable
from cathartes.model.location.wind_series import WindSeries
from cathartes.physics.turbulence.briggs import briggs_spreads
from cathartes.physics.turbulence.stability import stability_classes


def tables_for_wind(
    wind: WindSeries, dispersion: Mapping[str, DispersionTable] | None
) -> tuple[Mapping[str, DispersionTable], float, float]:
    """Return dispersion tables and the speed and direction of the last row of wind.

    Raises
    ------
    CaseError
        If the speed or the direction of that row is not known.
    """
    if wind.size == 0 or not np.isfinite([wind.speed_m_s[-1], wind.from_direction_deg[-1]]).all():
        raise CaseError.about(
            "wind",
            "speed_m_s, from_direction_deg",
            found="no value in the last row",
            expected="the speed and the direction of now",
            remedy="End the wind at a row that has both; without them no leg can be planned.",
        )
    speed, direction = float(wind.speed_m_s[-1]), float(wind.from_direction_deg[-1])
    if dispersion:
        return dispersion, speed, direction
    # The classes are worked out from what the last row knows, its vane before its speed.
    now = take_rows(wind, np.array([wind.size - 1]))
    table = briggs_spreads(now, stability_classes(now))
    return {table.scheme: table}, speed, direction
