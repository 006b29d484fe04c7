"""What `cathartes info` tells of a scene."""

from __future__ import annotations

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from cathartes.cli.info import describe_scene, info
from cathartes.io.scenes.envi import write_envi
from cathartes.io.scenes.readers import read_scene
from cathartes.kernels.planck import planck_radiance

WAVELENGTH_UM = np.linspace(7.6, 12.9, 12)
MAP_INFO = ["UTM", 1, 1, 5e5, 4.4e6, 2.0, 2.0, 13, "North", "WGS-84", "units=Meters"]


@pytest.fixture
def image(tmp_path):
    cube = planck_radiance(WAVELENGTH_UM, np.random.default_rng(1).uniform(285, 305, (12, 9, 1)))
    cube[:3, :3] = np.nan
    extra = {"data units": "W m-2 sr-1 um-1", "map info": MAP_INFO, "bbl": [0] + [1] * 11}
    image, _ = write_envi(tmp_path / "scene.img", cube, wavelength_um=WAVELENGTH_UM, extra=extra)
    (tmp_path / "scene.scene.json").write_text(
        '{"sensor": "Mako", "acquired_at": "2023-07-01T18:30:00Z", "air_temperature_k": 300, '
        '"wind": {"speed_m_s": 4, "from_direction_deg": 280}, "platform_altitude_m": 2000}'
    )
    return image


@pytest.fixture
def run():
    app = typer.Typer()
    app.command()(info)
    runner = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"})
    return lambda *arguments: runner.invoke(app, [str(argument) for argument in arguments])


def test_all_that_was_understood_is_told_in_plain_words(image):
    told = dict(describe_scene(read_scene(image)))
    assert told["format"] == "ENVI BIP float32"
    assert told["sensor"] == "Mako"
    assert told["size"].startswith("12 lines x 9 samples x 12 channels")
    assert told["channels"] == "7.6 to 12.9 um, 482 to 482 nm wide, 1 called bad by the file"
    assert told["quantity"] == "radiance, in the file as W m-2 sr-1 um-1"
    assert told["brightness"].startswith("29")
    assert told["place"].startswith("centre at 39.7")
    assert told["pixel size"] == "2 m"
    assert told["acquired"] == "2023-07-01T18:30:00+00:00"
    assert told["platform"] == "2000 m above sea level"
    assert told["ground"] == "not known"
    assert told["wind"] == "4 m/s from 280 degrees"
    assert told["air"] == "300 K"
    assert told["no data"].startswith("8.33 %")
    assert "scene.scene.json" in told["files"]


def test_the_command_prints_every_scene_and_succeeds(image, run):
    result = run(image, image.with_suffix(".hdr"))
    assert result.exit_code == 0
    assert result.output.count("ENVI BIP float32") == 2


def test_a_scene_that_fails_is_named_and_does_not_stop_the_others(image, run, tmp_path):
    result = run(tmp_path / "absent.img", image)
    assert result.exit_code == 1
    assert "absent.img: scene: found no such file" in result.output
    assert "ENVI BIP float32" in result.output


def test_text_from_files_is_shown_as_it_is(image, run):
    header = image.with_suffix(".hdr")
    header.write_text(header.read_text() + "sensor type = [bold]not markup[/]\n")
    image.with_name("scene.scene.json").unlink()
    result = run(image)
    assert result.exit_code == 0
    assert "[bold]not markup[/]" in result.output


def test_uncalibrated_numbers_are_called_that(image):
    image.with_name("scene.scene.json").write_text('{"radiance_unit": "counts"}')
    told = dict(describe_scene(read_scene(image)))
    assert "columns not stated" in told["quantity"]
    assert "brightness" not in told
