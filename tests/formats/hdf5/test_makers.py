"""What is peculiar to one maker's HDF5 layout."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
import pytest
from pyproj import CRS

from cathartes.errors import SceneError
from cathartes.io.scenes.hdf5 import aviris3, emit, hytes, tanager


@pytest.fixture
def written(products, cube, tmp_path):
    """Return a function that writes one maker's file."""
    return lambda name: products[name].write(tmp_path / f"{name}.h5", cube)


def test_emit_bands_it_calls_bad_are_bad_and_the_ground_has_its_height(written):
    scene = emit.open_scene(written("emit"))
    assert scene.good_bands.tolist() == [True, False, True, True, True]
    assert scene.ground_elevation_m == 812.0
    assert scene.file_format == "EMIT L1B"


def test_emit_of_the_first_releases_has_other_names(written):
    path = written("emit")
    with h5py.File(path, "a") as file:
        bands = file["sensor_band_parameters"]
        bands.move("wavelengths", "radiance_wl")
        bands.move("fwhm", "radiance_fwhm")
        del bands["good_wavelengths"], file["location/elev"]
    scene = emit.open_scene(path)
    assert scene.instrument.wavelength_um[0] == pytest.approx(0.381)
    assert scene.good_bands.all()
    assert scene.ground_elevation_m is None


def test_emit_without_widths_says_what_was_assumed(written):
    path = written("emit")
    with h5py.File(path, "a") as file:
        del file["sensor_band_parameters/fwhm"]
    scene = emit.open_scene(path)
    assert any("channel widths" in remark for remark in scene.remarks)
    np.testing.assert_allclose(scene.instrument.fwhm_um, 0.528, rtol=1e-3)


def test_emit_positions_that_are_fill_are_unknown(written):
    path = written("emit")
    with h5py.File(path, "a") as file:
        for name in ("location/lon", "location/lat"):
            file[name].attrs["_FillValue"] = -9999.0
            file[name][0] = -9999.0
    place = emit.open_scene(path).georeference
    assert np.isnan(place.longitude[0]).all()
    assert np.isfinite(place.longitude[1:]).all()


def test_tanager_pixels_outside_the_swath_are_nan(written, cube):
    path = written("tanager")
    with h5py.File(path, "a") as file:
        file["HDFEOS/SWATHS/HYP/Data Fields/nodata_pixels"][3:5, 2] = 1
    lines = tanager.open_scene(path).source.read(2, 9)
    outside = np.zeros((7, 7), bool)
    outside[1:3, 2] = True
    assert np.isnan(lines[outside]).all()
    assert np.isfinite(lines[~outside]).all()


def test_tanager_starts_with_its_first_line(written):
    path = written("tanager")
    with h5py.File(path, "a") as file:
        file["HDFEOS/SWATHS/HYP/Geolocation Fields/Time"][0] = -9999.0
    acquired_at = tanager.open_scene(path).acquired_at
    assert acquired_at.isoformat().startswith("2025-03-21T05:49:13.03")


STRUCTURE = """GROUP=SwathStructure
END_GROUP=SwathStructure
GROUP=GridStructure
\tGROUP=GRID_1
\t\tGridName="HYP"
\t\tBand=12
\t\tXDim={samples}
\t\tYDim={lines}
\t\tUpperLeftPointMtrs=(570300.00,3555450.00)
\t\tLowerRightMtrs=({east:.2f},{south:.2f})
\t\tProjection=HE5_GCTP_UTM
\t\tZoneCode={zone}
\t\tSphereCode=12
\t\tPixelRegistration=HE5_HDFE_CORNER
\t\tGridOrigin=HE5_HDFE_GD_UL
\tEND_GROUP=GRID_1
END_GROUP=GridStructure
END
"""


def make_ortho(path: Path, *, zone: int = 13, epsg: object = None, **more: object) -> Path:
    """Turn a basic product into an ortho one, with pixels of 30 m."""
    with h5py.File(path, "a") as file:
        file.move("HDFEOS/SWATHS", "HDFEOS/GRIDS")
        grid = file["HDFEOS/GRIDS/HYP"]
        _, lines, samples = grid["Data Fields/toa_radiance"].shape
        seconds = 1_742_536_153.0 + 0.03 * np.arange(lines)[:, None] + np.zeros(samples)
        seconds[0] = -9999.0
        grid["Data Fields/time"] = seconds
        del grid["Geolocation Fields"]
        if epsg is not None:
            grid.attrs["epsg_code"] = epsg
        facts = {"lines": lines, "samples": samples, "zone": zone, **more}
        corner = {"east": 570_300.0 + 30.0 * samples, "south": 3_555_450.0 - 30.0 * lines}
        told = STRUCTURE.format(**corner, **facts)
        del file["HDFEOS INFORMATION/StructMetadata.0"]
        file["HDFEOS INFORMATION/StructMetadata.0"] = np.bytes_(told) if epsg is None else told
    return path


