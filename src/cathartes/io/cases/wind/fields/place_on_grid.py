"""From a field on a grid to its value at one place."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cathartes.errors import CaseError
from cathartes.io.cases.tables.netcdf_file import variable_of
from cathartes.io.cases.wind.need import WindNeed

Array = NDArray[np.float64]
EARTH_RADIUS_M = 6.371e6
WIDEST_SPACINGS = 1.5
"""A place further than this many spacings from the nearest cell is outside of the grid."""
NEAREST_STATION_M = 3e4


@frozen(eq=False)
class GridPlace:
    """Cells of a grid and their weights at a place.

    Attributes
    ----------
    cells : tuple of (mapping of dimension to index, weight)
    grid_angle : float
        Radians from east to the x axis of the grid, anticlockwise.
    is_field : bool
        Whether there were several cells to choose from.
    longitude, latitude : float
        Of the only or nearest cell; NaN where the file does not say.
    """

    cells: tuple[tuple[dict[str, int], float], ...]
    grid_angle: float = 0.0
    is_field: bool = True
    longitude: float = math.nan
    latitude: float = math.nan

    def take(self, one: Any) -> Any:
        """Return a variable at the place, without the dimensions of the grid."""
        total = None
        for index, weight in self.cells:
            part = one.isel({name: at for name, at in index.items() if name in one.dims})
            total = weight * part if total is None else total + weight * part
        return total


def place_on_grid(path: Path, data: Any, variable: Any, need: WindNeed) -> GridPlace:
    """Return where on the grid of a variable a case lies.

    Between four cells of a grid of longitudes and latitudes (or of projected axes) values are
    interpolated; on a curved grid, and of stations, the nearest is taken.

    Raises
    ------
    CaseError
        If the place is not known or outside of the grid.
    """
    longitude = variable_of(data, ["longitude"], ["longitude", "lon", "xlong", "nav_lon"])
    latitude = variable_of(data, ["latitude"], ["latitude", "lat", "xlat", "nav_lat"])
    if longitude is None or latitude is None:
        return _without_degrees(path, data, variable, need)
    longitude, latitude = _without_time(longitude), _without_time(latitude)
    spread = [name for name in (*longitude.dims, *latitude.dims) if name in variable.dims]
    if all(variable.sizes[name] == 1 for name in spread):
        index = {str(name): 0 for name in spread}
        return GridPlace(
            ((index, 1.0),),
            is_field=False,
            longitude=float(np.ravel(longitude.values)[0]),
            latitude=float(np.ravel(latitude.values)[0]),
        )
    _need_a_place(path, need)
    if longitude.ndim == latitude.ndim == 1 and longitude.dims != latitude.dims:
        east = np.asarray(longitude.values, np.float64)
        target = east.min() + (need.longitude - east.min()) % 360.0
        seam = 360.0 - float(np.ptp(east))
        if east.max() < target and seam < WIDEST_SPACINGS * np.ptp(east) / max(east.size - 1, 1):
            # A grid around the whole Earth goes on over its seam: the nearer side is taken.
            target = east.max() if target - east.max() < 0.5 * seam else east.min()
        cells = _between(path, longitude, target, latitude, need.latitude, need)
        return GridPlace(cells, longitude=need.longitude, latitude=need.latitude)
    return _nearest(path, longitude, latitude, need)


def _without_time(one: Any) -> Any:
    for name in one.dims:
        if str(name).casefold() in ("time", "valid_time", "step"):
            one = one.isel({name: 0})
    return one


def _need_a_place(path: Path, need: WindNeed) -> None:
    if not need.has_place:
        raise CaseError.about(
            path,
            "the place of the case",
            found=f"coordinates in {need.crs}, which may be anywhere",
            expected="a coordinate system that says where on the field the case lies",
            remedy='Give crs in case.json or --crs: "EPSG:...", or for local metres about a known '
            'point "+proj=aeqd +lat_0=51.1 +lon_0=-1.4 +units=m".',
        )


def _between(
    path: Path, first: Any, target: float, second: Any, other: float, need: WindNeed
) -> tuple[tuple[dict[str, int], float], ...]:
    """Return four cells around a place and their weights."""
    ends = []
    for axis, at in ((first, target), (second, other)):
        values = np.asarray(axis.values, np.float64)
        order = np.argsort(values)
        if values.size == 1:
            ends.append([(str(axis.dims[0]), 0, 1.0)])
            continue
        spacing = float(np.median(np.diff(values[order])))
        if not values.min() - 0.5 * spacing <= at <= values.max() + 0.5 * spacing:
            raise _outside(path, str(axis.name), values, at, need)
        place = float(np.interp(at, values[order], np.arange(values.size)))
        low = min(int(place), values.size - 2)
        share = place - low
        ends.append(
            [
                (str(axis.dims[0]), int(order[low]), 1.0 - share),
                (str(axis.dims[0]), int(order[low + 1]), share),
            ]
        )
    return tuple(
        ({one: at, two: other_at}, weight * other_weight)
        for one, at, weight in ends[0]
        for two, other_at, other_weight in ends[1]
        if weight * other_weight > 0.0
    )


def _outside(path: Path, name: str, values: Array, at: float, need: WindNeed) -> CaseError:
    return CaseError.about(
        path,
        name,
        found=f"{values.min():g} to {values.max():g}, while the sensors are at {at:g}",
        expected="a field around the place of the case",
        remedy="Give the field of the right area; look whether longitude and latitude (or easting "
        f"and northing) are exchanged, and whether {need.crs} is right.",
    )


def _nearest(path: Path, longitude: Any, latitude: Any, need: WindNeed) -> GridPlace:
    east = np.radians(np.asarray(longitude.values, np.float64))
    north = np.radians(np.asarray(latitude.values, np.float64))
    along = (east - math.radians(need.longitude) + math.pi) % (2.0 * math.pi) - math.pi
    distance = EARTH_RADIUS_M * np.hypot(
        along * math.cos(math.radians(need.latitude)), north - math.radians(need.latitude)
    )
    at = np.unravel_index(int(np.nanargmin(distance)), distance.shape)
    if distance.ndim == 1:
        reach, angle = NEAREST_STATION_M, 0.0
    else:
        line, sample = (int(one) for one in at)
        other = sample + 1 if sample + 1 < east.shape[1] else sample - 1
        sign = 1.0 if other > sample else -1.0
        d_east = (east[line, other] - east[line, sample]) * math.cos(north[line, sample]) * sign
        d_north = (north[line, other] - north[line, sample]) * sign
        angle = math.atan2(d_north, d_east)
        reach = WIDEST_SPACINGS * EARTH_RADIUS_M * math.hypot(d_east, d_north)
    if distance[at] > reach:
        raise CaseError.about(
            path,
            "the place of the case",
            found=f"{distance[at] / 1000.0:.0f} km from the nearest cell of the field, at "
            f"longitude {need.longitude:.4f} and latitude {need.latitude:.4f}",
            expected="a field around the place of the case",
            remedy="Give the field of the right area; look whether longitude and latitude are "
            "exchanged.",
        )
    index = {str(name): int(one) for name, one in zip(longitude.dims, at, strict=True)}
    return GridPlace(
        ((index, 1.0),),
        grid_angle=angle,
        longitude=float(np.degrees(east[at])),
        latitude=float(np.degrees(north[at])),
    )


def _without_degrees(path: Path, data: Any, variable: Any, need: WindNeed) -> GridPlace:
    """Return the place on a grid with projected axes, or of a series without a place."""
    x = variable_of(data, ["projection_x_coordinate"], ["x", "easting_m", "easting"])
    y = variable_of(data, ["projection_y_coordinate"], ["y", "northing_m", "northing"])
    if x is None or y is None or not {*x.dims, *y.dims} & set(variable.dims):
        return GridPlace((({}, 1.0),), is_field=False)
    mapping = variable.attrs.get("grid_mapping") or variable.encoding.get("grid_mapping")
    easting, northing, angle = need.easting_m, need.northing_m, 0.0
    if mapping in data.variables:
        from pyproj import CRS, Transformer
        from pyproj.exceptions import CRSError

        _need_a_place(path, need)
        try:
            crs = CRS.from_cf(data[mapping].attrs)
        except (CRSError, KeyError, ValueError) as error:
            raise CaseError.about(
                path,
                str(mapping),
                found=error,
                expected="a grid mapping as CF writes it",
                remedy="Give the field longitudes and latitudes of its cells.",
            ) from error
        to_grid = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
        easting, northing = to_grid.transform(need.longitude, need.latitude)
        back = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
        here, there = (back.transform(easting + step, northing) for step in (0.0, 1000.0))
        angle = math.atan2(
            there[1] - here[1], (there[0] - here[0]) * math.cos(math.radians(here[1]))
        )
        in_km = {"km": 1e-3, "kilometers": 1e-3, "kilometres": 1e-3}
        easting *= in_km.get(str(x.attrs.get("units", "m")), 1.0)
        northing *= in_km.get(str(y.attrs.get("units", "m")), 1.0)
    return GridPlace(_between(path, x, easting, y, northing, need), grid_angle=angle)
