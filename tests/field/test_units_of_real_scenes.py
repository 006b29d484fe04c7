"""The unit of real airborne radiance is worked out, and real reflectance is not taken for it."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.errors import SceneError
from cathartes.io.scenes.envi import write_envi
from cathartes.io.scenes.readers import read_scene

pytestmark = pytest.mark.field


def test_airborne_radiance_without_a_unit_is_recognised(field_data, tmp_path):
    """AVIRIS counts of 1992 are 500 times uW cm-2 sr-1 nm-1, plus 1000."""
    folder = field_data / "backgrounds" / "indian_pines"
    counts = np.load(folder / "Indian_pines_corrected.npy")
    wavelength_um = np.load(folder / "wavelengths_200.npz")["wavelength_nm"] / 1e3
    radiance = (counts.astype(float) - 1000.0) / 500.0
    image, _ = write_envi(
        tmp_path / "pines.img", radiance, wavelength_um=wavelength_um, interleave="bil"
    )
    scene = read_scene(image)
    assert scene.radiance_unit_in_file == "uW cm-2 sr-1 nm-1"
    np.testing.assert_allclose(scene.source.read(10, 20), 10.0 * radiance[10:20], rtol=1e-5)


def test_the_counts_themselves_are_refused(field_data, tmp_path):
    folder = field_data / "backgrounds" / "indian_pines"
    counts = np.load(folder / "Indian_pines_corrected.npy")
    wavelength_um = np.load(folder / "wavelengths_200.npz")["wavelength_nm"] / 1e3
    image, _ = write_envi(
        tmp_path / "pines.img", counts, wavelength_um=wavelength_um, dtype=np.uint16
    )
    with pytest.raises(SceneError, match="raw counts"):
        read_scene(image)


@pytest.mark.parametrize("shortest_um", [0.4, 1.5, 2.0, 2.1])
def test_satellite_reflectance_is_not_taken_for_radiance(field_data, tmp_path, shortest_um):
    mosaic = np.load(field_data / "backgrounds" / "enmap_potsdam" / "enmap_potsdam_mosaic.npz")
    stored = np.moveaxis(mosaic["refl"], 0, -1)
    wavelength_um = mosaic["wavelength_nm"] / 1e3
    chosen = (wavelength_um > shortest_um) & (mosaic["bbl"] != 0)
    reflectance = np.where(stored == -32768, np.nan, stored / 1e4)[:, :, chosen]
    image, _ = write_envi(
        tmp_path / "potsdam.img", reflectance, wavelength_um=wavelength_um[chosen]
    )
    with pytest.raises(SceneError, match="may be reflectance"):
        read_scene(image)
