"""Where the values were measured: ends of paths, and signs that coordinates are something else."""

from __future__ import annotations

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cathartes.errors import CaseError
from cathartes.io.cases.tables import Table
from cathartes.io.cases.tables.ground import check_metric, coordinate_system, is_local, to_metres
from cathartes.model.location.case import LOCAL_CRS

Array = NDArray[np.float64]
_AXES = ("easting", "northing", "height")
SHORTEST_PATH_M = 0.01
LEAST_EXTENT_M = 1.0
"""Sensors all within a metre: their coordinates are degrees, or there is nothing to locate."""
FINEST_M = 1e-3
"""Nobody surveys a sensor more finely than this; degrees are written so."""
HIGHEST_M, LOWEST_M = 20000.0, -1.0
_FAR_EXTENTS, _FAR_EXTENTS_OF_COARSE, _FAR_M = 10.0, 1.5, 100.0


def project_degrees(table: Table, crs: str | None) -> tuple[Table, str]:
    """Return a table with metres, from columns ``longitude``, ``latitude`` where it has no metres.

    Raises
    ------
    CaseError
        If the degrees are none, or the coordinate system is not known or not one of metres.
    """
    if crs is not None:
        check_metric(table.path, crs)
    has_degrees = "longitude" in table.columns and "latitude" in table.columns
    if not has_degrees or "easting_m" in table.columns:
        return table, crs or LOCAL_CRS
    columns = dict(table.columns)
    for end in ("", "2"):
        if f"longitude{end}" not in table.columns or f"latitude{end}" not in table.columns:
            continue
        columns[f"easting{end}_m"], columns[f"northing{end}_m"], crs = to_metres(
            table.path,
            table.number(f"longitude{end}"),
            table.number(f"latitude{end}"),
            coordinate_system(table.path, "EPSG:4326"),
            None if is_local(crs) else crs,
        )
    return evolve(table, columns=columns), crs or LOCAL_CRS


def ends_of(table: Table, told: list[str]) -> tuple[Array, Array]:
    """Return both ends of each row, (row, 3) float64; equal for a point.

    Raises
    ------
    CaseError
        If a coordinate is missing, a kind is not known, or metres are degrees.
    """
    begin = np.stack([table.number(f"{axis}_m") for axis in _AXES], axis=1)
    end = np.stack([table.number(f"{axis}2_m") for axis in _AXES], axis=1)
    kind = table.text("kind")
    is_path = np.array([one == "path" for one in kind])
    for row in np.flatnonzero(~is_path & np.array([one != "point" for one in kind])):
        raise CaseError.about(
            table.where(int(row)),
            "kind",
            found=repr(kind[int(row)]),
            expected="point or path",
            remedy="Name what the row is.",
        )
    ignored = ~is_path & np.isfinite(end[:, :2]).all(axis=1) & np.any(end != begin, axis=1)
    if ignored.any():
        told.append(
            f"{table.path.name}: {int(ignored.sum())} rows of kind point have a far end, which was "
            "not used; if they are paths, call them so."
        )
    end[~is_path] = begin[~is_path]
    known = np.isfinite(begin).all(axis=1) & np.isfinite(end).all(axis=1)
    needed = np.isfinite(table.number("value"))
    for row in np.flatnonzero(~known & needed):
        raise CaseError.about(
            table.where(int(row)),
            "position",
            found="a coordinate is missing",
            expected="easting_m, northing_m, height_m, for a path those of its far end too",
            remedy="Fill in where the sensor was, or remove the row.",
        )
    short = np.flatnonzero(
        is_path & needed & (np.linalg.norm(end - begin, axis=1) < SHORTEST_PATH_M)
    )
    if short.size:
        first = int(short[0])
        raise CaseError.about(
            table.where(first),
            "easting2_m, northing2_m, height2_m",
            found=f"a path with both ends at {begin[first, 0]:.10g}, {begin[first, 1]:.10g}",
            expected="two different ends: those of the beam, its reflector at the far one",
            remedy="Give the far end, or call the row a point.",
        )
    _check_heights(table, begin, end)
    _check_metres(table, begin[needed, :2], np.flatnonzero(needed))
    return begin, end


def _check_heights(table: Table, begin: Array, end: Array) -> None:
    height = np.stack([begin[:, 2], end[:, 2]], axis=1)
    for row in np.flatnonzero(np.any((height < LOWEST_M) | (height > HIGHEST_M), axis=1)):
        raise CaseError.about(
            table.where(int(row)),
            "height_m",
            found=f"{height[row, 0]:g}",
            expected="metres above ground",
            remedy="Give the height above ground, not above the sea or an ellipsoid, and leave a "
            "value without a place out.",
        )


def _check_metres(table: Table, place: Array, row: NDArray[np.int64]) -> None:
    """Refuse degrees that stand where metres belong, in all rows or in one of them."""
    if place.shape[0] == 0:
        return
    as_degrees = (np.abs(place[:, 0]) <= 180.0) & (np.abs(place[:, 1]) <= 90.0)
    fine = np.any(np.abs(place / FINEST_M - np.round(place / FINEST_M)) > 1e-3, axis=1)
    extent = float(np.ptp(place, axis=0).max())
    in_degrees = bool(as_degrees.all() and fine.any() and extent < LEAST_EXTENT_M)
    if in_degrees:
        first = int(row[int(np.argmax(fine))])
    else:
        suspects = np.flatnonzero(as_degrees & fine)
        others = ~(as_degrees & fine)
        if suspects.size == 0 or not others.any():
            return
        middle = np.median(place[others], axis=0)
        reach = float(np.abs(place[others] - middle).max())
        away = np.abs(place[suspects] - middle).max(axis=1)
        # Where nobody else wrote so finely, that alone is suspicious.
        extents = _FAR_EXTENTS if fine[others].any() else _FAR_EXTENTS_OF_COARSE
        far = suspects[away > extents * reach + _FAR_M]
        if far.size == 0:
            return
        first = int(row[far[0]])
    raise CaseError.about(
        table.where(first),
        "easting_m, northing_m",
        found=f"{table.shown('easting_m', first)}, {table.shown('northing_m', first)}, which look "
        "like degrees",
        expected="metres",
        remedy="Call the columns longitude and latitude to have degrees projected, or convert "
        "them.",
    )
