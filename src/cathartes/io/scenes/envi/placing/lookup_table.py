"""Image pixel of each map cell (glt), turned round to the map position of each pixel."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cathartes.errors import SceneError
from cathartes.io.scenes.envi.placing.companion import read_bands
from cathartes.io.scenes.envi.placing.map_info import MapInfo, map_positions, read_map_info
from cathartes.io.scenes.envi.placing.positions import to_degrees
from cathartes.io.scenes.swath import swath_georeference
from cathartes.model import Georeference

ENDINGS = ("_glt", ".glt", "_GLT")


def place_by_table(
    path: Path, shape: tuple[int, int], _: MapInfo | None
) -> tuple[Georeference | None, float | None, tuple[str, ...]]:
    """Read the table; a pixel lies at the mean of the cells that show it.

    Raises
    ------
    SceneError
        If it belongs to another image.
    """
    header, (sample, line) = read_bands(path, 2, None)
    own = read_map_info(header)
    if own is None or own.crs_wkt is None:
        return (
            None,
            None if own is None else own.pixel_size_m,
            (f"{path.name} does not name its map; results are in pixel coordinates.",),
        )
    lines, samples = shape
    with np.errstate(invalid="ignore"):
        # Negative numbers fill gaps of the map with a neighbour: they say nothing of places.
        is_own = (line >= 1) & (line <= lines) & (sample >= 1) & (sample <= samples)
        beyond = bool((np.abs(line) > lines).any() or (np.abs(sample) > samples).any())
    if beyond or not is_own.any():
        raise SceneError.about(
            path,
            "lookup table",
            found=f"lines up to {np.nanmax(np.abs(line)):g}, "
            f"samples up to {np.nanmax(np.abs(sample)):g}",
            expected=f"1 to {lines} lines and 1 to {samples} samples",
            remedy="This table belongs to another image; remove it or fetch the right one.",
        )
    row, column = np.nonzero(is_own)
    pixel = (line[is_own].astype(np.int64) - 1) * samples + sample[is_own].astype(np.int64) - 1
    count = np.bincount(pixel, minlength=lines * samples)
    centre_sample, centre_line = column.astype(np.float64) + 0.5, row.astype(np.float64) + 0.5
    mean = []
    for coordinate in map_positions(own.affine, centre_sample, centre_line):
        total = np.bincount(pixel, weights=coordinate, minlength=lines * samples)
        mean.append((total / np.where(count, count, np.nan)).reshape(shape))
    longitude, latitude = to_degrees(path, own.crs_wkt, mean[0], mean[1])
    return swath_georeference(path, "lookup table", longitude, latitude)
