"""Plumes as GeoJSON: exact names, places, winding, and what cannot be placed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from attrs import asdict, evolve
from hypothesis import given
from hypothesis import strategies as st
from rasterio.features import rasterize
from shapely.geometry import shape

from cathartes.errors import InputError, OutputError
from cathartes.io.results.outline import ground_outline, pixel_outline
from cathartes.io.results.placement import place_points
from cathartes.io.results.plumes_geojson import read_plumes, write_plumes
from cathartes.model import Detection, Georeference
from tests.made_detections import SHAPE, make_detection, swath_georeference, utm_georeference

NAMES_OF_THE_CONTRACT = {
    "plume_id",
    "gas",
    "group",
    "gas_probabilities",
    "score",
    "false_alarm_rate",
    "pixel_polygon",
    "head_line",
    "head_sample",
    "head_std_m",
    "column_mean_ppm_m",
    "column_std_ppm_m",
    "column_max_ppm_m",
    "column_below_ppm_m",
    "n_pixels",
}


@pytest.fixture(scope="module")
def detection() -> Detection:
    return make_detection()


def written(path: Path, detection: Detection, georeference: Georeference | None) -> dict:
    write_plumes(path, detection, georeference)
    return json.loads(path.read_text())


def test_each_plume_is_a_feature_with_the_promised_names(
    tmp_path: Path, detection: Detection
) -> None:
    collection = written(tmp_path / "plumes.geojson", detection, utm_georeference())
    assert collection["type"] == "FeatureCollection"
    assert [one["properties"]["plume_id"] for one in collection["features"]] == [1, 2, 3, 4]
    for feature in collection["features"]:
        assert set(feature["properties"]) >= NAMES_OF_THE_CONTRACT
        assert feature["properties"]["georeferenced"] is True


def test_a_georeferenced_outline_covers_exactly_the_plumes_pixels(
    tmp_path: Path, detection: Detection
) -> None:
    from pyproj import Transformer

    georeference = utm_georeference(rotated=True)
    collection = written(tmp_path / "plumes.geojson", detection, georeference)
    a, b, c, d, e, f = georeference.affine
    to_grid = Transformer.from_crs("EPSG:4326", georeference.crs_wkt, always_xy=True)
    into_pixels = np.linalg.inv(np.array([[a, b], [d, e]]))

    def pixels_of(points: np.ndarray) -> np.ndarray:
        easting, northing = to_grid.transform(points[:, 0], points[:, 1])
        return np.stack([easting - c, northing - f], axis=1) @ into_pixels.T

    for feature, plume in zip(collection["features"], detection.plumes, strict=True):
        in_pixels = shapely.transform(shape(feature["geometry"]), pixels_of)
        burnt = rasterize([(in_pixels, 1)], out_shape=detection.shape).astype(bool)
        expected = rasterize(
            [(shapely.Polygon(plume.pixel_polygon), 1)], out_shape=detection.shape
        ).astype(bool)
        assert (burnt == expected).all()


def test_without_georeference_the_geometry_is_in_pixels_and_says_so(
    tmp_path: Path, detection: Detection
) -> None:
    collection = written(tmp_path / "plumes.geojson", detection, None)
    assert collection["georeferenced"] is False
    for feature, plume in zip(collection["features"], detection.plumes, strict=True):
        assert feature["properties"]["georeferenced"] is False
        assert feature["properties"]["head_longitude"] is None
        outline = shapely.Polygon(plume.pixel_polygon)
        assert shape(feature["geometry"]).equals(outline)


@pytest.mark.parametrize(
    "georeference", [None, utm_georeference(rotated=True), swath_georeference()]
)
def test_outer_rings_turn_counterclockwise(
    tmp_path: Path, detection: Detection, georeference: Georeference | None
) -> None:
    collection = written(tmp_path / "plumes.geojson", detection, georeference)
    for feature in collection["features"]:
        geometry = shape(feature["geometry"])
        assert geometry.is_valid
        for part in shapely.get_parts(geometry):
            assert part.exterior.is_ccw
            assert not any(hole.is_ccw for hole in part.interiors)


def test_the_head_of_a_plume_has_its_longitude_and_latitude(
    tmp_path: Path, detection: Detection
) -> None:
    collection = written(tmp_path / "plumes.geojson", detection, swath_georeference())
    plume, found = detection.plumes[0], collection["features"][0]["properties"]
    expected = -105.0 + 2e-5 * plume.head_sample + 0.4e-5 * plume.head_line
    assert found["head_longitude"] == pytest.approx(expected, abs=2e-8)
    expected = 25.0 - 1.8e-5 * plume.head_line + 0.3e-5 * plume.head_sample
    assert found["head_latitude"] == pytest.approx(expected, abs=2e-8)


def test_plumes_come_back_as_they_were_but_for_their_spectra(
    tmp_path: Path, detection: Detection
) -> None:
    path = tmp_path / "plumes.geojson"
    write_plumes(path, detection)
    for found, plume in zip(read_plumes(path), detection.plumes, strict=True):
        assert (found.pixel_polygon == plume.pixel_polygon).all()
        assert found.spectrum.wavelength_um.size == 0
        kept = asdict(evolve(found, pixel_polygon=0, spectrum=0), recurse=False)
        assert kept == asdict(evolve(plume, pixel_polygon=0, spectrum=0), recurse=False)


def test_a_scene_without_plumes_is_an_empty_collection(tmp_path: Path) -> None:
    path = tmp_path / "plumes.geojson"
    collection = written(path, make_detection(n_plumes=0), None)
    assert collection["features"] == []
    assert read_plumes(path) == ()


def test_numbers_that_are_none_become_null_not_nan(tmp_path: Path, detection: Detection) -> None:
    vague = evolve(detection.plumes[0], head_std_m=float("nan"), column_mean_ppm_m=None)
    path = tmp_path / "plumes.geojson"
    write_plumes(path, evolve(detection, plumes=(vague,)))
    assert "NaN" not in path.read_text()
    found = json.loads(path.read_text())["features"][0]["properties"]
    assert found["head_std_m"] is None
    assert found["column_mean_ppm_m"] is None


def test_what_a_column_is_below_comes_back_and_is_none_in_older_files(
    tmp_path: Path, detection: Detection
) -> None:
    bounded = evolve(detection.plumes[0], column_mean_ppm_m=None, column_below_ppm_m=34.0)
    path = tmp_path / "plumes.geojson"
    collection = written(path, evolve(detection, plumes=(bounded,)), None)
    assert read_plumes(path)[0].column_below_ppm_m == 34.0
    del collection["features"][0]["properties"]["column_below_ppm_m"]
    path.write_text(json.dumps(collection))
    assert read_plumes(path)[0].column_below_ppm_m is None


def test_a_plume_where_the_scene_has_no_position_has_no_geometry_and_says_why(
    tmp_path: Path, detection: Detection
) -> None:
    georeference = swath_georeference()
    longitude = georeference.longitude.copy()
    longitude[40:] = np.nan
    features = written(
        tmp_path / "plumes.geojson", detection, evolve(georeference, longitude=longitude)
    )["features"]
    assert features[0]["geometry"] is None
    assert any("pixel_polygon" in remark for remark in features[0]["properties"]["remarks"])
    assert features[2]["geometry"] is not None


def test_an_outline_across_the_antimeridian_is_cut_in_two() -> None:
    square = np.array([[10, 10], [30, 10], [30, 20], [10, 20], [10, 10]], dtype=float)
    georeference = swath_georeference(west=180.0 - 20 * 2e-5)
    outline = shape(ground_outline(square, georeference))
    assert outline.geom_type == "MultiPolygon"
    west, south, east, north = outline.bounds
    assert (west, east) == (-180.0, 180.0)
    inland = shape(ground_outline(square, swath_georeference()))
    assert outline.area == pytest.approx(inland.area, rel=1e-3)
    assert north - south < 1e-3


def test_a_ring_that_touches_itself_becomes_valid() -> None:
    bowtie = np.array([[0, 0], [4, 4], [4, 0], [0, 4], [0, 0]], dtype=float)
    outline = shape(pixel_outline(bowtie))
    assert outline.is_valid
    assert outline.area == pytest.approx(8.0)
    assert pixel_outline(np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 0.0]])) is None


@given(
    sample=st.floats(-0.5, SHAPE[1] - 0.5),
    line=st.floats(-0.5, SHAPE[0] - 0.5),
    west=st.sampled_from([-105.0, 179.9995, -180.0]),
)
def test_lookup_grids_place_every_point_between_and_beside_their_centres(
    sample: float, line: float, west: float
) -> None:
    longitude, latitude = place_points(swath_georeference(west=west), sample, line)
    expected = west + 2e-5 * sample + 0.4e-5 * line
    assert (longitude[0] - expected + 180.0) % 360.0 - 180.0 == pytest.approx(0.0, abs=1e-9)
    assert latitude[0] == pytest.approx(25.0 - 1.8e-5 * line + 0.3e-5 * sample, abs=1e-9)


def test_points_beside_fill_are_placed_by_their_known_neighbours() -> None:
    georeference = swath_georeference()
    longitude = georeference.longitude.copy()
    longitude[:, 50:] = np.nan
    holed = evolve(georeference, longitude=longitude)
    found, _ = place_points(holed, [49.5, 60.0], [80.0, 80.0])
    assert found[0] == pytest.approx(-105.0 + 2e-5 * 49.5 + 0.4e-5 * 80.0, abs=1e-9)
    assert np.isnan(found[1])


@pytest.mark.parametrize(
    "text", ["", "[1, 2]", '{"features": 3}', '{"features": [{"properties": {"plume_id": 1}}]}']
)
def test_what_is_not_ours_is_refused_with_the_files_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "plumes.geojson"
    path.write_text(text)
    with pytest.raises(InputError, match=r"plumes\.geojson.*expected"):
        read_plumes(path)


def test_a_file_that_cannot_be_written_leaves_the_old_one(
    tmp_path: Path, detection: Detection
) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="found"):
        write_plumes(tmp_path / "file" / "plumes.geojson", detection)
    assert [one.name for one in tmp_path.iterdir()] == ["file"]
