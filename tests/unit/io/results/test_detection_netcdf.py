"""detection.nc: opens everywhere, says what it holds, and comes back as it was."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from attrs import asdict, evolve

from cathartes.errors import InputError
from cathartes.io.results.detection_netcdf import write_detection
from cathartes.io.results.detection_reading import read_detection, read_georeference
from cathartes.model import Detection, PlumeSpectrum
from tests.made_detections import make_detection, swath_georeference, utm_georeference


@pytest.fixture(scope="module")
def detection() -> Detection:
    return make_detection()


@pytest.fixture(scope="module")
def path(detection: Detection, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("netcdf") / "detection.nc"
    write_detection(path, detection, utm_georeference())
    return path


def test_maps_open_in_xarray_by_the_promised_names(path: Path, detection: Detection) -> None:
    with xr.open_dataset(path, decode_coords="all") as found:
        assert found["plume_id"].dims == ("line", "sample")
        for name in ("score", "column", "column_std"):
            assert found[name].dims == ("gas", "line", "sample")
        assert list(found["gas"].values) == ["ethyl acetate", "acetone", "toluene", "SF6"]
        np.testing.assert_array_equal(found["plume_id"], detection.plume_id)
        np.testing.assert_array_equal(found["score"].sel(gas="SF6"), detection.score["SF6"])
        np.testing.assert_array_equal(found["column"].sel(gas="SF6"), detection.column["SF6"])
        assert found["column"].attrs["units"] == "ppm m"
        assert found["crs"].attrs["grid_mapping_name"] == "transverse_mercator"
        assert float(found["easting"][0]) == 400_001.0
        assert float(found["northing"][-1]) == 2_800_000.0 - 2.0 * (detection.shape[0] - 0.5)
        assert found.attrs["Conventions"].startswith("CF-1.")


def test_each_quality_bit_has_its_meaning(path: Path) -> None:
    with xr.open_dataset(path) as found:
        masks = found["quality"].attrs["flag_masks"]
        meanings = found["quality"].attrs["flag_meanings"].split()
        assert dict(zip(masks.tolist(), meanings, strict=True)) == {
            1: "fill",
            2: "saturated",
            4: "dead_or_hot_column",
            8: "cloud",
            16: "water",
        }
        assert masks.dtype == found["quality"].dtype == np.uint8


def test_provenance_tells_inputs_options_and_versions(path: Path, detection: Detection) -> None:
    with xr.open_dataset(path) as found:
        provenance = json.loads(found["provenance"].item())
    assert provenance["inputs"][0]["sha256"] == "ab" * 32
    assert provenance["options"] == {"gases": ["all"], "random_seed": 0}
    assert provenance["versions"]["cathartes"] == "0.1.0"
    assert provenance["made_at"] == "2026-11-24T12:00:00+00:00"


def test_everything_comes_back(path: Path, detection: Detection) -> None:
    found = read_detection(path)
    for name in (
        "scene_name",
        "shape",
        "picture_caption",
        "groups",
        "remarks",
        "invisible",
        "score_at_rate",
    ):
        assert getattr(found, name) == getattr(detection, name), name
    np.testing.assert_array_equal(found.quality, detection.quality)
    np.testing.assert_allclose(found.picture, detection.picture, atol=0.51 / 255)
    for maps, expected in (
        (found.score, detection.score),
        (found.column, detection.column),
        (found.column_std, detection.column_std),
    ):
        assert list(maps) == list(expected)
        for gas, values in expected.items():
            np.testing.assert_array_equal(maps[gas], values)
    for one, plume in zip(found.plumes, detection.plumes, strict=True):
        for name, value in asdict(plume, recurse=False).items():
            if name not in ("spectrum", "pixel_polygon"):
                assert getattr(one, name) == value, name
        np.testing.assert_array_equal(one.pixel_polygon, plume.pixel_polygon)
        np.testing.assert_array_equal(one.spectrum.difference, plume.spectrum.difference)
        np.testing.assert_array_equal(one.spectrum.difference_std, plume.spectrum.difference_std)
        assert list(one.spectrum.fitted) == list(plume.spectrum.fitted)
        for gas, values in plume.spectrum.fitted.items():
            np.testing.assert_array_equal(one.spectrum.fitted[gas], values)
    for one, rejection in zip(found.rejections, detection.rejections, strict=True):
        assert (one.gas, one.reason, one.score) == (
            rejection.gas,
            rejection.reason,
            rejection.score,
        )
    assert found.provenance.inputs == detection.provenance.inputs
    assert found.provenance.made_at == detection.provenance.made_at


@pytest.mark.parametrize("rotated", [False, True])
def test_an_affine_georeference_comes_back_exactly(
    tmp_path: Path, detection: Detection, rotated: bool
) -> None:
    path, georeference = tmp_path / "detection.nc", utm_georeference(rotated=rotated)
    write_detection(path, detection, georeference)
    found = read_georeference(path)
    assert found is not None
    assert found.affine == georeference.affine
    assert found.crs_wkt == georeference.crs_wkt
    with xr.open_dataset(path) as maps:
        assert ("latitude" in maps["score"].coords) is rotated


def test_a_swath_keeps_the_place_of_each_pixel(tmp_path: Path, detection: Detection) -> None:
    path, georeference = tmp_path / "detection.nc", swath_georeference()
    write_detection(path, detection, georeference)
    with xr.open_dataset(path) as found:
        assert found["score"].coords["latitude"].dims == ("line", "sample")
    found = read_georeference(path)
    assert found is not None
    np.testing.assert_array_equal(found.longitude, georeference.longitude)
    np.testing.assert_array_equal(found.latitude, georeference.latitude)


def test_without_georeference_there_are_only_pixels(tmp_path: Path, detection: Detection) -> None:
    write_detection(tmp_path / "detection.nc", detection)
    assert read_georeference(tmp_path / "detection.nc") is None


def test_an_empty_result_is_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "detection.nc"
    write_detection(path, make_detection(n_plumes=0))
    found = read_detection(path)
    assert found.plumes == ()
    assert found.score == {}
    with xr.open_dataset(path) as maps:
        assert maps["score"].shape == (0, *found.shape)


@pytest.mark.parametrize(
    ("told", "written"),
    [
        ("K (brightness temperature)", "K"),
        ("1 (log radiance)", "1"),
        ("W m-2 sr-1 um-1", "W m-2 sr-1 um-1"),
        ("absorbance, baseline removed", "1"),
    ],
)
def test_units_of_spectra_are_units_and_their_explanation_comes_back(
    tmp_path: Path, told: str, written: str
) -> None:
    detection = make_detection(n_plumes=1)
    (plume,) = detection.plumes
    path = tmp_path / "detection.nc"
    explained = evolve(plume, spectrum=evolve(plume.spectrum, unit=told))
    write_detection(path, evolve(detection, plumes=(explained,)))
    with xr.open_dataset(path) as found:
        assert found["spectrum_difference"].attrs["units"] == written
        assert told in found["spectrum_difference"].attrs["long_name"]
    assert read_detection(path).plumes[0].spectrum.unit == told


def test_plumes_with_different_channels_keep_their_own(tmp_path: Path) -> None:
    detection = make_detection(n_plumes=2)
    short = PlumeSpectrum(np.array([9.0, 10.0]), np.ones(2), np.ones(2), {"SF6": np.zeros(2)})
    first, second = detection.plumes
    path = tmp_path / "detection.nc"
    write_detection(path, evolve(detection, plumes=(first, evolve(second, spectrum=short))))
    one, two = read_detection(path).plumes
    assert one.spectrum.wavelength_um.size == first.spectrum.wavelength_um.size
    np.testing.assert_array_equal(two.spectrum.wavelength_um, [9.0, 10.0])


def test_scores_of_a_whole_library_need_no_room_for_columns_that_are_not_stated(
    tmp_path: Path,
) -> None:
    detection = make_detection()
    path = tmp_path / "detection.nc"
    flat = np.zeros(detection.shape, np.float32)
    write_detection(path, evolve(detection, score={f"gas {k}": flat for k in range(40)}, column={}))
    assert path.stat().st_size < 1_000_000
    assert len(read_detection(path).score) == 40
    assert read_detection(path).column == {}


def test_more_plumes_than_an_attribute_could_hold_are_kept(tmp_path: Path) -> None:
    detection = make_detection()
    many = tuple(evolve(detection.plumes[0], plume_id=k) for k in range(1, 201))
    write_detection(tmp_path / "detection.nc", evolve(detection, plumes=many))
    assert len(read_detection(tmp_path / "detection.nc").plumes) == 200


def test_writing_a_large_scene_makes_no_second_copy_of_its_maps(tmp_path: Path) -> None:
    shape = (3000, 1200)
    rng = np.random.default_rng(1)
    detection = evolve(
        make_detection(n_plumes=0),
        shape=shape,
        plume_id=np.zeros(shape, np.int32),
        quality=np.zeros(shape, np.uint8),
        picture=np.broadcast_to(rng.random((1, 1200, 1), np.float32), (*shape, 3)),
        score={"SF6": np.broadcast_to(np.float32(1.0), shape)},
    )
    write_detection(tmp_path / "first.nc", make_detection(n_plumes=0))  # what is loaded once
    tracemalloc.start()
    try:
        write_detection(tmp_path / "detection.nc", detection, utm_georeference())
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # The picture alone would be 43 MB once more, its conversion several times that; nor does the
    # file itself grow in memory before it is written.
    assert most < 20e6


@pytest.mark.parametrize("content", [b"", b"not a NetCDF file", None])
def test_a_broken_file_is_refused_with_its_name(tmp_path: Path, path: Path, content: bytes) -> None:
    broken = tmp_path / "detection.nc"
    broken.write_bytes(path.read_bytes()[:5000] if content is None else content)
    with pytest.raises(InputError, match=r"detection\.nc.*expected"):
        read_detection(broken)


def test_a_foreign_netcdf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.nc"
    xr.Dataset({"t": ("x", np.arange(3.0))}).to_netcdf(path, engine="h5netcdf")
    with pytest.raises(InputError, match="record"):
        read_detection(path)


def test_a_full_disk_leaves_the_old_file_and_one_paragraph(tmp_path: Path) -> None:
    """A limit on file size stands for the full disk: the write itself fails, as there."""
    program = """
        import resource, sys
        from pathlib import Path
        from cathartes.errors import OutputError
        from cathartes.io.results.detection_netcdf import write_detection
        from tests.made_detections import make_detection
        detection = make_detection()
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        try:
            write_detection(Path(sys.argv[1]), detection)
        except OutputError as error:
            print(error)
    """
    path = tmp_path / "detection.nc"
    path.write_bytes(b"the old one")
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "detection.nc" in done.stdout
    assert "nothing half-written" in done.stdout.lower()
    assert "Traceback" not in done.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["detection.nc"]
    assert path.read_bytes() == b"the old one"
