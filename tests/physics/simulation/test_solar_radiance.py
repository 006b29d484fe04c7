"""Laws that simulated sunlit radiance must obey."""

from __future__ import annotations

import numpy as np
import pytest

from cathartes.model import Instrument
from cathartes.physics.instruments import find_instrument
from cathartes.simulate import radiance_from_reflectance
from cathartes.simulate.atmosphere.solar_air import build_solar_air
from cathartes.simulate.radiance.optics import look_down
from cathartes.simulate.radiance.solar import SolarModel
from cathartes.simulate.sensor.response import fine_grid
from cathartes.simulate.settings import ArtefactSettings, AtmosphereSettings, SunSettings
from cathartes.simulate.surface.ground import Ground

WHOLE = find_instrument("EMIT")
KEPT = (WHOLE.wavelength_um > 2.05) & (WHOLE.wavelength_um < 2.45)
EMIT = Instrument("EMIT", WHOLE.wavelength_um[KEPT], WHOLE.fwhm_um[KEPT])
GRID = fine_grid(EMIT, 0.5)
SUN = SunSettings(zenith_deg=60.0)


def make_model(reflectance: float) -> SolarModel:
    ground = Ground(
        np.full((2, 3, 1), reflectance, np.float32),
        np.ones((1, GRID.size)),
        np.full((2, 3), 300.0, np.float32),
        np.ones((2, 3), np.float32),
    )
    air = build_solar_air(AtmosphereSettings(), SUN, GRID)
    optics = look_down(EMIT, GRID, 3, ArtefactSettings(field_of_view_deg=0.0, smile=0.0))
    return SolarModel(ground, air, optics, SUN.zenith_deg)


def test_grey_gas_takes_its_share_of_reflected_light_twice() -> None:
    model = make_model(0.3)
    at = np.array([0]), np.array([1])
    grey = np.full((1, GRID.size), 1e-4)
    difference = model.plume_difference(*at, grey, np.array([[50.0]]), np.array([300.0]))[0]
    path = model.optics.responses(1) @ model.atmosphere.path_radiance
    from_ground = model.clear_radiance()[0, 1] - path
    # Sun at 60 degrees: 2 down, 1 up.
    assert difference == pytest.approx(from_ground * np.expm1(-3.0 * 50.0 * 1e-4), rel=1e-4)


def test_gas_over_black_ground_is_invisible() -> None:
    model = make_model(0.0)
    at = np.array([1]), np.array([0])
    grey = np.full((1, GRID.size), 1e-3)
    assert not model.plume_difference(*at, grey, np.array([[900.0]]), np.array([300.0])).any()


def test_radiance_is_linear_in_reflectance_and_keeps_what_is_missing() -> None:
    reflectance = np.stack([np.full(EMIT.wavelength_um.size, value) for value in (0.0, 0.2, 0.4)])
    reflectance[1, 5] = np.nan
    dark, middle, bright = radiance_from_reflectance(reflectance[None], EMIT, sun=SUN)[0]
    known = np.isfinite(middle)
    assert np.flatnonzero(~known).tolist() == [5]
    assert (middle - dark)[known] == pytest.approx(((bright - dark) / 2.0)[known], rel=1e-4)
    assert np.all(bright > dark)


def test_sunlit_soil_is_as_bright_as_the_sun_allows() -> None:
    soil = radiance_from_reflectance(np.full((1, 1, EMIT.wavelength_um.size), 0.3), EMIT)[0, 0]
    near = np.argmin(np.abs(EMIT.wavelength_um - 2.14))
    # 0.3 * 90 W m-2 um-1 * cos(35) / pi * 0.9, from published exo-atmospheric irradiance.
    assert soil[near] == pytest.approx(6.4, rel=0.15)
