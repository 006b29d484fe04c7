"""The real thing, end to end: a scene file goes in by the command line, results come out."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from shapely.geometry import shape

from cathartes.cli.app import main
from cathartes.io.results.detection_reading import read_detection
from cathartes.simulate import bent_spectra, simulate_scene, write_simulated_scene
from cathartes.simulate.presets import small_settings
from cathartes.simulate.truth import SimulatedScene


@pytest.fixture(scope="module")
def planted() -> SimulatedScene:
    """A small scene with one plume of SF6 that nobody could miss."""
    rng = np.random.default_rng(5)
    return simulate_scene(small_settings(5, [[("SF6", 1.0)]]), rng, bent_spectra(["SF6"], rng))


@pytest.fixture(scope="module")
def results(planted: SimulatedScene, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    folder = tmp_path_factory.mktemp("end_to_end")
    image = write_simulated_scene(planted, folder)[0]
    given = ["detect", str(image), "--out", str(folder / "out"), "--threads", "1"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cathartes.cli.app.listen_for_signals", lambda: None)
        with pytest.raises(SystemExit) as ended:
            main(given)
    return folder / "out" / image.stem, int(ended.value.code or 0)


def test_the_command_ends_well_and_leaves_three_files(results: tuple[Path, int]) -> None:
    folder, status = results
    assert status == 0
    names = {"plumes.geojson", "detection.nc", "report.html"}
    assert {one.name for one in folder.iterdir()} == names
    assert [one.name for one in folder.parent.iterdir()] == [folder.name]


def test_the_planted_gas_is_named_where_it_was_planted(
    results: tuple[Path, int], planted: SimulatedScene
) -> None:
    folder, _ = results
    (emitter,) = planted.truth.emitters
    detection = read_detection(folder / "detection.nc")
    strongest = np.unravel_index(int(np.argmax(emitter.snr)), emitter.snr.shape)
    number = int(detection.plume_id[strongest])
    assert number > 0
    plume = next(one for one in detection.plumes if one.plume_id == number)
    assert "SF6" in plume.group
    assert plume.gas_probabilities["SF6"] > 0.9


def test_the_outline_on_the_map_is_the_plume_in_the_maps(results: tuple[Path, int]) -> None:
    folder, _ = results
    collection = json.loads((folder / "plumes.geojson").read_text("utf-8"))
    assert collection["georeferenced"] is True
    with xr.open_dataset(folder / "detection.nc", decode_coords="all") as maps:
        assert int(maps["plume_id"].max()) == len(collection["features"])
        assert "SF6" in maps["gas"].values
        for feature in collection["features"]:
            number = feature["properties"]["plume_id"]
            pixels = int((maps["plume_id"] == number).sum())
            assert pixels == feature["properties"]["n_pixels"]
            outline = shape(feature["geometry"])
            assert outline.is_valid
            assert not outline.is_empty


def test_the_report_tells_the_gas_its_ordinary_sources_and_its_limits(
    results: tuple[Path, int],
) -> None:
    folder, _ = results
    page = (folder / "report.html").read_text("utf-8")
    for words in (
        "A vapour alone never proves what a place is.",
        "SF6",
        "high-voltage switchgear",
        "HCl has no",
        "sha256",
        "data:image/png;base64,",
    ):
        assert words in page, words
