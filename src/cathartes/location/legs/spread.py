"""Spreads to plan with where no dispersion table of the air of now is given."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cathartes.errors import CaseError
from cathartes.model.location.dispersion import DispersionTable
from cathartes.model.location.wind_series import WindSeries

# sigma = a x (1 + b x)^p, distance in metres; Briggs 1973, open country.
BRIGGS_RURAL = {
    "A": ((0.22, 1e-4, -0.5), (0.20, 0.0, 0.0)),
    "B": ((0.16, 1e-4, -0.5), (0.12, 0.0, 0.0)),
    "C": ((0.11, 1e-4, -0.5), (0.08, 2e-4, -0.5)),
    "D": ((0.08, 1e-4, -0.5), (0.06, 1.5e-3, -0.5)),
    "E": ((0.06, 1e-4, -0.5), (0.03, 3e-4, -1.0)),
    "F": ((0.04, 1e-4, -0.5), (0.016, 3e-4, -1.0)),
}
DISTANCE_M = np.geomspace(1.0, 20000.0, 64)


def briggs_rural(stability: str, speed_m_s: float) -> DispersionTable:
    """Return the spreads of one stability class over open country."""
    (ay, by, py), (az, bz, pz) = BRIGGS_RURAL[stability]
    x: NDArray[np.float64] = DISTANCE_M
    return DispersionTable(
        scheme=f"Briggs rural {stability}",
        distance_m=x,
        sigma_y_m=(ay * x * (1.0 + by * x) ** py)[None, :],
        sigma_z_m=(az * x * (1.0 + bz * x) ** pz)[None, :],
        transport_speed_m_s=np.full((1, x.size), speed_m_s),
        mixing_height_m=np.array([np.inf]),
        profile_exponent=np.array([2.0]),
    )


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
    length = float(wind.obukhov_length_m[-1])
    table = briggs_rural(_stability(speed, length), speed)
    spread = float(wind.direction_std_deg[-1])
    if np.isfinite(spread):
        # What the wind vane does is better known than what its class does.
        slope = table.sigma_y_m[:, :1] / table.distance_m[:1]
        table = evolve(table, sigma_y_m=table.sigma_y_m * np.sin(np.radians(spread)) / slope)
    return {table.scheme: table}, speed, direction


def _stability(speed_m_s: float, obukhov_length_m: float) -> str:
    """Return the class by Obukhov length (Golder 1972), or by the wind of a day of some sun."""
    if np.isfinite(obukhov_length_m):
        inverse = 1.0 / obukhov_length_m
        return "ABCDEF"[int(np.searchsorted([-0.1, -0.04, -0.01, 0.01, 0.04], inverse))]
    return "D" if speed_m_s > 5.0 else "C" if speed_m_s > 3.0 else "B"
