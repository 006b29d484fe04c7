"""Terrain as GeoTIFF."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio

from cathartes.errors import OutputError
from cathartes.io.terrain_raster import write_terrain

AFFINE = (60.0, 0.0, 500_000.0, 0.0, -60.0, 2_700_000.0)


def test_heights_and_their_place_come_back(tmp_path):
    heights = np.arange(12, dtype=np.float32).reshape(3, 4)
    path = write_terrain(tmp_path / "t.tif", heights, AFFINE, 32611, is_simulated=True)
    with rasterio.open(path) as file:
        np.testing.assert_array_equal(file.read(1), heights)
        assert tuple(file.transform)[:6] == AFFINE
        assert file.crs.to_epsg() == 32611
        assert file.tags()["IS_SIMULATED"] == "YES"


def test_a_folder_that_cannot_be_made_is_one_clear_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="place with enough room"):
        write_terrain(
            tmp_path / "file" / "t.tif", np.zeros((2, 2), np.float32), AFFINE, 32611,
            is_simulated=False,
        )  # fmt: skip
