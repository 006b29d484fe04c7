"""Which variables of a file are the wind, and in what unit they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from attrs import frozen

from cathartes.errors import CaseError
from cathartes.io.cases.tables.netcdf_file import missing, variable_of

EASTWARD = (["eastward_wind", "x_wind"], ["u10", "10u", "uas", "u10m", "u", "u_m_s"])
NORTHWARD = (["northward_wind", "y_wind"], ["v10", "10v", "vas", "v10m", "v", "v_m_s"])
UPWARD = (["upward_air_velocity"], ["w", "w_m_s"])
SPEED = (["wind_speed"], ["speed_m_s", "wind_speed", "ws"])
DIRECTION = (["wind_from_direction"], ["from_direction_deg", "wind_from_direction"])
OTHERS = {
    "temperature_k": (["air_temperature"], ["t2m", "2t", "tas", "temperature_k"]),
    "pressure_pa": (["surface_air_pressure", "air_pressure"], ["sp", "pressure_pa"]),
    "mixing_height_m": (
        ["atmosphere_boundary_layer_thickness", "atmosphere_mixed_layer_thickness"],
        ["blh", "hpbl", "mixing_height_m"],
    ),
    "friction_velocity_m_s": (["friction_velocity"], ["zust", "friction_velocity_m_s"]),
    "roughness_m": (["surface_roughness_length"], ["fsr", "roughness_m"]),
}
"""What may lie beside the wind, by its standard names and short names."""
_M_S = {"m s-1": 1.0, "m/s": 1.0, "m s**-1": 1.0, "ms-1": 1.0, "m s^-1": 1.0,
        "knots": 1852.0 / 3600.0, "knot": 1852.0 / 3600.0, "kt": 1852.0 / 3600.0,
        "km h-1": 1.0 / 3.6, "km/h": 1.0 / 3.6}  # fmt: skip
_LEVEL_NAMES = ("heightaboveground", "height", "level", "lev", "z", "altitude")
WANTED_HEIGHT_M = 10.0


@frozen(eq=False)
class Components:
    """The variables of a wind in one dataset.

    Attributes
    ----------
    eastward, northward : xarray.DataArray or None
    upward : xarray.DataArray or None
    speed, from_direction : xarray.DataArray or None
        Where there are no components.
    """

    eastward: Any | None
    northward: Any | None
    upward: Any | None
    speed: Any | None
    from_direction: Any | None

    @property
    def first(self) -> Any:
        """A variable that has the dimensions of the wind."""
        return self.eastward if self.eastward is not None else self.speed


def components_of(path: Path, data: Any) -> Components:
    """Return the wind of a dataset.

    Raises
    ------
    CaseError
        If there is none.
    """
    found = [_first(data, *one) for one in (EASTWARD, NORTHWARD, UPWARD, SPEED, DIRECTION)]
    eastward, northward, upward, speed, direction = found
    if eastward is not None and northward is not None:
        return Components(eastward, northward, upward, None, None)
    if speed is not None and direction is not None:
        return Components(None, None, None, speed, direction)
    raise missing(
        path,
        "wind",
        "eastward_wind and northward_wind, or wind_speed and wind_from_direction",
        "Give the variables of the wind these standard names (or u10 and v10).",
        data,
    )


def _first(data: Any, standard_names: Sequence[str], names: Sequence[str]) -> Any | None:
    """Return the variable, that at 10 m before others; CF's names before bare letters."""
    at_ten = variable_of(data, [], [name for name in names if "10" in name or name.endswith("as")])
    return at_ten if at_ten is not None else variable_of(data, standard_names, names)


def metres_per_second(path: Path, one: Any) -> float:
    """Return what the unit of a variable is in m/s.

    Raises
    ------
    CaseError
        If it is no unit of speed.
    """
    unit = " ".join(str(one.attrs.get("units", one.attrs.get("GRIB_units", ""))).split())
    if unit not in _M_S:
        raise CaseError.about(
            path,
            str(one.name),
            found=f"units {unit!r}",
            expected="a speed: " + ", ".join(_M_S),
            remedy="Give the variable its unit.",
        )
    return _M_S[unit]


def at_one_height(path: Path, data: Any, one: Any) -> tuple[Any, float]:
    """Return a variable at the height nearest to 10 m, and that height; NaN where none is told.

    Raises
    ------
    CaseError
        If it has levels that are no heights, or several members.
    """
    for name in one.dims:
        if one.sizes[name] > 1 and str(name).casefold() in ("number", "realization", "member"):
            raise CaseError.about(
                path,
                str(one.name),
                found=f"{one.sizes[name]} members",
                expected="one wind",
                remedy="Give the mean of the ensemble, or one member.",
            )
    level = next((name for name in one.dims if str(name).casefold() in _LEVEL_NAMES), None)
    if level is None:
        height = next(
            (data[name] for name in data.coords if str(name).casefold() in _LEVEL_NAMES[:2]), None
        )
        if height is not None and height.ndim == 0:
            return one, float(height)
        return one, WANTED_HEIGHT_M if "10" in str(one.name) else float("nan")
    heights = data[level]
    unit = str(heights.attrs.get("units", "")).strip()
    if unit not in ("m", "metre", "metres", "meter", "meters"):
        raise CaseError.about(
            path,
            str(level),
            found=f"levels in {unit or 'no unit'}",
            expected="heights above ground in m",
            remedy="Give the wind at 10 m above ground.",
        )
    values = np.asarray(heights.values, np.float64)
    nearest = int(np.argmin(np.abs(values - WANTED_HEIGHT_M)))
    return one.isel({level: nearest}), float(values[nearest])
