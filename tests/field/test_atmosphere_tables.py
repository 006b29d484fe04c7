"""Drawn air against tables of real codes, and scenes made with such tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cathartes.errors import InputError
from cathartes.io.atmosphere_tables import read_lowtran7_table, read_modtran_channels
from cathartes.physics.instruments import find_instrument
from cathartes.simulate import simulate_scene, small_settings
from cathartes.simulate.atmosphere.tables import atmosphere_from_table
from cathartes.simulate.atmosphere.thermal_air import build_thermal_air
from cathartes.simulate.sensor.response import fine_grid, response_matrix
from cathartes.simulate.settings import AtmosphereSettings

pytestmark = pytest.mark.field


def test_drawn_air_has_the_level_of_lowtran_in_the_window(field_data: Path) -> None:
    table = read_lowtran7_table(
        field_data / "atmosphere" / "atmosphere_lowtran7.npz",
        profile="midlatitude_summer",
        platform_height_km=1.5,
    )
    assert table.air_temperature_k == pytest.approx(294.2, abs=0.1)
    grid = np.arange(800.0, 1200.0, 0.2)
    drawn = [
        build_thermal_air(
            AtmosphereSettings(
                water_g_cm2=2.93, air_temperature_k=294.2, haze=0.0, line_seed=seed,
                platform_height_m=1500.0,
            ),
            grid,
        )
        for seed in range(4)
    ]  # fmt: skip
    # LOWTRAN resolves 20 cm-1, so both are compared in steps of 50.
    clear = np.mean([np.exp(-air.optical_depth) for air in drawn], axis=0)
    path = np.mean([air.path_radiance for air in drawn], axis=0)
    for first in range(800, 1150, 50):
        fine = (grid >= first) & (grid < first + 50)
        coarse = (table.wavenumber_cm1 >= first) & (table.wavenumber_cm1 < first + 50)
        assert clear[fine].mean() == pytest.approx(table.transmittance[coarse].mean(), abs=0.06)
        assert path[fine].mean() == pytest.approx(table.path_radiance[coarse].mean(), rel=0.4)


def test_drawn_air_has_as_much_fine_structure_as_modtran(field_data: Path) -> None:
    folder = field_data / "atmosphere" / "modtran_hytes"
    table = read_modtran_channels(folder / "H2OSTR-1.5000_O3STR-0.0750.chn")
    hytes = find_instrument("HyTES")
    grid = fine_grid(hytes, 0.2)
    settings = AtmosphereSettings(water_g_cm2=1.5, platform_height_m=20_000.0, ozone_du=340.0)
    drawn = response_matrix(hytes, grid) @ np.exp(-build_thermal_air(settings, grid).optical_depth)
    real = np.interp(
        hytes.wavelength_um, (1e4 / table.wavenumber_cm1)[::-1], table.transmittance[::-1]
    )

    def roughness(values: np.ndarray) -> float:
        window = values[(hytes.wavelength_um > 8.2) & (hytes.wavelength_um < 11.9)]
        return float(np.std(np.diff(window, 2)))

    assert 0.5 < roughness(drawn) / roughness(real) < 2.0
    assert drawn.mean() == pytest.approx(real.mean(), abs=0.06)


@pytest.mark.parametrize("lines", [True, False])
def test_a_scene_can_have_the_air_of_a_table(field_data: Path, lines: bool) -> None:
    table = read_lowtran7_table(
        field_data / "atmosphere" / "atmosphere_lowtran7.npz",
        profile="us_standard_1976",
        platform_height_km=2.0,
    )
    settings = small_settings(4)
    owl = find_instrument("OWL")
    grid = fine_grid(owl, settings.step_cm1)
    rng = np.random.default_rng(1) if lines else None
    air = atmosphere_from_table(table, grid, resolution_cm1=20.0, rng=rng)
    made = simulate_scene(settings, np.random.default_rng(4), {}, air)
    smooth = response_matrix(owl, grid) @ np.interp(grid, table.wavenumber_cm1, table.transmittance)
    difference = made.truth.transmittance - smooth
    window = (owl.wavelength_um > 8.3) & (owl.wavelength_um < 12.0)
    # Lines keep the mean optical depth, which makes the mean transmittance a little larger.
    assert abs(difference[window].mean()) < (0.05 if lines else 0.005)
    assert (np.std(difference[window]) > 0.005) == lines


def test_a_wrong_profile_or_height_is_named(field_data: Path) -> None:
    path = field_data / "atmosphere" / "atmosphere_lowtran7.npz"
    with pytest.raises(InputError, match="martian_summer"):
        read_lowtran7_table(path, profile="martian_summer", platform_height_km=1.0)
    with pytest.raises(InputError, match="platform_height_km"):
        read_lowtran7_table(path, profile="tropical", platform_height_km=80.0)
    with pytest.raises(InputError, match="channel table"):
        read_modtran_channels(field_data / "atmosphere" / "README.md")
    with pytest.raises(InputError, match="atmosphere table"):
        read_lowtran7_table(field_data / "README.md", profile="tropical", platform_height_km=1.0)
