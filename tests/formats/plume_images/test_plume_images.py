from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
import xarray
from pyproj import CRS
from rasterio.transform import Affine

from cathartes.errors import CaseError
from cathartes.io.plume_images import read_plume_images, read_plume_raster
from cathartes.io.results.detection_netcdf import write_detection
from cathartes.io.results.plumes_geojson import write_plumes
from cathartes.model.location.plume_image import kg_m2_per_ppm_m
from cathartes.model.scene import Georeference
from tests.made_detections import make_detection

MASSES = {
    "ethyl acetate": 88.1,
    "acetone": 58.1,
    "SF6": 146.06,
    "toluene": 92.1,
    "unknown": float("nan"),
}
PLACE = Georeference(crs_wkt=CRS.from_epsg(32613).to_wkt(), affine=(4.0, 0.0, 5e5, 0.0, -4.0, 4e6))


def detected(folder: Path, georeference: Georeference | None) -> Path:
    detection = make_detection()
    write_detection(folder / "detection.nc", detection, georeference)
    write_plumes(folder / "plumes.geojson", detection, georeference)
    return folder


def test_a_detection_comes_back_as_one_image_for_each_gas(tmp_path: Path) -> None:
    images = read_plume_images(detected(tmp_path, PLACE), molar_mass_g_per_mol=MASSES, time_s=9.0)
    detection = make_detection()
    assert len({image.gas for image in images}) == len(images) >= 3
    for image in images:
        assert image.affine == PLACE.affine
        assert image.time_s == 9.0
        assert image.plume_label is not None
        # A column is only where the gas's plumes are.
        assert not np.isfinite(image.column_ppm_m[image.plume_label == 0]).any()
        if image.gas in detection.column:
            inside = np.isfinite(image.column_ppm_m)
            np.testing.assert_allclose(
                image.column_ppm_m[inside], detection.column[image.gas][inside], rtol=1e-6
            )


def test_a_gas_without_molar_mass_and_a_scene_without_size_are_refused(tmp_path: Path) -> None:
    folder = detected(tmp_path, None)
    with pytest.raises(CaseError, match="molar mass"):
        read_plume_images(folder, molar_mass_g_per_mol={}, pixel_size_m=2.0)
    with pytest.raises(CaseError, match="size of a pixel"):
        read_plume_images(folder, molar_mass_g_per_mol=MASSES)
    assert read_plume_images(folder, molar_mass_g_per_mol=MASSES, pixel_size_m=2.0)


def write_geotiff(path: Path, values: np.ndarray, crs: str = "EPSG:32613") -> Path:
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=values.shape[0],
        width=values.shape[1],
        count=1,
        dtype="float32",
        crs=crs,
        transform=Affine(*((30.0, 0.0, 5e5, 0.0, -30.0, 4e6) if crs != "EPSG:4326" else DEGREES)),
        nodata=-9999.0,
    ) as file:
        file.write(values.astype(np.float32), 1)
    return path


DEGREES = (3e-4, 0.0, -105.0, 0.0, -3e-4, 40.0)


def test_a_geotiff_is_read_with_its_place_fill_and_unit(tmp_path: Path) -> None:
    values = np.random.default_rng(1).normal(0.0, 50.0, (40, 50))
    values[0, 0] = -9999.0
    path = write_geotiff(tmp_path / "columns.tif", values)
    image = read_plume_raster(path, "methane", 16.043)
    assert np.isnan(image.column_ppm_m[0, 0])
    assert image.pixel_size_m == pytest.approx(30.0)
    assert image.column_std_ppm_m[5, 5] == pytest.approx(50.0, rel=0.15)
    in_mass = read_plume_raster(path, "methane", 16.043, unit="kg m-2")
    expected = image.column_ppm_m[5, 5] / kg_m2_per_ppm_m(16.043)
    assert in_mass.column_ppm_m[5, 5] == pytest.approx(expected)
    with pytest.raises(CaseError, match="unit"):
        read_plume_raster(path, "methane", 16.043, unit="ppb")


def test_a_raster_in_degrees_is_put_on_metres(tmp_path: Path) -> None:
    path = write_geotiff(tmp_path / "degrees.tif", np.ones((40, 50)), "EPSG:4326")
    image = read_plume_raster(path, "methane", 16.043, column_std=1.0)
    assert image.crs == "EPSG:32613"
    # 3e-4 degrees at 40 degrees north: 25.6 m east, 33.3 m north.
    assert image.pixel_size_m == pytest.approx(np.sqrt(25.6 * 33.3), rel=0.01)


def test_a_netcdf_map_is_read_by_its_variable(tmp_path: Path) -> None:
    path = tmp_path / "columns.nc"
    values = np.arange(20.0).reshape(4, 5)
    xarray.Dataset(
        {"plume": (("lat", "lon"), values, {"units": "ppm m"}), "other": (("lat", "lon"), values)},
        {"lat": 40.0 - 3e-4 * np.arange(4), "lon": -105.0 + 3e-4 * np.arange(5)},
    ).to_netcdf(path, engine="h5netcdf")
    image = read_plume_raster(path, "methane", 16.043, variable="plume", column_std=2.0)
    np.testing.assert_array_equal(image.column_ppm_m, values)
    with pytest.raises(CaseError, match="variable"):
        read_plume_raster(path, "methane", 16.043)


def test_a_broken_raster_is_refused_in_one_paragraph(tmp_path: Path) -> None:
    path = tmp_path / "broken.tif"
    path.write_bytes(b"nothing")
    with pytest.raises(CaseError, match=r"broken.tif") as caught:
        read_plume_raster(path, "methane", 16.043)
    assert "\n" not in str(caught.value)
