"""HyTES as ENVI: the image NAME.dat and its positions NAME.geo.dat, latitude first."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.errors import SceneError
from cathartes.io.scenes.envi import write_envi
from cathartes.io.scenes.readers import read_scene
from cathartes.kernels.planck import planck_radiance

WAVELENGTH_UM = np.linspace(7.52, 12.01, 32)
NAME = "20210525t212635_LosAngelesCA_L1_B103_V01"


@pytest.fixture
def hytes(tmp_path):
    temperature_k = np.random.default_rng(3).uniform(285, 310, (20, 12, 1))
    radiance = planck_radiance(WAVELENGTH_UM, temperature_k)
    image, _ = write_envi(tmp_path / f"{NAME}.dat", radiance, wavelength_um=WAVELENGTH_UM)
    line, sample = np.mgrid[:20, :12]
    latitude, longitude = 34.0 - 2e-5 * line, -118.2 + 2e-5 * sample
    elevation = np.full((20, 12), 90.0)
    positions = np.stack([latitude, longitude, elevation, elevation], axis=-1)
    positions[0, 0] = 0.0
    return image, positions


def test_positions_beside_the_image_are_found_in_their_own_order(hytes):
    image, positions = hytes
    write_envi(image.with_name(f"{NAME}.geo.dat"), positions, dtype=np.float64)
    scene = read_scene(image)
    assert scene.georeference.latitude[5, 3] == pytest.approx(34.0 - 1e-4)
    assert scene.georeference.longitude[5, 3] == pytest.approx(-118.2 + 6e-5)
    assert np.isnan(scene.georeference.latitude[0, 0])
    assert scene.pixel_size_m == pytest.approx(2.0, rel=0.1)
    assert f"{NAME}.geo.dat" in [entry.name for entry in scene.inputs]


def test_positions_of_another_image_are_refused(hytes):
    image, positions = hytes
    write_envi(image.with_name(f"{NAME}.geo.dat"), positions[:15])
    with pytest.raises(SceneError, match="another image"):
        read_scene(image)


def test_the_unit_is_worked_out_where_the_header_names_none(hytes):
    image, _ = hytes
    scene = read_scene(image)
    assert scene.radiance_unit_in_file == "W m-2 sr-1 um-1"
    assert scene.georeference is None