@pytest.mark.parametrize(
    ("zone", "epsg", "code"),
    [(13, None, 32613), (-34, None, 32734), (13, 32612, 32612), (13, "32612", 32612)],
)
def test_tanager_ortho_product_lies_on_its_map_grid(written, cube, zone, epsg, code):
    path = make_ortho(written("tanager"), zone=zone, epsg=epsg)
    assert tanager.recognises(path)
    scene = tanager.open_scene(path)
    place = scene.georeference
    assert place.affine == (30.0, 0.0, 570300.0, 0.0, -30.0, 3555450.0)
    assert CRS.from_wkt(place.crs_wkt).to_epsg() == code
    assert scene.pixel_size_m == pytest.approx(30.0, rel=0.01)
    assert scene.acquired_at.isoformat().startswith("2025-03-21T05:49:13.03")
    np.testing.assert_allclose(scene.source.read(0, 3), cube[:3], rtol=1e-6)
    assert any("ortho product" in remark for remark in scene.remarks)


def test_tanager_ortho_product_without_its_structure_has_no_place(written):
    path = make_ortho(written("tanager"))
    with h5py.File(path, "a") as file:
        del file["HDFEOS INFORMATION/StructMetadata.0"]
    scene = tanager.open_scene(path)
    assert scene.georeference is None
    assert scene.pixel_size_m is None


@pytest.mark.parametrize(
    "wrong",
    [{"lines": 99}, {"epsg": 1}, {"epsg": "somewhere"}],
)
def test_tanager_ortho_product_that_contradicts_itself_is_refused(written, wrong):
    with pytest.raises(SceneError, match=r"StructMetadata|epsg_code"):
        tanager.open_scene(make_ortho(written("tanager"), **wrong))


def test_tanager_flags_of_another_length_are_refused(written):
    path = written("tanager")
    with h5py.File(path, "a") as file:
        radiance = file["HDFEOS/SWATHS/HYP/Data Fields/toa_radiance"]
        radiance.attrs["good_wavelengths"] = np.ones(4)
    with pytest.raises(SceneError, match="good_wavelengths"):
        tanager.open_scene(path)


def test_hytes_zero_is_no_data_and_its_widths_are_those_of_the_instrument(written, cube):
    path = written("hytes")
    with h5py.File(path, "a") as file:
        file["radiance_data"][4, 4] = 0.0
    scene = hytes.open_scene(path)
    assert np.isnan(scene.source.read(4, 5)[0, 4]).all()
    spacing = np.diff(scene.instrument.wavelength_um)[0]
    np.testing.assert_allclose(scene.instrument.fwhm_um, 1.75 * spacing)


def test_hytes_smile_is_told(written):
    path = written("hytes")
    with h5py.File(path, "a") as file:
        file["wave_matrix"][...] += np.linspace(-0.2, 0.2, 7)[:, np.newaxis]
    assert any("smile" in remark for remark in hytes.open_scene(path).remarks)


def test_hytes_without_positions_is_a_scene_in_pixel_coordinates(written):
    path = written("hytes")
    with h5py.File(path, "a") as file:
        del file["latitude"]
    scene = hytes.open_scene(path)
    assert scene.georeference is None
    assert any("no positions" in remark for remark in scene.remarks)


def test_aviris3_on_the_map_grid_lies_on_the_map_grid(written, cube):
    path = written("aviris3")
    with h5py.File(path, "a") as file:
        del file["geolocation_lookup_table"]
    scene = aviris3.open_scene(path)
    assert scene.georeference.affine == (5.0, 0.0, 399997.5, 0.0, -5.0, 3900002.5)
    assert "UTM zone 11N" in scene.georeference.crs_wkt
    assert scene.pixel_size_m == 5.0


@pytest.mark.parametrize("given", ["", "1 2 3", "0 0 0 0 0 0", "nan 5 0 0 0 -5", "a b c d e f"])
def test_aviris3_with_a_broken_map_grid_is_refused(written, given):
    path = written("aviris3")
    with h5py.File(path, "a") as file:
        del file["geolocation_lookup_table"]
        file["transverse_mercator"].attrs["GeoTransform"] = np.bytes_(given)
    with pytest.raises(SceneError, match="GeoTransform"):
        aviris3.open_scene(path)


@pytest.mark.parametrize("wkt", ["", "PROJCS[", "EPSG:4326; rm -rf /", "x" * 5000])
def test_aviris3_with_a_broken_coordinate_system_is_refused(written, wkt):
    path = written("aviris3")
    with h5py.File(path, "a") as file:
        file["transverse_mercator"].attrs["crs_wkt"] = np.bytes_(wkt)
    with pytest.raises(SceneError, match="crs_wkt"):
        aviris3.open_scene(path)


def test_aviris3_without_any_map_is_a_scene_in_pixel_coordinates(written):
    path = written("aviris3")
    with h5py.File(path, "a") as file:
        del file["geolocation_lookup_table"], file["transverse_mercator"]
    scene = aviris3.open_scene(path)
    assert scene.georeference is None
    assert any("neither" in remark for remark in scene.remarks)


def test_tall_chunks_are_told_to_the_person(products, tmp_path):
    big = np.ones((64, 4, 4), np.float32)
    path = products["tanager"].write(tmp_path / "a.h5", big, chunks=(1, 64, 4))
    assert not any("h5repack" in remark for remark in tanager.open_scene(path).remarks)
    from cathartes.io.scenes.hdf5.cube_source import Hdf5Cube, chunk_remark

    name = products["tanager"].dataset
    slow = Hdf5Cube(path, name, (1, 2, 0), budget_bytes=10 * 64)
    assert slow.readings_per_chunk == 7
    assert "7 times" in chunk_remark(slow)[0]
