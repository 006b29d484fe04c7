"""Terrain as GeoTIFF: heights above mean sea level on a north-up grid."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cathartes.io.atomic import replace_file


def write_terrain(
    path: Path,
    height_m: NDArray[np.float32],
    affine: tuple[float, float, float, float, float, float],
    epsg: int,
    *,
    is_simulated: bool,
) -> Path:
    """Write heights as a GeoTIFF of one band.

    Parameters
    ----------
    path : Path
    height_m : (row, column) float32
        Above mean sea level; rows from north to south.
    affine : tuple of 6 float
        Cell corners to map coordinates, in rasterio's order.
    epsg : int
        Of the coordinate system.
    is_simulated : bool
        Kept as the tag ``IS_SIMULATED``.

    Returns
    -------
    Path
        Of the file.

    Raises
    ------
    OutputError
        If it cannot be written; no half file is left.
    """
    import rasterio
    from rasterio.transform import Affine

    rows, columns = height_m.shape
    with (
        replace_file(Path(path)) as unfinished,
        rasterio.open(
            unfinished,
            "w",
            driver="GTiff",
            width=columns,
            height=rows,
            count=1,
            dtype="float32",
            crs=f"EPSG:{epsg}",
            transform=Affine(*affine),
            compress="deflate",
        ) as file,
    ):
        file.write(np.asarray(height_m, np.float32), 1)
        file.set_band_description(1, "height above mean sea level, m")
        file.update_tags(IS_SIMULATED="YES" if is_simulated else "NO")
    return Path(path)
