"""Map info, position files and lookup tables put pixels where they belong."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio
from pyproj import Transformer

from cathartes.errors import SceneError
from cathartes.io.results.placement import place_points
from cathartes.io.scenes.envi import write_envi
from cathartes.io.scenes.readers import read_scene

UNIT = {"data units": "W m-2 sr-1 um-1"}
LINES, SAMPLES = 11, 13
TO_DEGREES = Transformer.from_crs("EPSG:32613", "EPSG:4326", always_xy=True)


def utm(*, rotation: float = 0.0, size=(2.0, 2.0), at=(368_000.0, 4_420_000.0), tie=(1, 1)):
    return [
        "UTM", *tie, *at, *size, 13, "North", "WGS-84", "units=Meters", f"rotation={rotation}"
    ]  # fmt: skip


def place(scene, sample: float, line: float) -> tuple[float, float]:
    longitude, latitude = place_points(scene.georeference, [sample], [line])
    return float(longitude[0]), float(latitude[0])


def rotated_grid() -> tuple[np.ndarray, np.ndarray]:
    """Easting and northing of pixel centres, 2 m apart, the flight line turned by 30 degrees."""
    line, sample = np.mgrid[:LINES, :SAMPLES]
    cosine, sine = np.cos(np.pi / 6), np.sin(np.pi / 6)
    east = 368_000.0 + 2.0 * (cosine * sample + sine * line)
    north = 4_420_000.0 + 2.0 * (sine * sample - cosine * line)
    return east, north


@pytest.mark.parametrize("rotation", [0.0, 30.0, -75.5, 170.0])
def test_map_info_agrees_with_gdal(write, rotation):
    image = write(extra={**UNIT, "map info": utm(rotation=rotation)})
    scene = read_scene(image)
    with rasterio.open(image) as dataset:
        np.testing.assert_allclose(scene.georeference.affine, dataset.transform[:6], atol=1e-6)
        assert dataset.crs.to_epsg() == 32613
    assert "UTM zone 13N" in scene.georeference.crs_wkt


def test_the_reference_pixel_may_be_any_and_counts_from_one_at_its_corner(write):
    image = write(extra={**UNIT, "map info": utm(tie=(2.5, 4.5), size=(2.0, 3.0))})
    scene = read_scene(image)
    expected = TO_DEGREES.transform(368_000.0, 4_420_000.0)
    np.testing.assert_allclose(place(scene, 1, 3), expected, atol=1e-9)
    assert scene.pixel_size_m == pytest.approx(np.sqrt(6.0))


def test_degrees_give_a_pixel_size_in_metres(write):
    info = ["Geographic Lat/Lon", 1, 1, -106.0, 40.0, 1e-5, 1e-5, "WGS-84", "units=Degrees"]
    scene = read_scene(write(extra={**UNIT, "map info": info}))
    np.testing.assert_allclose(place(scene, -0.5, -0.5), (-106.0, 40.0), atol=1e-9)
    # A degree at 40 north: 85.4 km by 111.0 km.
    assert scene.pixel_size_m == pytest.approx(np.sqrt(0.854 * 1.110), rel=1e-3)


def test_a_coordinate_system_string_goes_before_the_name_of_the_projection(write):
    from pyproj import CRS

    wkt = CRS.from_epsg(3413).to_wkt("WKT1_ESRI")
    info = ["Polar Stereographic", 1, 1, 1000.0, -2000.0, 30.0, 30.0, "units=Meters"]
    image = write(extra={**UNIT, "map info": info, "coordinate system string": "{" + wkt + "}"})
    expected = Transformer.from_crs(3413, 4326, always_xy=True).transform(1015.0, -2015.0)
    np.testing.assert_allclose(place(read_scene(image), 0, 0), expected, atol=1e-6)


def test_an_unknown_projection_leaves_pixel_coordinates_and_the_pixel_size(write):
    info = ["Arbitrary", 1, 1, 0.0, 0.0, 1.5, 1.5, 0, "North", "units=Meters"]
    scene = read_scene(write(extra={**UNIT, "map info": info}))
    assert scene.georeference is None
    assert scene.pixel_size_m == 1.5
    assert any("is not understood" in remark for remark in scene.remarks)


@pytest.mark.parametrize("name", ["scene_igm", "scene.igm", "scene_igm.img", "scene_loc"])
@pytest.mark.parametrize("interleave", ["bsq", "bil", "bip"])
def test_positions_in_degrees_are_read_from_the_igm(write, tmp_path, name, interleave):
    longitude, latitude = TO_DEGREES.transform(*rotated_grid())
    igm = np.stack([longitude, latitude, np.full_like(latitude, 1600.0)], axis=2)
    igm[0, 0, :2] = -9999.0
    image = write()
    write_envi(tmp_path / name, igm, interleave=interleave, dtype=np.float64)
    scene = read_scene(image)
    np.testing.assert_allclose(scene.georeference.longitude[3:], longitude[3:], atol=1e-12)
    np.testing.assert_allclose(scene.georeference.latitude[3:], latitude[3:], atol=1e-12)
    assert np.isnan(scene.georeference.latitude[0, 0])
    assert scene.pixel_size_m == pytest.approx(2.0, rel=5e-3)
    assert name in [one.name for one in scene.inputs]


def test_positions_on_a_map_are_converted_by_the_map_info_of_either_file(write, tmp_path):
    east, north = rotated_grid()
    igm = np.stack([east, north], axis=2)
    expected = TO_DEGREES.transform(east[4, 5], north[4, 5])
    own = write_envi(tmp_path / "scene_igm", igm, dtype=np.float64, extra={"map info": utm()})
    np.testing.assert_allclose(place(read_scene(write()), 5, 4), expected, atol=1e-9)
    for path in own:
        path.unlink()
    write_envi(tmp_path / "scene_igm", igm, dtype=np.float64)
    image = write(extra={**UNIT, "map info": utm(rotation=12)})
    np.testing.assert_allclose(place(read_scene(image), 5, 4), expected, atol=1e-9)


def test_positions_on_an_unnamed_map_still_give_the_pixel_size(write, tmp_path):
    write_envi(tmp_path / "scene_igm", np.stack(rotated_grid(), axis=2), dtype=np.float64)
    scene = read_scene(write())
    assert scene.georeference is None
    assert scene.pixel_size_m == pytest.approx(2.0)
    assert any("does not name" in remark for remark in scene.remarks)


def test_the_name_of_the_igm_may_replace_the_ending_of_the_image(write, tmp_path):
    longitude, latitude = TO_DEGREES.transform(*rotated_grid())
    write_envi(tmp_path / "ang_igm", np.stack([longitude, latitude], axis=2), dtype=np.float64)
    assert read_scene(write(name="ang_img")).georeference is not None


def test_a_lookup_table_is_turned_round_into_positions(write, tmp_path):
    """A map of 1 m cells shows each 2 m pixel four times, at the mean of its cells."""
    rows, columns = np.mgrid[: 2 * LINES, : 2 * SAMPLES]
    glt = np.stack([columns // 2 + 1, rows // 2 + 1], axis=2)
    glt[:2] *= -1  # the first line is only there as infill: it has no place of its own
    glt[-1, -1] = 0
    write_envi(
        tmp_path / "scene_glt", glt, dtype=np.int32, extra={"map info": utm(size=(1.0, 1.0))}
    )
    scene = read_scene(write())
    expected = TO_DEGREES.transform(368_000.0 + 2 * 5 + 1.0, 4_420_000.0 - 2 * 4 - 1.0)
    np.testing.assert_allclose(place(scene, 5, 4), expected, atol=1e-9)
    assert np.isnan(scene.georeference.latitude[0]).all()
    assert np.isfinite(scene.georeference.latitude[1:]).all()
    assert scene.pixel_size_m == pytest.approx(2.0, rel=5e-3)


def test_a_lookup_table_without_a_map_leaves_pixel_coordinates(write, tmp_path):
    glt = np.ones((4, 4, 2), np.int32)
    write_envi(tmp_path / "scene_glt", glt, dtype=np.int32)
    scene = read_scene(write())
    assert scene.georeference is None
    assert any("does not name its map" in remark for remark in scene.remarks)


@pytest.mark.parametrize(
    ("name", "cube", "told"),
    [
        ("scene_igm", np.ones((LINES, SAMPLES - 1, 2)), "another image"),
        ("scene_igm", np.ones((LINES, SAMPLES, 1)), "another image"),
        ("scene_glt", np.full((20, 20, 2), 400.0), "another image"),
        ("scene_glt", np.zeros((20, 20, 2)), "another image"),
    ],
)
def test_position_files_of_another_image_are_refused(write, tmp_path, name, cube, told):
    write_envi(tmp_path / name, cube, dtype=np.float64, extra={"map info": utm()})
    with pytest.raises(SceneError, match=told):
        read_scene(write())


def test_positions_that_are_all_fill_are_no_positions(write, tmp_path):
    write_envi(tmp_path / "scene_igm", np.full((LINES, SAMPLES, 2), -9999.0), dtype=np.float64)
    scene = read_scene(write())
    assert scene.georeference is None
    assert any("no position for any pixel" in remark for remark in scene.remarks)


def test_a_truncated_igm_is_told(write, tmp_path):
    path, _ = write_envi(tmp_path / "scene_igm", np.ones((LINES, SAMPLES, 2)), dtype=np.float64)
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(SceneError, match=r"scene_igm: file size"):
        read_scene(write())
