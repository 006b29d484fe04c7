"""Concentrations as sensed: points, paths and moving platforms are one table."""

from __future__ import annotations

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

MASS_UNIT = "mg m-3"
MOLE_FRACTION_UNIT = "ppm"


@frozen(eq=False)
class Observations:
    """Mean concentrations over intervals of time, at a point or along a straight path.

    Attributes
    ----------
    time_s : (observation,) float64
        Start of the averaging interval, seconds since 1970-01-01 UTC; never decreasing.
    averaging_s : (observation,) float64
        Length of the interval.
    sensor : (observation,) int32
        Index into ``sensor_names``.
    sensor_names : tuple of str
    gas : (observation,) int32
        Index into ``SourceCase.gases``.
    begin_m, end_m : (observation, 3) float64
        Easting, northing, height above ground of both ends of the path; equal for a point.
    value : (observation,) float64
        Mean along the path; ppm or mg m-3, see ``unit``. Finite: missing values are left out.
    value_std : (observation,) float64
        One standard deviation of the instrument's mean, no model error in it; NaN if unknown.
    unit : str
        ``"ppm"`` or ``"mg m-3"``, of all values.
    kg_m3_per_unit : (observation,) float64
        What one unit of ``value`` is in kg of the gas in a cubic metre of this air.
    response_s : (observation,) float64
        First-order response time of the instrument, 0 where it is fast.
    """

    time_s: NDArray[np.float64]
    averaging_s: NDArray[np.float64]
    sensor: NDArray[np.int32]
    sensor_names: tuple[str, ...]
    gas: NDArray[np.int32]
    begin_m: NDArray[np.float64]
    end_m: NDArray[np.float64]
    value: NDArray[np.float64]
    value_std: NDArray[np.float64]
    unit: str
    kg_m3_per_unit: NDArray[np.float64]
    response_s: NDArray[np.float64]

    @property
    def size(self) -> int:
        """Number of observations."""
        return int(self.value.size)

    @property
    def is_path(self) -> NDArray[np.bool_]:
        """Whether each is a path, (observation,)."""
        return np.asarray(np.any(self.begin_m != self.end_m, axis=1))

    def take(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> Observations:
        """Return some of the observations, in the order of the table; names are all kept."""
        index = np.flatnonzero(chosen) if chosen.dtype == bool else np.sort(chosen)
        return Observations(
            time_s=self.time_s[index],
            averaging_s=self.averaging_s[index],
            sensor=self.sensor[index],
            sensor_names=self.sensor_names,
            gas=self.gas[index],
            begin_m=self.begin_m[index],
            end_m=self.end_m[index],
            value=self.value[index],
            value_std=self.value_std[index],
            unit=self.unit,
            kg_m3_per_unit=self.kg_m3_per_unit[index],
            response_s=self.response_s[index],
        )


@frozen
class GasOfCase:
    """A gas that was sensed.

    Attributes
    ----------
    name : str
    molar_mass_g_per_mol : float
    """

    name: str
    molar_mass_g_per_mol: float = field(converter=float)
