"""A simulated scene on disk is the scene that was simulated."""

from __future__ import annotations

import json
from pathlib import Path

import h5netcdf
import numpy as np
import pytest
from typer.testing import CliRunner

from cathartes.cli.simulate.simulate import app
from cathartes.io.scenes.readers import read_scene
from cathartes.simulate import (
    bent_spectra,
    simulate_scene,
    small_settings,
    write_simulated_scene,
)


def test_written_scene_reads_back_as_it_was(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    settings = small_settings(2, [[("SF6", 1.0)], [("acetone", 1.0), ("ethyl acetate", 0.5)]])
    spectra = bent_spectra(["SF6", "acetone", "ethyl acetate"], rng)
    made = simulate_scene(settings, rng, spectra)
    image, _, _, maps, record = write_simulated_scene(made, tmp_path)
    found = read_scene(image)
    assert np.array_equal(found.source.read(0, 48), made.scene.source.read(0, 48))
    assert found.instrument.name == "OWL"
    assert found.instrument.wavelength_um == pytest.approx(made.scene.instrument.wavelength_um)
    assert found.instrument.fwhm_um == pytest.approx(made.scene.instrument.fwhm_um)
    assert found.wind == made.scene.wind
    assert found.air_temperature_k == made.scene.air_temperature_k
    assert found.pixel_size_m == pytest.approx(3.0)
    assert found.georeference is not None
    assert made.scene.georeference is not None
    assert found.georeference.affine == pytest.approx(made.scene.georeference.affine)
    truth = json.loads(record.read_text(encoding="utf-8"))
    assert [len(one["gases"]) for one in truth["emitters"]] == [1, 2]
    assert truth["emitters"][0]["line"] == made.truth.emitters[0].line
    with h5netcdf.File(maps, "r") as file:
        gases = [name.decode() for name in file["gas_name"][...]]
        column = file["column"][gases.index("SF6")]
        assert np.array_equal(column, made.truth.column_ppm_m("SF6"))
        assert file["emitter_snr"].shape == (2, 48, 64)
        assert file["column"].attrs["units"] == "ppm m"


def test_clean_scene_has_no_plume_variables(tmp_path: Path) -> None:
    made = simulate_scene(small_settings(3), np.random.default_rng(3), {})
    maps = write_simulated_scene(made, tmp_path)[3]
    with h5netcdf.File(maps, "r") as file:
        assert "column" not in file.variables
        assert not file["snr"][...].any()


def test_command_writes_a_scene_and_names_its_plumes(tmp_path: Path) -> None:
    options = ["--out", str(tmp_path), "--seed", "5", "--plumes", "2", "--lines", "32"]
    asked = ["--samples", "40", "--gases", "NH3,acetone+SF6", "--name", "try"]
    result = CliRunner().invoke(app, ["scene", *options, *asked])
    assert result.exit_code == 0, result.output
    assert "ammonia" in result.output
    assert read_scene(tmp_path / "try.img").shape == (32, 40, 128)


def test_command_refuses_a_gas_it_does_not_know(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["scene", "--out", str(tmp_path), "--gases", "nosuchgas"])
    assert result.exit_code == 1
    assert "nosuchgas" in result.output
    assert not any(tmp_path.iterdir())
